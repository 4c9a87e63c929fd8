package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnstilesTest {

  private static final Key KEY = new Key("key", "what");

  private final AtomicLong nanos = new AtomicLong();
  private final Turnstiles turnstiles = new Turnstiles(nanos::get);

  @Test
  void whoFindsAPlaceHasItAtOnce() {
    assertThat(turnstiles.enter(KEY, () -> Optional.of("place"))).contains("place");
    assertThat(turnstiles.size()).isZero();
  }

  @Test
  void whoWaitsAsksAgainWhenAPlaceIsGivenBack() throws Exception {
    AtomicBoolean free = new AtomicBoolean();
    CountDownLatch asked = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThat(
                            turnstiles.enter(
                                KEY,
                                () -> {
                                  asked.countDown();
                                  return free.get() ? Optional.of("place") : Optional.empty();
                                }))
                        .contains("place"));
    asked.await();
    turnstiles.freeing(KEY, () -> free.getAndSet(true));

    waiting.join();
    assertThat(turnstiles.size()).isZero();
  }

  @Test
  void nobodyWaitsLongerThanThreeSecondsWhenNoPlaceIsGivenBack() {
    AtomicInteger asked = new AtomicInteger();

    assertThat(
            turnstiles.enter(
                KEY,
                () -> {
                  asked.incrementAndGet();
                  nanos.addAndGet(Duration.ofMillis(1500).toNanos());
                  return Optional.empty();
                }))
        .isEmpty();
    assertThat(asked).as("once at once, then while it waits").hasValue(1 + 3);
  }

  @Test
  void nobodyWaitsLongerThanTenSecondsThoughPlacesAreGivenBack() {
    AtomicInteger asked = new AtomicInteger();

    assertThat(
            turnstiles.enter(
                KEY,
                () -> {
                  asked.incrementAndGet();
                  nanos.addAndGet(Duration.ofMillis(2500).toNanos());
                  turnstiles.freeing(KEY, () -> "another's");
                  return Optional.empty();
                }))
        .isEmpty();
    assertThat(asked).as("once at once, then while it waits").hasValue(1 + 5);
  }

  @Test
  void whoIsInterruptedDoesNotWait() {
    Thread.currentThread().interrupt();

    assertThat(turnstiles.enter(KEY, Optional::empty)).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void atMost400WaitAtOnceAndNobodyElseIsKeptOutByThem() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    List<Thread> threads = new java.util.ArrayList<>();
    for (int i = 0; i < 401; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () ->
                      turnstiles.enter(
                          KEY,
                          () -> {
                            inside.countDown();
                            await(over);
                            return Optional.of("place");
                          })));
    }
    inside.await();
    for (Thread thread : threads) {
      while (thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
    }

    assertThat(turnstiles.enter(KEY, () -> Optional.of("place"))).isEmpty();
    assertThat(turnstiles.enter(new Key("other", ""), () -> Optional.of("place")))
        .contains("place");

    over.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(turnstiles.enter(KEY, () -> Optional.of("place"))).contains("place");
    assertThat(turnstiles.size()).isZero();
  }

  @Test
  void threadsTakeTurnsAtAKey() throws Exception {
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    AnvilContract.atOnce(
        20,
        () ->
            turnstiles.alone(
                KEY,
                () -> {
                  most.accumulateAndGet(present.incrementAndGet(), Math::max);
                  return present.decrementAndGet();
                }));

    assertThat(most).hasValue(1);
    assertThat(turnstiles.size()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
