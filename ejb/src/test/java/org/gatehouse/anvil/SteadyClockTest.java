package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final MutableClock wall = new MutableClock();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Instant start = wall.instant();
  private final SteadyClock clock = new SteadyClock(wall, nanos::get, () -> PATIENCE);

  private void pass(Duration time) {
    wall.pass(time);
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void itGoesWithTheWallClock() {
    pass(Duration.ofHours(3));

    assertThat(clock.instant()).isEqualTo(start.plus(Duration.ofHours(3)));
  }

  @Test
  void itFollowsSmallCorrections() {
    for (int i = 0; i < 60; i++) {
      wall.pass(Duration.ofMillis(900));
      assertThat(clock.instant()).isEqualTo(wall.instant());
    }
  }

  @Test
  void aForwardJumpDoesNotEndABlockEarly() {
    wall.pass(Duration.ofDays(1));
    assertThat(clock.instant()).isEqualTo(start);

    pass(PATIENCE.minusNanos(1));
    assertThat(clock.instant()).isEqualTo(start.plus(PATIENCE).minusNanos(1));
  }

  @Test
  void aBackwardJumpDoesNotMakeABlockLastForEver() {
    wall.pass(Duration.ofDays(-1));
    assertThat(clock.instant()).isEqualTo(start);
    pass(PATIENCE.minusNanos(1));

    assertThat(clock.instant()).isEqualTo(start.plus(PATIENCE).minusNanos(1));
  }

  @Test
  void aJumpThatStandsIsFollowedInTheEnd() {
    wall.pass(Duration.ofDays(-1));
    assertThat(clock.toFollow()).isEmpty();
    pass(PATIENCE.minusNanos(1));
    assertThat(clock.toFollow()).isEmpty();
    pass(Duration.ofNanos(1));
    clock.follow(clock.toFollow().orElseThrow());

    assertThat(clock.toFollow()).isEmpty();
    assertThat(clock.instant()).isEqualTo(wall.instant());
    pass(Duration.ofSeconds(5));
    assertThat(clock.instant()).isEqualTo(wall.instant());
  }

  @Test
  void aJumpThatIsTakenBackIsForgotten() {
    wall.pass(Duration.ofDays(1));
    clock.instant();
    pass(PATIENCE.dividedBy(2));
    wall.pass(Duration.ofDays(-1));
    assertThat(clock.instant()).isEqualTo(wall.instant());
    wall.pass(Duration.ofDays(1));
    clock.instant();
    pass(PATIENCE.dividedBy(2).plusSeconds(1));

    assertThat(clock.toFollow()).isEmpty();
    assertThat(clock.instant()).isEqualTo(wall.instant().minus(Duration.ofDays(1)));
  }

  @Test
  void anotherJumpMustStandForItself() {
    wall.pass(Duration.ofDays(1));
    clock.instant();
    pass(PATIENCE.minusSeconds(1));
    wall.pass(Duration.ofDays(1));
    clock.instant();
    pass(Duration.ofSeconds(2));

    assertThat(clock.toFollow()).isEmpty();
    assertThat(clock.instant()).isEqualTo(wall.instant().minus(Duration.ofDays(2)));
  }
}
