package org.gatehouse.host;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Stands for the password that an account has at one moment: one that is changed, or hashed anew,
 * has another. It tells neither the password nor its hash.
 *
 * @param text the SHA-256 of the hash, in Base64
 */
public record PasswordStamp(String text) {

  /** The stamp of a hash as it stands in {@code etc/shadow}; its salt makes it unlike any other. */
  public static PasswordStamp of(String hash) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new PasswordStamp(
          Base64.getEncoder().encodeToString(digest.digest(hash.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
