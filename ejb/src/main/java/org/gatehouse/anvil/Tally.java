package org.gatehouse.anvil;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the anvil knows of one key at one moment: an immutable value, changed by compare and set. An
 * attempt under way holds a place exactly as a failure does, so that the failures of an address can
 * never be more than its limit, however its attempts interleave.
 *
 * <p>Failures expire one by one, {@code ttl} after each; in every stretch of {@code ttl} there are
 * at most {@code limit} of them.
 *
 * @param attempts the attempts that count, in the order in which they came
 * @param block the block; empty when there is none
 * @param toldUntil until when an attack is not told of again; empty when none was told of
 */
public record Tally(List<Counted> attempts, Optional<Block> block, Optional<Instant> toldUntil) {

  /** Nothing known. */
  public static final Tally EMPTY = new Tally(List.of(), Optional.empty(), Optional.empty());

  /** No hash takes this long: an attempt still under way then belonged to a node that died. */
  static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(60);

  /** By how much the clocks of nodes may differ before an instant is one of the future. */
  static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

  /** The pair of session ids that were never issued. */
  static final long FIXATION = Long.MIN_VALUE;

  /** The column has room for this many. */
  private static final int MOST_KEPT = 600;

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

    private Counted failed(Instant when) {
      return new Counted(id, pair, when, false);
    }

    /** As it stands now: one whose node died has failed, and none comes from the future. */
    private Counted at(Instant now) {
      if (at.isAfter(now.plus(CLOCKS_DIFFER))) {
        return new Counted(id, pair, now, underWay);
      }
      return underWay && at.plus(LONGEST_ATTEMPT).isBefore(now) ? failed(at) : this;
    }
  }

  public Tally {
    attempts = List.copyOf(attempts);
  }

  /**
   * This tally as it stands now: without what has expired, blocked when its limit is full, and with
   * what the clock of another time wrote into the future brought back.
   */
  Tally at(Instant now, Limits limits) {
    List<Counted> standing = new ArrayList<>(attempts.size());
    for (Counted written : attempts) {
      Counted attempt = written.at(now);
      if (now.isBefore(attempt.at.plus(limits.ttl()))) {
        standing.add(attempt);
      }
    }
    Tally tally = new Tally(standing, blockAt(now, limits), toldAt(now, limits));
    return tally.block.isEmpty() && tally.failures() >= limits.limit()
        ? tally.blocked(now, limits)
        : tally;
  }

  private Optional<Block> blockAt(Instant now, Limits limits) {
    return block
        .filter(standing -> now.isBefore(standing.until()))
        .map(standing -> future(standing.until(), now, limits) ? restarted(now, limits) : standing);
  }

  private Block restarted(Instant now, Limits limits) {
    Block written = block.orElseThrow();
    Instant since = written.since().isAfter(now) ? now : written.since();
    return new Block(since, now.plus(limits.ttl()), written.why());
  }

  private Optional<Instant> toldAt(Instant now, Limits limits) {
    return toldUntil.filter(until -> now.isBefore(until) && !future(until, now, limits));
  }

  private static boolean future(Instant until, Instant now, Limits limits) {
    return until.isAfter(now.plus(limits.ttl()).plus(CLOCKS_DIFFER));
  }

  private Tally blocked(Instant now, Limits limits) {
    return with(new Block(now, now.plus(limits.ttl()), why(limits)));
  }

  private String why(Limits limits) {
    long tries = attempts.stream().filter(a -> !a.underWay && a.pair == FIXATION).count();
    String ids = tries == 0 ? "" : ", " + tries + " of them session ids that were never issued";
    return failures() + " failures within " + limits.ttl().toSeconds() + " s" + ids;
  }

  /** With another block. */
  Tally with(Block other) {
    return new Tally(attempts, Optional.of(other), toldUntil);
  }

  /** The same at another time. */
  Tally moved(Duration off) {
    return new Tally(
        attempts.stream().map(a -> new Counted(a.id, a.pair, a.at.plus(off), a.underWay)).toList(),
        block.map(b -> new Block(b.since().plus(off), b.until().plus(off), b.why())),
        toldUntil.map(until -> until.plus(off)));
  }

  /** With an attack told of, not to be told of again for the ttl. */
  Tally told(Instant now, Limits limits) {
    return new Tally(attempts, block, Optional.of(now.plus(limits.ttl())));
  }

  /** How many attempts have failed. */
  int failures() {
    return (int) attempts.stream().filter(attempt -> !attempt.underWay).count();
  }

  /** How many attempts have failed after an instant. */
  int failuresAfter(Instant instant) {
    return (int) attempts.stream().filter(a -> !a.underWay && a.at.isAfter(instant)).count();
  }

  /** Of how many pairs attempts have failed; session ids that were never issued are of none. */
  int pairs() {
    return (int)
        attempts.stream()
            .filter(attempt -> !attempt.underWay && attempt.pair != FIXATION)
            .mapToLong(Counted::pair)
            .distinct()
            .count();
  }

  /** Whether an attempt is among those that count. */
  boolean has(long id) {
    return attempts.stream().anyMatch(attempt -> attempt.id == id);
  }

  /** Whether attempts of a pair have failed. */
  boolean hasFailuresOf(long pair) {
    return attempts.stream().anyMatch(attempt -> attempt.pair == pair && !attempt.underWay);
  }

  /** Whether failures and attempts under way together take every place. */
  boolean full(Limits limits) {
    return attempts.size() >= limits.limit();
  }

  /** Whether nothing is known, so that no entry need be kept. */
  boolean empty() {
    return attempts.isEmpty() && block.isEmpty() && toldUntil.isEmpty();
  }

  /** With one more attempt under way. */
  Tally take(long id, long pair, Instant now) {
    List<Counted> more = new ArrayList<>(attempts);
    more.add(new Counted(id, pair, now, true));
    return new Tally(more, block, toldUntil);
  }

  /** With an attempt failed; the failure that fills the limit blocks the address. */
  Tally fail(long id, long pair, Instant now, Limits limits) {
    List<Counted> changed = new ArrayList<>(attempts.size() + 1);
    boolean held = false;
    for (Counted attempt : attempts) {
      held |= attempt.id == id;
      changed.add(attempt.id == id ? attempt.failed(now) : attempt);
    }
    if (!held && changed.size() < MOST_KEPT) {
      // Its entry was unblocked meanwhile; the failure counts all the same.
      changed.add(new Counted(id, pair, now, false));
    }
    return new Tally(changed, block, toldUntil).at(now, limits);
  }

  /**
   * With a failure of what is never blocked: when a pair has its quota, or all have theirs, the
   * oldest is forgotten for it.
   *
   * @param ofPair the most failures that one pair counts for
   * @param most the most failures that are kept
   */
  Tally note(long id, long pair, Instant now, int ofPair, int most) {
    List<Counted> changed = new ArrayList<>(attempts);
    if (attempts.stream().filter(attempt -> attempt.pair == pair).count() >= ofPair) {
      changed.remove(changed.stream().filter(a -> a.pair == pair).findFirst().orElseThrow());
    }
    if (changed.size() >= most) {
      changed.removeFirst();
    }
    changed.add(new Counted(id, pair, now, false));
    return new Tally(changed, block, toldUntil);
  }

  /** As it stands now, of what is never blocked by its failures. */
  Tally unblockedAt(Instant now, Limits limits) {
    Tally tally = at(now, limits);
    return new Tally(tally.attempts, Optional.empty(), tally.toldUntil);
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
    return new Tally(attempts.stream().filter(gone.negate()).toList(), block, toldUntil);
  }

  /**
   * When the last thing that it says expires. A block that was lifted still says, for its ttl, that
   * the failures before it have been answered.
   */
  Instant expiresAt(Limits limits) {
    Instant latest = toldUntil.orElse(Instant.EPOCH);
    for (Counted attempt : attempts) {
      latest = later(latest, attempt.at.plus(limits.ttl()));
    }
    if (block.isPresent()) {
      latest = later(latest, block.get().until());
      latest = later(latest, block.get().since().plus(limits.ttl()));
    }
    return latest;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
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

  /** The attempts that an entry's bytes say. */
  static List<Counted> decode(byte[] encoded) {
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
    return attempts;
  }
}
