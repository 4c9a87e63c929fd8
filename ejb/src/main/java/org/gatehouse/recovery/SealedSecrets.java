package org.gatehouse.recovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.crypto.generators.SCrypt;
import org.gatehouse.secret.WipedKey;

/**
 * Bytes sealed to a passphrase: AES-256-GCM under a key of scrypt (RFC 7914). What stands before
 * them in the archive is associated data, so that the passphrase also vouches for that.
 *
 * <pre>
 * 16 bytes  "gatehouse-seal 1"
 *  1 byte   log2 N, 2 bytes r, 2 bytes p of scrypt, big-endian
 * 16 bytes  salt
 * 12 bytes  nonce
 * the rest  ciphertext, and 16 bytes of tag
 * </pre>
 */
final class SealedSecrets {

  private static final byte[] MAGIC = "gatehouse-seal 1".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final int HEAD = MAGIC.length + 1 + 2 + 2 + SALT + NONCE;

  /** 128 MiB and about half a second: what OWASP asks for, and every machine of ours has. */
  private static final int LOG_N = 17;

  private static final int R = 8;
  private static final int P = 1;

  /** An archive must not make us take more memory than this, nor be weaker than this. */
  private static final int LEAST_LOG_N = 15;

  /** 256 MiB, of the 768 that the launcher gives. */
  private static final int GREATEST_LOG_N = 18;

  private SealedSecrets() {}

  static byte[] seal(byte[] secrets, byte[] passphrase, byte[] associated, SecureRandom random) {
    byte[] salt = new byte[SALT];
    byte[] nonce = new byte[NONCE];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD)
            .put(MAGIC)
            .put((byte) LOG_N)
            .putShort((short) R)
            .putShort((short) P)
            .put(salt)
            .put(nonce)
            .array();
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, passphrase, head, LOG_N, associated).doFinal(secrets);
      return ByteBuffer.allocate(HEAD + sealed.length).put(head).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every Java platform", e);
    }
  }

  /**
   * What was sealed, for the caller to wipe.
   *
   * @throws RecoveryException when the passphrase is another one, or anything was changed
   */
  static byte[] open(byte[] sealed, byte[] passphrase, byte[] associated) throws RecoveryException {
    if (sealed.length < HEAD + TAG_BITS / Byte.SIZE
        || !Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new RecoveryException("the secrets are not sealed as this Gatehouse does it");
    }
    byte[] head = Arrays.copyOf(sealed, HEAD);
    ByteBuffer parameters = ByteBuffer.wrap(head, MAGIC.length, 5);
    int logN = parameters.get();
    if (logN < LEAST_LOG_N
        || logN > GREATEST_LOG_N
        || parameters.getShort() != R
        || parameters.getShort() != P) {
      throw new RecoveryException("the secrets are sealed with parameters that are not taken");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, passphrase, head, logN, associated)
          .doFinal(sealed, HEAD, sealed.length - HEAD);
    } catch (AEADBadTagException e) {
      throw new RecoveryException(
          "the passphrase is not the one of this backup, or the backup was changed", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every Java platform", e);
    }
  }

  private static Cipher cipher(
      int mode, byte[] passphrase, byte[] head, int logN, byte[] associated)
      throws GeneralSecurityException {
    byte[] salt = Arrays.copyOfRange(head, HEAD - NONCE - SALT, HEAD - NONCE);
    byte[] nonce = Arrays.copyOfRange(head, HEAD - NONCE, HEAD);
    byte[] key = SCrypt.generate(passphrase, salt, 1 << logN, R, P, KEY);
    try (WipedKey wiped = new WipedKey(key, "AES")) {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, wiped, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(head);
      cipher.updateAAD(associated);
      return cipher;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
