package org.gatehouse.persistence.session;

/**
 * What the database keeps of a session's password: neither the key nor the tag.
 *
 * @param nonce the nonce it was sealed with
 * @param ciphertext the password under the key that only the session's id gives
 */
public record SealedPassword(byte[] nonce, byte[] ciphertext) {

  @Override
  public String toString() {
    return "SealedPassword[…]";
  }
}
