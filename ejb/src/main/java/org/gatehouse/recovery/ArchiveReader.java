package org.gatehouse.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what {@link ArchiveWriter} wrote, and nothing else: each header must be, byte for byte, the
 * one that it would have written. So there are no links, devices, directories, owners or names but
 * those of {@link #NAME}, no name comes twice, and nothing comes after the end. That everything is
 * as it was is known when {@link #next} has told of the end, not before.
 */
final class ArchiveReader {

  /** No path that leaves its directory, and nothing hidden. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9][A-Za-z0-9._-]{0,63}(/[a-z0-9][A-Za-z0-9._-]{0,63}){0,2}");

  /** 64 GiB: more rows than any table of ours will have. */
  private static final long LARGEST = 64L << 30;

  /** Ten files of each of 100,000 sites. */
  private static final int MOST_FILES = 1_000_000;

  private static final int DIGEST_LINE = 65;

  private final InputStream in;
  private final MessageDigest digest = Sha256.digest();
  private final Set<String> seen = new HashSet<>();
  private long left;
  private int padding;

  /**
   * One file.
   *
   * @param name its name, with at most three parts
   * @param size in bytes
   * @param content exactly that many bytes, to be read before the next file is asked for
   * @param before the SHA-256 of all that stands before it in the archive
   */
  record File(String name, long size, InputStream content, byte[] before) {

    /** All of it, when that is no more than a limit. */
    byte[] bytes(int limit) throws IOException, RecoveryException {
      if (size > limit) {
        throw new RecoveryException(name + " in the backup is larger than it can be");
      }
      return content.readAllBytes();
    }
  }

  ArchiveReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next file, or empty when the end is reached and the checksum is right.
   *
   * @throws RecoveryException when it is no archive of ours, or not all of it, or changed
   */
  Optional<File> next() throws IOException, RecoveryException {
    skipRest();
    byte[] before = Sha256.copy(digest).digest();
    byte[] header = in.readNBytes(ArchiveWriter.BLOCK);
    if (header.length < ArchiveWriter.BLOCK) {
      throw damaged("it ends too early");
    }
    String name = text(header, 0, 100);
    long size = size(header);
    if (size < 0
        || size > LARGEST
        || !NAME.matcher(name).matches()
        || !Arrays.equals(header, ArchiveWriter.header(name, size))) {
      throw damaged("it has something that a backup does not have");
    }
    if (!seen.add(name) || seen.size() > MOST_FILES) {
      throw damaged("a file comes twice, or there are too many");
    }
    digest.update(header);
    left = size;
    padding = ArchiveWriter.padding(size);
    if (name.equals(ArchiveWriter.CHECKSUM)) {
      end(size, before);
      return Optional.empty();
    }
    return Optional.of(new File(name, size, new Content(), before));
  }

  private void end(long size, byte[] sum) throws IOException, RecoveryException {
    byte[] rest = in.readNBytes(3 * ArchiveWriter.BLOCK + 1);
    byte[] expected = new byte[3 * ArchiveWriter.BLOCK];
    byte[] line = (HexFormat.of().formatHex(sum) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(line, 0, expected, 0, line.length);
    if (size != DIGEST_LINE || !Arrays.equals(rest, expected)) {
      throw damaged("its checksum is not that of what it holds");
    }
  }

  private static RecoveryException damaged(String how) {
    return new RecoveryException(
        "this is no backup of Gatehouse, or it is damaged: " + how + ". Take another copy of it");
  }

  private void skipRest() throws IOException, RecoveryException {
    InputStream content = new Content();
    byte[] buffer = new byte[64 << 10];
    while (content.read(buffer) >= 0) {
      // what nobody wanted is still part of the checksum
    }
    byte[] zeros = in.readNBytes(padding);
    if (!Arrays.equals(zeros, new byte[padding])) {
      throw damaged("it ends too early, or has something between its files");
    }
    digest.update(zeros);
    padding = 0;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }

  private static long size(byte[] header) {
    if (header[124] == (byte) 0x80) {
      long size = 0;
      for (int i = 128; i < 136; i++) {
        size = size << Byte.SIZE | header[i] & 0xFF;
      }
      return size;
    }
    String octal = text(header, 124, 12);
    return octal.matches("[0-7]{11}") ? Long.parseLong(octal, 8) : -1;
  }

  /** The bytes of the file at hand. */
  private final class Content extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new IOException("this is no whole backup: it ends too early");
      }
      digest.update(bytes, offset, read);
      left -= read;
      return read;
    }
  }
}
