package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of one path are made in turn, and nobody else waits. */
class TurnsTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 500;

  private final Turns turns = new Turns();

  /** Whether a thread comes to its end, and does not wait for anybody. */
  private static boolean ends(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      if (thread.getState() == Thread.State.TERMINATED) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void whoHoldsOnePathForLongHoldsUpNobodyWithAnother() {
    try (Turns.Held _ = turns.hold("12/home/jane/copy", "12/home/jane/copied")) {
      Thread others =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5_000; i++) {
                      turns.hold("13/home/eve/" + i, "12/home/jane/" + i).close();
                    }
                  });
      assertThat(ends(others)).isTrue();
    }
  }

  @Test
  void whoWantsWhatIsHeldWaitsUntilItIsGivenBack() throws Exception {
    Thread other;
    try (Turns.Held _ = turns.hold("12/b")) {
      other = Thread.ofPlatform().start(() -> turns.hold("12/a", "12/b").close());
      assertThat(ends(other)).isFalse();
      assertThat(turns.size()).isEqualTo(2);
    }
    other.join();
    assertThat(turns.size()).isZero();
  }

  @Test
  @Timeout(60)
  void thoseWhoWantTheSamePathsInWhateverOrderComeOneAfterTheOther() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String[] wanted =
          i % 2 == 0 ? new String[] {"1/a", "1/b", "1/a"} : new String[] {"1/b", "1/a"};
      all.add(
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                      try (Turns.Held _ = turns.hold(wanted)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(most).hasValue(1);
    assertThat(turns.size()).isZero();
  }
}
