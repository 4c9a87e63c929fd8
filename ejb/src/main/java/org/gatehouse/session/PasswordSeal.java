package org.gatehouse.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.gatehouse.persistence.session.SealedPassword;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.WipedKey;

/**
 * Seals a password so that only who shows the session's id can open it: AES-256-GCM (NIST SP
 * 800-38D) under a key that HKDF makes of {@code [auth] secret} and the id, with the id as
 * associated data. The database gets nonce and ciphertext, and knows of the id its SHA-256 alone;
 * the client gets the tag.
 *
 * <p>Every buffer that held the password or a key is wiped.
 */
final class PasswordSeal {

  /** The longest password that is kept, in characters; accounts have none as long. */
  static final int LONGEST = 512;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int TAG_CHARACTERS = 22;

  private final CurrentSecret secret;
  private final Secret.Use use;
  private final SecureRandom random;

  PasswordSeal(CurrentSecret secret, Secret.Use use, SecureRandom random) {
    this.secret = secret;
    this.use = use;
    this.random = random;
  }

  /**
   * A sealed password in its two parts.
   *
   * @param kept what the database keeps
   * @param tag what the client keeps
   */
  record Parts(SealedPassword kept, String tag) {
    @Override
    public String toString() {
      return "Parts[…]";
    }
  }

  /** Seals a password under a session's id. */
  Parts seal(String id, CharSequence password) {
    byte[] plain = encode(CharBuffer.wrap(password));
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = run(Cipher.ENCRYPT_MODE, id, nonce, plain);
      int length = sealed.length - TAG_BYTES;
      return new Parts(
          new SealedPassword(nonce, Arrays.copyOf(sealed, length)),
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(Arrays.copyOfRange(sealed, length, sealed.length)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-256-GCM", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Opens a sealed password, lends it, and wipes it.
   *
   * @param tag what the client shows; anything
   * @param borrower sees the password while it runs; must not keep the array
   * @return what the borrower made of it; empty when id, tag or purpose are not those it was sealed
   *     with
   */
  <T> Optional<T> open(String id, String tag, SealedPassword kept, Function<char[], T> borrower) {
    Optional<byte[]> shown = decode(tag);
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    byte[] sealed = Arrays.copyOf(kept.ciphertext(), kept.ciphertext().length + TAG_BYTES);
    System.arraycopy(shown.get(), 0, sealed, kept.ciphertext().length, TAG_BYTES);
    byte[] plain;
    try {
      plain = run(Cipher.DECRYPT_MODE, id, kept.nonce(), sealed);
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-256-GCM", e);
    }
    CharBuffer characters = CharBuffer.allocate(plain.length);
    char[] password = null;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(plain), characters, true);
      password = Arrays.copyOf(characters.array(), characters.position());
      return Optional.ofNullable(borrower.apply(password));
    } finally {
      Arrays.fill(plain, (byte) 0);
      Arrays.fill(characters.array(), '\0');
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  private byte[] run(int mode, String id, byte[] nonce, byte[] input)
      throws GeneralSecurityException {
    byte[] salt = id.getBytes(StandardCharsets.US_ASCII);
    byte[] key = secret.derive(use, salt, KEY_BYTES);
    try (WipedKey wiped = new WipedKey(key, "AES")) {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, wiped, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
      cipher.updateAAD(salt);
      return cipher.doFinal(input);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(salt, (byte) 0);
    }
  }

  /** With room for the longest form from the start, since a buffer that grows leaves a copy. */
  private static byte[] encode(CharBuffer password) {
    CharsetEncoder encoder =
        StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Math.ceil(password.length() * encoder.maxBytesPerChar()));
    try {
      encoder.encode(password, bytes, true);
      return Arrays.copyOf(bytes.array(), bytes.position());
    } finally {
      Arrays.fill(bytes.array(), (byte) 0);
    }
  }

  private static Optional<byte[]> decode(String tag) {
    if (tag == null || tag.length() != TAG_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(tag));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
