package org.gatehouse.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1.1 to a request that closes its connection (RFC 9112). Interim answers
 * are passed over. The head is bounded to {@value #LARGEST_HEAD} bytes, the body to {@value
 * Reply#LARGEST_BODY}; what names its length in two ways is refused.
 */
final class ReplyReader {

  /** The largest head that is taken, in bytes, with all interim answers. */
  static final int LARGEST_HEAD = 16_384;

  private static final int RADIX = 16;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)(?: .*)?");
  private static final Pattern CHUNK_LINE = Pattern.compile("([0-9a-fA-F]{1,8})[ \\t]*(?:;.*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,9}");

  private final InputStream stream;
  private int headLeft = LARGEST_HEAD;

  private ReplyReader(InputStream stream) {
    this.stream = new BufferedInputStream(stream);
  }

  /**
   * Reads the answer.
   *
   * @throws ReplyFormatException when it is not one, or too large
   * @throws IOException when the stream fails or ends early
   */
  static Reply read(InputStream stream) throws IOException {
    return new ReplyReader(stream).reply();
  }

  private Reply reply() throws IOException {
    int status = status();
    Map<String, String> headers = headers();
    while (status < 200) {
      status = status();
      headers = headers();
    }
    return new Reply(status, headers.getOrDefault("content-type", ""), body(status, headers));
  }

  private int status() throws IOException {
    Matcher matcher = STATUS_LINE.matcher(line());
    if (!matcher.matches()) {
      throw new ReplyFormatException("its answer has no status");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ReplyFormatException("its answer has a header without a name");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (headers.put(name, value) != null && name.equals("content-length")) {
        throw new ReplyFormatException("its answer names its length twice");
      }
    }
    return headers;
  }

  private byte[] body(int status, Map<String, String> headers) throws IOException {
    String coding = headers.get("transfer-encoding");
    String length = headers.get("content-length");
    if (status == 204 || status == 304) {
      return new byte[0];
    } else if (coding != null) {
      if (length != null || !coding.equalsIgnoreCase("chunked")) {
        throw new ReplyFormatException("its answer has an unknown form of body");
      }
      return chunks();
    } else if (length != null) {
      if (!LENGTH.matcher(length).matches()) {
        throw new ReplyFormatException("its answer names no usable length");
      }
      return exactly(bounded(Integer.parseInt(length)));
    }
    byte[] body = stream.readNBytes(Reply.LARGEST_BODY + 1);
    bounded(body.length);
    return body;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      bounded((long) body.size() + size);
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new ReplyFormatException("a chunk of its answer is longer than it says");
      }
    }
    headers();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    // Each line of a chunk is bounded; their number is bounded by the body's size.
    headLeft = LARGEST_HEAD;
    Matcher matcher = CHUNK_LINE.matcher(line());
    if (!matcher.matches()) {
      throw new ReplyFormatException("its answer has a chunk without a size");
    }
    return bounded(Long.parseLong(matcher.group(1), RADIX));
  }

  private static int bounded(long size) throws ReplyFormatException {
    if (size > Reply.LARGEST_BODY) {
      throw new ReplyFormatException(
          "its answer is larger than " + (Reply.LARGEST_BODY >> 20) + " MiB");
    }
    return (int) size;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = stream.readNBytes(length);
    if (bytes.length < length) {
      throw endedEarly();
    }
    return bytes;
  }

  /** A line without its end, which is LF or CRLF. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int read = stream.read(); read != '\n'; read = stream.read()) {
      if (read < 0) {
        throw endedEarly();
      }
      if (--headLeft < 0) {
        throw new ReplyFormatException("its answer's head is larger than 16 KiB");
      }
      line.write(read);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static EOFException endedEarly() {
    return new EOFException("the connection ended before the answer did");
  }
}
