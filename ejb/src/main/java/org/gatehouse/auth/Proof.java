package org.gatehouse.auth;

import java.util.Optional;
import org.gatehouse.host.PasswordStamp;

/** By what a caller was admitted. None of it lets anybody in again. */
public sealed interface Proof {

  /**
   * The account's password, with this request.
   *
   * @param stamp stands for the password that was right
   */
  record Password(PasswordStamp stamp) implements Proof {}

  /**
   * An API key.
   *
   * @param hash the SHA-256 under which the key is kept
   */
  record Key(String hash) implements Proof {}

  /**
   * A live session.
   *
   * @param idHash the SHA-256 of its id, under which it is kept
   * @param handle what people call it by
   * @param askedBy the account that asked for it by {@code admin:hijack} or {@code user:hijack};
   *     empty when the account signed in itself
   */
  record Session(String idHash, String handle, Optional<String> askedBy) implements Proof {}

  /** The peer credentials of the local socket: the way back in, which nothing restricts. */
  record Socket() implements Proof {}
}
