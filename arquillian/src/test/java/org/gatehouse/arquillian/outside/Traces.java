package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds secrets among bytes, in every form in which they could be written down there: UTF-8, UTF-16
 * of both orders, Base64 of a text that they are a part of, hexadecimal, and escaped for a URL.
 */
final class Traces {

  /** What is shorter could be found by chance. */
  private static final int SHORTEST = 8;

  private final Map<Integer, List<byte[]>> formsByBeginning;
  private final BitSet beginnings = new BitSet();

  private Traces(Stream<byte[]> forms) {
    formsByBeginning = forms.collect(Collectors.groupingBy(form -> ByteBuffer.wrap(form).getInt()));
    formsByBeginning.keySet().forEach(beginning -> beginnings.set(folded(beginning)));
  }

  /** Those of some secrets. */
  static Traces of(Collection<String> secrets) {
    if (secrets.stream().anyMatch(secret -> secret.length() < SHORTEST)) {
      throw new IllegalArgumentException("a secret is too short to be looked for");
    }
    return new Traces(
        secrets.stream()
            .flatMap(Traces::forms)
            // One character for each byte: arrays cannot be compared.
            .map(form -> new String(form, StandardCharsets.ISO_8859_1))
            .distinct()
            .map(form -> form.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** How many there are in the bytes of a buffer, whatever its position. */
  long count(ByteBuffer bytes) {
    long count = 0;
    for (int at = 0; at <= bytes.capacity() - Integer.BYTES; at++) {
      int beginning = bytes.getInt(at);
      if (beginnings.get(folded(beginning))) {
        for (byte[] form : formsByBeginning.getOrDefault(beginning, List.of())) {
          count += isAt(bytes, at, form) ? 1 : 0;
        }
      }
    }
    return count;
  }

  /** How many there are in a file. */
  long count(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return count(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  private static boolean isAt(ByteBuffer bytes, int at, byte[] form) {
    return at + form.length <= bytes.capacity()
        && bytes.slice(at, form.length).equals(ByteBuffer.wrap(form));
  }

  /** Few bits, so that what is looked at for each byte stays in the processor's cache. */
  private static int folded(int beginning) {
    return (beginning ^ beginning >>> 16) & 0xffff;
  }

  private static Stream<byte[]> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return Stream.concat(
        Stream.of(
            bytes,
            secret.getBytes(StandardCharsets.UTF_16LE),
            secret.getBytes(StandardCharsets.UTF_16BE),
            HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII),
            HexFormat.of().withUpperCase().formatHex(bytes).getBytes(StandardCharsets.US_ASCII),
            URLEncoder.encode(secret, StandardCharsets.UTF_8).getBytes(StandardCharsets.US_ASCII)),
        Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
            .flatMap(encoder -> Stream.of(0, 1, 2).map(before -> within(encoder, bytes, before))));
  }

  /**
   * The characters that stand for nothing else than the secret when so many bytes are before it.
   */
  private static byte[] within(Base64.Encoder encoder, byte[] secret, int before) {
    byte[] longer = new byte[before + secret.length];
    System.arraycopy(secret, 0, longer, before, secret.length);
    int first = (before * Byte.SIZE + 5) / 6;
    int last = longer.length * Byte.SIZE / 6;
    return Arrays.copyOfRange(encoder.encode(longer), first, last);
  }
}
