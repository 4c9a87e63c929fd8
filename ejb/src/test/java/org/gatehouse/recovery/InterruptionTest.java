package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A work that is told to end hears of it, and the process waits until it has undone itself. */
class InterruptionTest {

  @Test
  void theWorkIsToldAndWaitedFor() throws InterruptedException {
    Thread process;
    try (Interruption interruption = new Interruption()) {
      assertThatCode(interruption::check).doesNotThrowAnyException();
      process = Thread.ofPlatform().start(interruption::end);
      while (process.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(interruption::check)
          .isInstanceOf(CancellationException.class)
          .hasMessageContaining("interrupted");
    }
    process.join();
  }
}
