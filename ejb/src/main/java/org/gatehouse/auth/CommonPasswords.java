package org.gatehouse.auth;

import com.codahale.passpol.BreachDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The 100,000 most common passwords of published breaches, which are tried first. Case and
 * compatible forms of a letter (NFKC) do not matter. Kept are 64 bits of the SHA-256 of each, 800
 * KB in all: every one of the list is found, and another is taken for one of them once in 2^47.
 *
 * <p>The list is that of passpol 0.7.0 (Apache-2.0), read from its archive; nothing is asked of any
 * service.
 */
final class CommonPasswords {

  private static final String LIST = "weak-passwords.txt";

  /** None of the list is near as long; what is longer is not looked at. */
  private static final int LONGEST = 100;

  private final long[] sorted;

  private CommonPasswords(long[] sorted) {
    this.sorted = sorted;
  }

  /** Reads the list, which takes a moment. */
  static CommonPasswords read() {
    MessageDigest sha256 = sha256();
    try (InputStream list = BreachDatabase.class.getResourceAsStream(LIST)) {
      if (list == null) {
        throw new IllegalStateException("the list of common passwords is missing");
      }
      return new CommonPasswords(
          new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
              .lines()
              .filter(line -> !line.isEmpty())
              .mapToLong(line -> hash(sha256, line))
              .sorted()
              .distinct()
              .toArray());
    } catch (IOException e) {
      throw new UncheckedIOException("the list of common passwords cannot be read", e);
    }
  }

  /** How many there are, those that differ in case alone counted once. */
  int size() {
    return sorted.length;
  }

  /** Whether a password is one of them. */
  boolean contains(String password) {
    return password.length() <= LONGEST
        && Arrays.binarySearch(sorted, hash(sha256(), password)) >= 0;
  }

  private static long hash(MessageDigest sha256, String password) {
    String form = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return ByteBuffer.wrap(sha256.digest(form.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
