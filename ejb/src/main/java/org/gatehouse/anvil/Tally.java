package org.gatehouse.anvil;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the anvil knows of one address at one moment: an immutable value, changed by compare and
 * set. An attempt under way holds a place exactly as a failure does, so that the failures of an
 * address can never be more than its limit, however its attempts interleave.
 *
 * <p>Failures expire one by one, {@code ttl} after each; in every stretch of {@code ttl} there are
 * at most {@code limit} of them.
 *
 * @param attempts the attempts that count, in the order in which they came
 * @param blockedUntil when the block of the address ends; empty when it is not blocked
 */
public record Tally(List<Counted> attempts, Optional<Instant> blockedUntil) {

  /** Nothing known. */
  public static final Tally EMPTY = new Tally(List.of(), Optional.empty());

  /** No hash takes this long: an attempt still under way then belonged to a node that died. */
  static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(60);

  private static final int ENCODED_BYTES = 3 * Long.BYTES + 1;

  /**
   * One attempt that counts.
   *
   * @param id which attempt it is
   * @param pair the (account, address) pair it belongs to
   * @param at when it began or, once it has failed, when it failed
   * @param underWay whether it is still being verified
   */
  public record Counted(long id, long pair, Instant at, boolean underWay) {

    private Counted failed(Instant now) {
      return new Counted(id, pair, now, false);
    }
  }

  public Tally {
    attempts = List.copyOf(attempts);
  }

  /** This tally as it stands now: without what has expired, and blocked when its limit is full. */
  Tally at(Instant now, Limits limits) {
    Optional<Instant> block = blockedUntil.filter(now::isBefore);
    List<Counted> standing = new ArrayList<>(attempts.size());
    for (Counted attempt : attempts) {
      if (attempt.underWay && attempt.at.plus(LONGEST_ATTEMPT).isBefore(now)) {
        attempt = new Counted(attempt.id, attempt.pair, attempt.at, false);
      }
      if (now.isBefore(attempt.at.plus(limits.ttl()))) {
        standing.add(attempt);
      }
    }
    Tally tally = new Tally(standing, block);
    boolean overdue = block.isEmpty() && tally.failures() >= limits.limit();
    return overdue ? new Tally(standing, Optional.of(now.plus(limits.ttl()))) : tally;
  }

  /** How many attempts have failed. */
  int failures() {
    return (int) attempts.stream().filter(attempt -> !attempt.underWay).count();
  }

  /** Whether failures and attempts under way together take every place. */
  boolean full(Limits limits) {
    return attempts.size() >= limits.limit();
  }

  /** Whether nothing is known, so that no entry need be kept. */
  boolean empty() {
    return attempts.isEmpty() && blockedUntil.isEmpty();
  }

  /** With one more attempt under way. */
  Tally take(long id, long pair, Instant now) {
    List<Counted> more = new ArrayList<>(attempts);
    more.add(new Counted(id, pair, now, true));
    return new Tally(more, blockedUntil);
  }

  /** With an attempt failed; the failure that fills the limit blocks the address. */
  Tally fail(long id, long pair, Instant now, Limits limits) {
    List<Counted> changed = new ArrayList<>(attempts.size() + 1);
    boolean held = false;
    for (Counted attempt : attempts) {
      held |= attempt.id == id;
      changed.add(attempt.id == id ? attempt.failed(now) : attempt);
    }
    if (!held) {
      // Its entry was unblocked meanwhile; the failure counts all the same.
      changed.add(new Counted(id, pair, now, false));
    }
    return new Tally(changed, blockedUntil).at(now, limits);
  }

  /** Without an attempt that was never decided. */
  Tally giveBack(long id) {
    return without(attempt -> attempt.id == id);
  }

  /** With an attempt admitted: its place is given back and its pair's failures are forgotten. */
  Tally admit(long id, long pair) {
    return without(attempt -> attempt.id == id || attempt.pair == pair && !attempt.underWay);
  }

  /** Without the failures of a pair. */
  Tally forget(long pair) {
    return without(attempt -> attempt.pair == pair && !attempt.underWay);
  }

  private Tally without(Predicate<Counted> gone) {
    return new Tally(attempts.stream().filter(gone.negate()).toList(), blockedUntil);
  }

  /** When the last thing that it says expires. */
  Instant expiresAt(Limits limits) {
    return attempts.stream()
        .map(attempt -> attempt.at.plus(limits.ttl()))
        .reduce(blockedUntil.orElse(Instant.EPOCH), (a, b) -> a.isAfter(b) ? a : b);
  }

  /** The attempts in bytes: id, pair, milliseconds since the epoch, and whether under way. */
  byte[] encodedAttempts() {
    ByteBuffer bytes = ByteBuffer.allocate(attempts.size() * ENCODED_BYTES);
    for (Counted attempt : attempts) {
      bytes.putLong(attempt.id).putLong(attempt.pair).putLong(attempt.at.toEpochMilli());
      bytes.put((byte) (attempt.underWay ? 1 : 0));
    }
    return bytes.array();
  }

  /** The tally that an entry's bytes and block say. */
  static Tally decode(byte[] encoded, Instant blockedUntil) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    List<Counted> attempts = new ArrayList<>();
    while (bytes.remaining() >= ENCODED_BYTES) {
      attempts.add(
          new Counted(
              bytes.getLong(),
              bytes.getLong(),
              Instant.ofEpochMilli(bytes.getLong()),
              bytes.get() == 1));
    }
    return new Tally(attempts, Optional.ofNullable(blockedUntil));
  }
}
