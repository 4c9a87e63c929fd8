package org.gatehouse.host.crypt;

/** Makes and verifies password hashes. Safe for any number of threads. */
public interface PasswordHasher {
  /**
   * A new hash in the native format, {@code $6$} with the rounds that are set and a random salt of
   * 16 characters.
   */
  String hash(Password password);

  /**
   * Whether the password has this hash. Computes exactly one hash, compares in constant time; a
   * hash that this machine cannot compute matches nothing and costs one native hash.
   */
  boolean matches(Password password, CryptHash hash);

  /** Whether a hash is one of SHA-crypt with fewer rounds than new ones have. */
  boolean isWeak(CryptHash hash);

  /** Whether this machine can compute hashes of this one's format. */
  boolean computes(CryptHash hash);

  /**
   * A native hash that no password is known to have, to be verified where there is no other: so a
   * denial takes its time whatever its reason.
   */
  CryptHash decoy();

  /** Takes the time of one native hash, for what is no password at all; false. */
  boolean matchesNothing();

  /** Sets the rounds of new hashes, and of what is computed for accounts that there are not. */
  void setRounds(int rounds);
}
