package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The wall clock without its jumps. Time passes as a monotonic clock says. A jump of the wall clock
 * that has stood for {@code patience} is to be followed, by whoever first moves what was written
 * before along with it.
 */
final class SteadyClock extends Clock {

  /** What is no jump: two readings that are not of one moment, and the slewing of ntpd. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private final Clock wall;
  private final LongSupplier nanos;
  private final Supplier<Duration> patience;

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
  SteadyClock(Clock wall, LongSupplier nanos, Supplier<Duration> patience) {
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
      follow(off);
      return origin.plusNanos(passed);
    }
    if (jump.isZero() || !near(off, jump)) {
      jump = off;
      jumpedAt = passed;
    }
    return steady;
  }

  /** The jump that has stood for so long that it is to be followed. */
  synchronized Optional<Duration> toFollow() {
    instant();
    boolean stood = nanos.getAsLong() - start - jumpedAt >= patience.get().toNanos();
    return jump.isZero() || !stood ? Optional.empty() : Optional.of(jump);
  }

  /** What the wall clock will show at an instant of this one, if it does not jump again. */
  Instant byTheWall(Instant steady) {
    return wall.instant().plus(Duration.between(instant(), steady));
  }

  /** Follows a jump. */
  synchronized void follow(Duration off) {
    origin = origin.plus(off);
    jump = Duration.ZERO;
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
