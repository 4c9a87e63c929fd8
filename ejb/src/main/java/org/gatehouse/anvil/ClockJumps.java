package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows a jump of the clock that stands, and moves the blocks along with it, so that each lasts
 * as long as it was to. When several nodes do so a block may be moved twice: it then lasts longer,
 * but never ends early nor stands for more than its time and the {@code ttl}.
 */
final class ClockJumps {

  private static final int MOST_BLOCKS = 100_000;

  /** How many blocks are read in one go. */
  private static final int PAGE = 1_000;

  private final Ledger ledger;
  private final Supplier<Limits> limits;
  private final Clock clock;

  /** A clock that is no {@link SteadyClock} has no jump to follow. */
  ClockJumps(Ledger ledger, Supplier<Limits> limits, Clock clock) {
    this.ledger = ledger;
    this.limits = limits;
    this.clock = clock;
  }

  /** Follows; returns whether there was a jump, so that what is believed of blocks is not so. */
  boolean follow() {
    if (!(clock instanceof SteadyClock steady)) {
      return false;
    }
    Optional<Duration> jump = steady.toFollow();
    if (jump.isEmpty()) {
      return false;
    }
    Duration off = jump.get();
    Instant before = steady.instant();
    ledger.sweep(before);
    if (off.isNegative()) {
      // First, so that no block ends in between; one that has ended would stand once more.
      List<Ledger.Standing> standing = standing(before.plus(off));
      steady.follow(off);
      standing.forEach(block -> move(block, before, off));
    } else {
      standing(before).forEach(block -> move(block, before, off));
      steady.follow(off);
    }
    return true;
  }

  private List<Ledger.Standing> standing(Instant now) {
    List<Ledger.Standing> all = new ArrayList<>();
    List<Ledger.Standing> page = ledger.blocked("", now, PAGE);
    while (!page.isEmpty() && all.size() < MOST_BLOCKS) {
      all.addAll(page);
      page = ledger.blocked(page.getLast().key(), now, PAGE);
    }
    return all;
  }

  private void move(Ledger.Standing standing, Instant now, Duration off) {
    Instant latest = now.plus(limits.get().ttl()).plus(Tally.CLOCKS_DIFFER);
    ledger.change(
        new Key(standing.key(), standing.what()),
        tally ->
            Change.silent(
                tally.block().filter(block -> block.until().isBefore(latest)).isPresent()
                    ? tally.at(now, limits.get()).moved(off)
                    : tally));
  }
}
