package org.gatehouse.secret;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals bytes by AES-256-GCM (NIST SP 800-38D): nonce of 96 random bits, ciphertext and tag of 128
 * bits, in one. Keys and plain bytes are the caller's to wipe.
 */
public final class Sealing {

  /** How much longer what is sealed is. */
  public static final int OVERHEAD = 28;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random;

  /** With a source of nonces. */
  public Sealing(SecureRandom random) {
    this.random = random;
  }

  /**
   * Seals.
   *
   * @param key 32 bytes
   * @param associated what must be the same when it is opened
   */
  public byte[] seal(byte[] key, byte[] associated, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = run(Cipher.ENCRYPT_MODE, key, nonce, associated, plain);
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      return whole;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-256-GCM", e);
    }
  }

  /** Opens; empty when anything of it is not as it was sealed. */
  public static Optional<byte[]> open(byte[] key, byte[] associated, byte[] sealed) {
    if (sealed.length < OVERHEAD) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] rest = Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length);
    try {
      return Optional.of(run(Cipher.DECRYPT_MODE, key, nonce, associated, rest));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-256-GCM", e);
    }
  }

  private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] associated, byte[] input)
      throws GeneralSecurityException {
    try (WipedKey wiped = new WipedKey(key, "AES")) {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, wiped, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(associated);
      return cipher.doFinal(input);
    }
  }
}
