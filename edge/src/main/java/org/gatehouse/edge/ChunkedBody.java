package org.gatehouse.edge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body that comes in chunks (RFC 9112, section 7.1), read from the bytes that follow a head. It
 * ends where its last chunk says and reads nothing beyond. Extensions and trailer fields are
 * ignored, and bounded together; anything that two readers could take differently, such as a line
 * that does not end with CR and LF, is a {@link BrokenBodyException}, and stays one.
 */
final class ChunkedBody extends ServletInputStream {

  /** A size has at most 31 bits, which is more than any gate takes. */
  private static final Pattern SIZE = Pattern.compile("0*(?<digits>[0-9A-Fa-f]{1,7})[ \t]*(;.*)?");

  /** How many characters may stand beside the data and the sizes of chunks. */
  private static final int MOST_BESIDE = 8192;

  private static final int SIZE_DIGITS = 8;
  private static final int HEXADECIMAL = 16;

  private final ServletInputStream raw;
  private long left;
  private int beside;
  private boolean finished;
  private boolean broken;

  ChunkedBody(ServletInputStream raw) {
    this.raw = raw;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int wanted) throws IOException {
    if (wanted == 0) {
      return 0;
    }
    if (!begun()) {
      return -1;
    }
    int read = raw.read(buffer, offset, (int) Math.min(wanted, left));
    if (read < 0) {
      throw broken("the body ends within a chunk");
    }
    left -= read;
    if (left == 0 && !line(0).isEmpty()) {
      throw broken("a chunk is longer than it says");
    }
    return read;
  }

  /** Goes to where there is data; false when there is no more. */
  private boolean begun() throws IOException {
    if (broken) {
      throw broken("the body is broken");
    }
    if (left == 0 && !finished) {
      Matcher size = SIZE.matcher(line(SIZE_DIGITS));
      if (!size.matches()) {
        throw broken("a chunk does not say its size");
      }
      left = Long.parseLong(size.group("digits"), HEXADECIMAL);
      if (left == 0) {
        skipTrailers();
        finished = true;
      }
    }
    return !finished;
  }

  private void skipTrailers() throws IOException {
    while (!line(0).isEmpty()) {
      // None of them means anything here.
    }
  }

  /**
   * A line without its end.
   *
   * @param expected how many of its characters do not count as beside the data
   */
  private String line(int expected) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = raw.read();
    while (next >= 0 && next != '\r' && next != '\n') {
      line.append((char) next);
      if (line.length() > expected && ++beside > MOST_BESIDE) {
        throw broken("there is too much beside the body's data");
      }
      next = raw.read();
    }
    if (next != '\r' || raw.read() != '\n') {
      throw broken("a line of the body's framing does not end with CR and LF");
    }
    return line.toString();
  }

  private BrokenBodyException broken(String why) {
    broken = true;
    return new BrokenBodyException(why);
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(raw.available(), left);
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public boolean isReady() {
    return finished || raw.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    raw.setReadListener(listener);
  }
}
