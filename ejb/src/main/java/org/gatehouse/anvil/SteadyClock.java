package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The wall clock without its jumps. Time passes as a monotonic clock says; a jump of the wall clock
 * is followed only after it has stood for {@code patience}. With a patience of the anvil's {@code
 * ttl}, every block that was known when the clock jumped has ended by then: none ends early, and
 * none lasts longer than twice its time.
 */
final class SteadyClock extends Clock {

  /** What is no jump: two readings that are not of one moment, and the slewing of ntpd. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final Clock wall;
  private final LongSupplier nanos;
  private final Duration patience;

  private final long start;
  private Instant origin;
  private Duration jump = Duration.ZERO;
  private long jumpedAt;

  /**
   * A clock that begins at the wall clock's time.
   *
   * @param wall the wall clock
   * @param nanos a monotonic clock, in nanoseconds
   * @param patience how long a jump must stand before it is followed
   */
  SteadyClock(Clock wall, LongSupplier nanos, Duration patience) {
    this.wall = wall;
    this.nanos = nanos;
    this.patience = patience;
    this.start = nanos.getAsLong();
    this.origin = wall.instant();
  }

  @Override
  public synchronized Instant instant() {
    long passed = nanos.getAsLong() - start;
    Instant steady = origin.plusNanos(passed);
    Duration off = Duration.between(steady, wall.instant());
    if (near(off, Duration.ZERO)) {
      jump = Duration.ZERO;
      follow(off);
      return origin.plusNanos(passed);
    }
    if (jump.isZero() || !near(off, jump)) {
      jump = off;
      jumpedAt = passed;
    }
    if (passed - jumpedAt < patience.toNanos()) {
      return steady;
    }
    jump = Duration.ZERO;
    follow(off);
    return origin.plusNanos(passed);
  }

  private void follow(Duration off) {
    origin = origin.plus(off);
  }

  private static boolean near(Duration one, Duration other) {
    return one.minus(other).abs().compareTo(TOLERANCE) <= 0;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
