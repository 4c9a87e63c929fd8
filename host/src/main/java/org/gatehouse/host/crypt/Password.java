package org.gatehouse.host.crypt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gatehouse.host.HostException.PasswordRefused;
import org.gatehouse.host.PasswordFlaw;

/**
 * A password that keeps the rules, as the bytes that are hashed: UTF-8, 1 to {@value #MAX_BYTES} of
 * them. Closing it wipes the bytes.
 */
public final class Password implements AutoCloseable {
  /** The most characters (Unicode code points) that a password may have. */
  public static final int MAX_CHARACTERS = 256;

  /**
   * The most bytes that crypt(3) takes: its CRYPT_MAX_PASSPHRASE_SIZE is 512 with the closing NUL.
   */
  public static final int MAX_BYTES = 511;

  private final byte[] bytes;

  private Password(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks and encodes a password. Nothing else of it is kept.
   *
   * @throws PasswordRefused naming the first rule that it breaks
   */
  public static Password of(CharSequence text) throws PasswordRefused {
    if (text.isEmpty()) {
      throw new PasswordRefused(PasswordFlaw.EMPTY);
    }
    // Before anything that takes time in proportion to the length: strangers send passwords too.
    if (text.length() > 2 * MAX_CHARACTERS
        || Character.codePointCount(text, 0, text.length()) > MAX_CHARACTERS) {
      throw new PasswordRefused(PasswordFlaw.TOO_MANY_CHARACTERS);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0' || c == '\r' || c == '\n') {
        throw new PasswordRefused(PasswordFlaw.FORBIDDEN_CHARACTER);
      }
    }
    return new Password(encode(text));
  }

  /** One of 16 bytes, for computations whose result does not count. */
  static Password any() {
    return new Password(new byte[16]);
  }

  private static byte[] encode(CharSequence text) throws PasswordRefused {
    // Three bytes suffice for each char, so the encoder never grows its buffer and leaves one
    // behind.
    ByteBuffer encoded = ByteBuffer.allocate(3 * text.length());
    try {
      // A fresh encoder reports what it cannot encode; String.getBytes would put a question mark.
      CoderResult result =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), encoded, true);
      if (result.isError()) {
        throw new PasswordRefused(PasswordFlaw.NOT_UNICODE);
      }
      if (encoded.position() > MAX_BYTES) {
        throw new PasswordRefused(PasswordFlaw.TOO_MANY_BYTES);
      }
      return Arrays.copyOf(encoded.array(), encoded.position());
    } finally {
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  /** The bytes themselves, not a copy: whoever uses them neither changes nor keeps them. */
  byte[] bytes() {
    return bytes;
  }

  /** Wipes the bytes. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return "Password";
  }
}
