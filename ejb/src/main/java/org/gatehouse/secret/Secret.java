package org.gatehouse.secret;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * One {@code [auth] secret}: {@value #BYTES} random bytes that all nodes of one Gatehouse share. It
 * is never used itself; each use has keys of its own, derived by HKDF with SHA-256 (RFC 5869) under
 * the use's label, so that no key of one use says anything of another's. Which one is in force says
 * {@link CurrentSecret}. Nothing of it is ever printed or serialised.
 */
public final class Secret implements AutoCloseable {

  /** How many bytes the secret has, and a key of {@link #key}. */
  public static final int BYTES = 32;

  /** What a key is for; its label never changes, since what it made could not be read again. */
  public enum Use {
    /** Sealing a session's password; the salt is the session's id. */
    SEALED_PASSWORD("sealed password"),
    /** The check in a visitor's id. */
    VISITOR_ID("visitor id"),
    /** The token that a page of the panel sends with its calls. */
    CSRF_TOKEN("csrf token"),
    /** What a page of the panel keeps in the browser between two requests. */
    VIEW_STATE("view state"),
    /** Telling a client that shows no session which one it has. */
    SESSION_REUSE("session reuse"),
    /** The chain of audit records. */
    AUDIT_CHAIN("audit chain"),
    /** Sealing the values of the keyring; the salt is the value's name. */
    KEYRING("keyring"),
    /** Sealing texts that a person keeps in a file. */
    SEALED_TEXT("sealed text"),
    /** Telling whether two values of the keyring are the same without showing either. */
    KEYRING_FINGERPRINT("keyring fingerprint"),
    /** Sealing what is still needed of secrets that were in force before. */
    FORMER_KEY("former key"),
    /** Telling secrets apart. */
    FINGERPRINT("fingerprint");

    private final String label;

    Use(String label) {
      this.label = label;
    }
  }

  private static final int FINGERPRINT_BYTES = 16;

  private final byte[] bytes;
  private final Map<Use, SecretKey> keys = new ConcurrentHashMap<>();
  private boolean wiped;

  /**
   * A secret of these bytes, which are copied.
   *
   * @param bytes {@value #BYTES} bytes
   */
  public Secret(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a secret has " + BYTES + " bytes");
    }
    this.bytes = bytes.clone();
  }

  /** One of chance. */
  static Secret random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    try {
      return new Secret(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Derives a key.
   *
   * @param salt what it is the key of; empty when its use has only one
   * @param length in bytes, at most 8160
   * @return the key, for the caller to wipe
   * @throws IllegalStateException when the secret was wiped
   */
  public synchronized byte[] derive(Use use, byte[] salt, int length) {
    if (wiped) {
      throw new IllegalStateException("the secret was wiped");
    }
    byte[] info = ("gatehouse " + use.label).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try {
      HKDFParameterSpec.Builder extract = HKDFParameterSpec.ofExtract().addIKM(bytes);
      if (salt.length > 0) {
        extract.addSalt(salt);
      }
      return KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform from 25 on has HKDF-SHA256", e);
    }
  }

  /**
   * The one key of a use, for HMAC-SHA256.
   *
   * @throws IllegalStateException when the secret was wiped before it was asked for
   */
  public SecretKey key(Use use) {
    return keys.computeIfAbsent(use, this::made);
  }

  private SecretKey made(Use use) {
    byte[] derived = derive(use, new byte[0], BYTES);
    try {
      return new WipedKey(derived, "HmacSHA256");
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** What secrets are told apart by: 32 hexadecimal digits, of which nobody learns the secret. */
  public String fingerprint() {
    return HexFormat.of().formatHex(derive(Use.FINGERPRINT, new byte[0], FINGERPRINT_BYTES));
  }

  /** Its bytes, for the file that keeps it; the caller wipes them. */
  synchronized byte[] bytes() {
    return bytes.clone();
  }

  /** Wipes it; keys that were asked for before stay. */
  @Override
  public synchronized void close() {
    Arrays.fill(bytes, (byte) 0);
    wiped = true;
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
