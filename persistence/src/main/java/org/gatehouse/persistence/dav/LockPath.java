package org.gatehouse.persistence.dav;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A path from a site's root as the table has it: UTF-8, told apart byte by byte, and a head that an
 * index can take.
 *
 * @param text the names with slashes between them; empty for the root
 */
public record LockPath(String text) {

  /** The most bytes: PATH_MAX of Linux. */
  public static final int LONGEST = 4_096;

  private static final int HEAD = 255;

  /** In no UTF-8, and greater than all that is. */
  private static final byte GREATEST = (byte) 0xFF;

  private static final byte AFTER_SLASH = '/' + 1;

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException when it is longer than {@value #LONGEST} bytes, or no Unicode
   *     text
   */
  public LockPath {
    if (encoded(text).length > LONGEST) {
      throw new IllegalArgumentException("a path has at most " + LONGEST + " bytes");
    }
  }

  /** The path of a column. */
  static LockPath of(byte[] bytes) {
    return new LockPath(new String(bytes, StandardCharsets.UTF_8));
  }

  private static byte[] encoded(String text) {
    try {
      ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Arrays.copyOf(buffer.array(), buffer.limit());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a path is Unicode text", e);
    }
  }

  /** The whole path. */
  byte[] bytes() {
    return encoded(text);
  }

  /** Its first bytes. */
  byte[] head() {
    return head(bytes());
  }

  /** The first bytes of a path's. */
  static byte[] head(byte[] bytes) {
    return Arrays.copyOf(bytes, Math.min(bytes.length, HEAD));
  }

  /** How many names it has. */
  int names() {
    return text.isEmpty() ? 0 : 1 + (int) text.chars().filter(letter -> letter == '/').count();
  }

  /** Whether this is below another path. */
  boolean isBelow(LockPath other) {
    return other.text.isEmpty() ? !text.isEmpty() : text.startsWith(other.text + "/");
  }

  /** This path and each collection above it, the root first. */
  List<byte[]> downwards() {
    byte[] whole = bytes();
    List<byte[]> paths = new ArrayList<>();
    paths.add(new byte[0]);
    for (int i = 1; i < whole.length; i++) {
      if (whole[i] == '/') {
        paths.add(Arrays.copyOf(whole, i));
      }
    }
    if (whole.length > 0) {
      paths.add(whole);
    }
    return paths;
  }

  /** No path below this one is less; of the root's, all are greater. */
  byte[] below() {
    return text.isEmpty() ? new byte[0] : encoded(text + "/");
  }

  /** Every path below this one is less. */
  byte[] beyond() {
    if (text.isEmpty()) {
      return new byte[] {GREATEST};
    }
    byte[] beyond = below();
    beyond[beyond.length - 1] = AFTER_SLASH;
    return beyond;
  }

  /** No head of a path below this one is less. */
  byte[] headBelow() {
    return head(below());
  }

  /** No head of a path below this one is greater. */
  byte[] headBeyond() {
    byte[] below = below();
    byte[] head = Arrays.copyOf(below, HEAD);
    if (below.length < HEAD) {
      Arrays.fill(head, below.length, HEAD, GREATEST);
    }
    return head;
  }
}
