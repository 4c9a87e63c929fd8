package org.gatehouse.secret;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * {@code [auth] secret}: {@value #BYTES} random bytes that all nodes of one Gatehouse share. It is
 * never used itself; each use has keys of its own, derived by HKDF with SHA-256 (RFC 5869) under
 * the use's label, so that no key of one use says anything of another's.
 *
 * <p>Inject it and ask once for what is needed: {@code secret.key(Use.AUDIT_CHAIN)} for a key that
 * stays, {@code secret.derive(use, salt, length)} for one of a single thing, wiped by the caller
 * after use. Nothing of it is ever printed or serialised.
 */
public final class Secret {

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
    /** Telling a client that shows no session which one it has. */
    SESSION_REUSE("session reuse"),
    /** The chain of audit records. */
    AUDIT_CHAIN("audit chain");

    private final String label;

    Use(String label) {
      this.label = label;
    }
  }

  private final byte[] bytes;

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

  /**
   * Derives a key.
   *
   * @param salt what it is the key of; empty when its use has only one
   * @param length in bytes, at most 8160
   * @return the key, for the caller to wipe
   */
  public byte[] derive(Use use, byte[] salt, int length) {
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

  /** The one key of a use, for HMAC-SHA256, to be kept as long as the process runs. */
  public SecretKey key(Use use) {
    byte[] derived = derive(use, new byte[0], BYTES);
    try {
      return new WipedKey(derived, "HmacSHA256");
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
