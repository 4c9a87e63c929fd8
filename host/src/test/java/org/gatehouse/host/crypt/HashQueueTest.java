package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.host.HostException.Crowded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many hashes at once and no more; those that are known go first; a full queue says so. */
@Timeout(60)
class HashQueueTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() {
    release.countDown();
    threads.shutdownNow();
  }

  /** Computes until the test releases it, and has begun when this returns. */
  private Future<String> occupy(HashQueue queue) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Future<String> result =
        threads.submit(
            () ->
                queue.compute(
                    () -> false,
                    () -> {
                      begun.countDown();
                      awaitRelease();
                      return "occupied";
                    }));
    begun.await();
    return result;
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for its turn, and waits for it when this returns. */
  private Future<String> enqueue(HashQueue queue, String name, boolean known) {
    int before = queue.waiting();
    Future<String> result = threads.submit(note(queue, name, known));
    while (queue.waiting() == before && !result.isDone()) {
      Thread.onSpinWait();
    }
    return result;
  }

  private Callable<String> note(HashQueue queue, String name, boolean known) {
    return () ->
        queue.compute(
            () -> known,
            () -> {
              order.add(name);
              return name;
            });
  }

  @Test
  void whereThereIsRoomAHashIsComputedAtOnceAndNobodyAsksWhoseItIs() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    HashQueue queue = new HashQueue(1, 1);

    String result = queue.compute(() -> asked.getAndSet(true), () -> "hash");

    assertThat(result).isEqualTo("hash");
    assertThat(asked).isFalse();
    assertThat(queue.computed()).isEqualTo(1);
  }

  @Test
  void neverMoreAreComputedAtOnceThanMay() throws Exception {
    HashQueue queue = new HashQueue(2, 100);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Integer> one =
        () ->
            queue.compute(
                () -> false,
                () -> {
                  most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                  Thread.yield();
                  return underWay.decrementAndGet();
                });

    for (Future<Integer> done : threads.invokeAll(Collections.nCopies(100, one))) {
      done.get();
    }

    assertThat(most).hasValueBetween(1, 2);
    assertThat(queue.computed()).isEqualTo(100);
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void thoseThatAreKnownGoFirstAndEachKindInItsOrder() throws Exception {
    HashQueue queue = new HashQueue(1, 10);
    Future<String> occupied = occupy(queue);
    List<Future<String>> waiting =
        List.of(
            enqueue(queue, "stranger 1", false),
            enqueue(queue, "known 1", true),
            enqueue(queue, "stranger 2", false),
            enqueue(queue, "known 2", true));
    assertThat(queue.waiting()).isEqualTo(4);

    release.countDown();

    assertThat(occupied.get()).isEqualTo("occupied");
    for (Future<String> each : waiting) {
      each.get();
    }
    assertThat(order).containsExactly("known 1", "known 2", "stranger 1", "stranger 2");
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void aFullQueueTurnsStrangersAwayWithoutAHash() throws Exception {
    HashQueue queue = new HashQueue(1, 2);
    occupy(queue);
    enqueue(queue, "stranger 1", false);
    enqueue(queue, "known 1", true);

    assertCrowded(threads.submit(note(queue, "stranger 2", false)));

    assertThat(order).isEmpty();
    assertThat(queue.waiting()).isEqualTo(2);
  }

  @Test
  void inAFullQueueTheLastStrangerMakesRoomForOneThatIsKnown() throws Exception {
    HashQueue queue = new HashQueue(1, 2);
    occupy(queue);
    Future<String> first = enqueue(queue, "stranger 1", false);
    Future<String> last = enqueue(queue, "stranger 2", false);

    Future<String> known = threads.submit(note(queue, "known", true));

    assertCrowded(last);
    release.countDown();
    assertThat(known.get()).isEqualTo("known");
    assertThat(first.get()).isEqualTo("stranger 1");
    assertThat(order).containsExactly("known", "stranger 1");
  }

  @Test
  void aQueueFullOfKnownOnesTurnsAKnownOneAway() throws Exception {
    HashQueue queue = new HashQueue(1, 1);
    occupy(queue);
    Future<String> first = enqueue(queue, "known 1", true);

    assertCrowded(threads.submit(note(queue, "known 2", true)));

    release.countDown();
    assertThat(first.get()).isEqualTo("known 1");
  }

  @Test
  void aThreadThatIsInterruptedLeavesTheQueue() throws Exception {
    HashQueue queue = new HashQueue(1, 1);
    occupy(queue);
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    CountDownLatch left = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    queue.compute(() -> false, () -> order.add("interrupted"));
                  } catch (Crowded e) {
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                  }
                  left.countDown();
                });
    while (queue.waiting() == 0) {
      Thread.onSpinWait();
    }

    waiting.interrupt();
    left.await();

    assertThat(stillInterrupted).isTrue();
    assertThat(queue.waiting()).isZero();
    release.countDown();
    assertThat(enqueue(queue, "next", false).get()).isEqualTo("next");
    assertThat(order).containsExactly("next");
  }

  @Test
  void aHashThatFailsAndAQuestionThatFailsHandTheirTurnOn() throws Exception {
    HashQueue queue = new HashQueue(1, 1);
    assertThatThrownBy(
            () ->
                queue.compute(
                    () -> false,
                    () -> {
                      throw new IllegalStateException("no hash");
                    }))
        .hasMessage("no hash");
    Future<String> occupied = occupy(queue);
    assertThatThrownBy(
            () ->
                queue.compute(
                    () -> {
                      throw new IllegalStateException("nobody knows");
                    },
                    () -> "hash"))
        .hasMessage("nobody knows");
    assertThat(queue.waiting()).isZero();

    release.countDown();
    occupied.get();

    assertThat(queue.compute(() -> false, () -> "hash")).isEqualTo("hash");
  }

  @Test
  void aTurnThatBecameFreeWhileTheQuestionWasAskedIsTaken() throws Exception {
    HashQueue queue = new HashQueue(1, 0);
    Future<String> occupied = occupy(queue);

    String result =
        queue.compute(
            () -> {
              release.countDown();
              return await(occupied);
            },
            () -> "hash");

    assertThat(result).isEqualTo("hash");
    assertThat(queue.compute(() -> false, () -> "another")).isEqualTo("another");
  }

  private static boolean await(Future<String> done) {
    try {
      return done.get() == null;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertCrowded(Future<String> turnedAway) {
    assertThatThrownBy(turnedAway::get).hasCauseInstanceOf(Crowded.class);
  }

  @Test
  void whoseTurnDoesNotComeInTimeIsTurnedAwayAndKeepsNoPlace() throws Exception {
    HashQueue queue = new HashQueue(1, 1, Duration.ofMillis(1));
    Future<String> occupied = occupy(queue);

    for (boolean known : List.of(true, false)) {
      assertThatThrownBy(() -> queue.compute(() -> known, () -> "hash"))
          .isInstanceOf(Crowded.class);
      assertThat(queue.waiting()).isZero();
    }

    release.countDown();
    assertThat(occupied.get()).isEqualTo("occupied");
    assertThat(queue.compute(() -> false, () -> "hash")).isEqualTo("hash");
  }
}
