package org.gatehouse.apikey;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** How a key is written: 64 hexadecimal digits, by us in eight groups with dashes. */
final class KeyText {

  /** The length of a key. */
  static final int BYTES = 32;

  private static final int GROUP = 8;

  private static final int DIGITS = 2 * BYTES;

  /** With dashes; longer texts are not looked at. */
  private static final int LONGEST = 96;

  private KeyText() {}

  /** The key that is written, with or without dashes; empty when it is none. */
  static Optional<byte[]> parse(String written) {
    if (written.length() < DIGITS || written.length() > LONGEST) {
      return Optional.empty();
    }
    String digits = written.replace("-", "");
    return digits.length() == DIGITS && digits.chars().allMatch(HexFormat::isHexDigit)
        ? Optional.of(HexFormat.of().parseHex(digits))
        : Optional.empty();
  }

  /** A key as it is shown. */
  static String written(byte[] key) {
    return HexFormat.of().formatHex(key).replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
  }

  /** The SHA-256 under which a key is kept, in hexadecimal. */
  static String hash(byte[] key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
