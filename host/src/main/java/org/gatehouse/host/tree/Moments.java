package org.gatehouse.host.tree;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When contents changed: each time is later than all that this process gave before, though the
 * clock ticks more slowly, so that no two contents of one file have the same.
 */
final class Moments {
  private static final AtomicReference<Instant> LAST = new AtomicReference<>(Instant.EPOCH);

  private Moments() {}

  /** A new one. */
  static Instant next() {
    return LAST.updateAndGet(last -> latest(Instant.now(), last.plusNanos(1)));
  }

  /**
   * One that is also later than that of what is replaced, which may be one of the future; others
   * are not drawn there.
   */
  static Instant after(Instant replaced) {
    return latest(next(), replaced.plusNanos(1));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
