package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Denied answers leave at steps after their verification began, when the anvil's wait is over. */
class DeniedQuantumTest {

  private static final DeniedQuantum QUANTUM = new DeniedQuantum(Duration.ofMillis(100));

  private static Duration ms(long milliseconds) {
    return Duration.ofMillis(milliseconds);
  }

  @Test
  void anAnswerLeavesAtTheNextStep() {
    assertThat(QUANTUM.hold(ms(4), ms(0))).isEqualTo(ms(96));
    assertThat(QUANTUM.hold(ms(104), ms(0))).isEqualTo(ms(96));
    assertThat(QUANTUM.hold(Duration.ofNanos(1), ms(0))).isEqualTo(Duration.ofNanos(99_999_999));
  }

  @Test
  void aStepThatIsNowIsNotTheNextOne() {
    assertThat(QUANTUM.hold(ms(0), ms(0))).isEqualTo(ms(100));
    assertThat(QUANTUM.hold(ms(100), ms(0))).isEqualTo(ms(100));
  }

  @Test
  void theAnvilsWaitRunsFromTheSameBeginning() {
    assertThat(QUANTUM.hold(ms(4), ms(200))).isEqualTo(ms(196));
    assertThat(QUANTUM.hold(ms(4), ms(201))).isEqualTo(ms(296));
    assertThat(QUANTUM.hold(ms(250), ms(200))).isEqualTo(ms(50));
  }

  @Test
  void withoutAStepOnlyTheAnvilsWaitIsLeft() {
    DeniedQuantum none = new DeniedQuantum(Duration.ZERO);

    assertThat(none.hold(ms(4), ms(200))).isEqualTo(ms(196));
    assertThat(none.hold(ms(4), ms(4))).isZero();
    assertThat(none.hold(ms(4), ms(0))).isZero();
  }

  @Property
  void theAnswerLeavesAtAStepAfterNowNotBeforeTheWaitIsOverAndNoLaterThanNeeded(
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long step,
      @ForAll @LongRange(min = 0, max = 20_000_000_000L) long elapsed,
      @ForAll @LongRange(min = 0, max = 5_000_000_000L) long wait) {
    long leaves =
        elapsed
            + new DeniedQuantum(Duration.ofNanos(step))
                .hold(Duration.ofNanos(elapsed), Duration.ofNanos(wait))
                .toNanos();

    assertThat(leaves % step).isZero();
    assertThat(leaves).isGreaterThan(elapsed).isGreaterThanOrEqualTo(wait);
    assertThat(leaves - step).isLessThanOrEqualTo(Math.max(elapsed, wait));
  }
}
