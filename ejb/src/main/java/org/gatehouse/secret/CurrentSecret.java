package org.gatehouse.secret;

import java.time.Instant;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * The secret that is in force on this node. Ask it each time for what is needed, {@code
 * secret.key(Use.AUDIT_CHAIN)} for the one key of a use, {@code secret.derive(use, salt, length)}
 * for one of a single thing: a rotation exchanges the secret while the server runs.
 *
 * <p>A node whose secret is not the one that all share any more has none in force: whatever needs
 * it fails with {@link OutdatedSecretException}, and nobody is admitted.
 */
public final class CurrentSecret {

  /**
   * This node's secret and what is known of it.
   *
   * @param generation which one it is of those that were ever in force, from 1 on
   * @param since since when it is in force; empty before the database was asked
   * @param outdated whether another one is in force
   */
  record Known(
      Secret secret,
      int generation,
      String fingerprint,
      Optional<Instant> since,
      boolean outdated) {}

  private volatile Known known;

  /** With a secret that nobody has exchanged yet. */
  public CurrentSecret(Secret secret) {
    known = new Known(secret, 1, secret.fingerprint(), Optional.empty(), false);
  }

  /**
   * The secret in force.
   *
   * @throws OutdatedSecretException when this node's is not in force any more
   */
  public Secret now() {
    Known now = known;
    if (now.outdated()) {
      throw new OutdatedSecretException();
    }
    return now.secret();
  }

  /**
   * The one key of a use, for HMAC-SHA256.
   *
   * @throws OutdatedSecretException when this node's secret is not in force any more
   */
  public SecretKey key(Secret.Use use) {
    Secret secret = now();
    try {
      return secret.key(use);
    } catch (IllegalStateException e) {
      return exchanged(secret, e).key(use);
    }
  }

  /**
   * Derives a key.
   *
   * @param salt what it is the key of; empty when its use has only one
   * @param length in bytes, at most 8160
   * @return the key, for the caller to wipe
   * @throws OutdatedSecretException when this node's secret is not in force any more
   */
  public byte[] derive(Secret.Use use, byte[] salt, int length) {
    Secret secret = now();
    try {
      return secret.derive(use, salt, length);
    } catch (IllegalStateException e) {
      return exchanged(secret, e).derive(use, salt, length);
    }
  }

  /** It may have been exchanged, and the former wiped, since it was looked at. */
  private Secret exchanged(Secret former, IllegalStateException failure) {
    Secret now = now();
    if (now == former) {
      throw failure;
    }
    return now;
  }

  /** Whether this node's secret is the one that all share. */
  public boolean inForce() {
    return !known.outdated();
  }

  /** Which one it is of those that were ever in force, from 1 on. */
  public int generation() {
    return known.generation();
  }

  /** Since when it is in force; empty before this node has asked the database. */
  public Optional<Instant> since() {
    return known.since();
  }

  /** What it is told from others by. */
  public String fingerprint() {
    return known.fingerprint();
  }

  /** This node's secret, in force or not. */
  Known known() {
    return known;
  }

  /** Puts a secret in force. */
  void put(Secret secret, int generation, Instant since) {
    known = new Known(secret, generation, secret.fingerprint(), Optional.of(since), false);
  }

  /** Says that another secret is in force. */
  void outdate() {
    Known now = known;
    known = new Known(now.secret(), now.generation(), now.fingerprint(), now.since(), true);
  }

  @Override
  public String toString() {
    return "CurrentSecret[…]";
  }
}
