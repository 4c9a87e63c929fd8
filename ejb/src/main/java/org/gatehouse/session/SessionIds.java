package org.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Makes ids of {@value #LENGTH} characters of 62, 190 random bits, so that nobody ever meets one by
 * trying. The database has their SHA-256 alone.
 */
final class SessionIds {

  static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** How many characters an id has. */
  static final int LENGTH = 32;

  private static final int HANDLE_LENGTH = 12;
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{" + LENGTH + "}");

  private final SecureRandom random;

  SessionIds(SecureRandom random) {
    this.random = random;
  }

  /** An id that was never given out. */
  String fresh() {
    return random(LENGTH);
  }

  /** What people call a session by: nothing that lets anybody in. */
  String handle() {
    return random(HANDLE_LENGTH);
  }

  /** Random characters; {@code nextInt} draws again rather than favour some of them. */
  String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** Whether a text could be an id. */
  static boolean wellFormed(String text) {
    return text != null && ID.matcher(text).matches();
  }

  /** What the database has of an id. */
  static String hash(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
