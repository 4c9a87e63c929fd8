package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Measuring is bounded, shared, and given again while it is young. */
class StorageUsageTest {

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicInteger measurements = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private Instant now = Instant.parse("2026-11-26T12:00:00Z");

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @AfterEach
  void stop() throws InterruptedException {
    go.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  private StorageUsage measuring(StorageUsage.Measure measure, Duration deadline) {
    return new StorageUsage(measure, threads, clock, () -> KEPT, () -> deadline);
  }

  /** Each measurement finds one KiB more. */
  private Usage counted(int siteId) {
    return new Usage(measurements.incrementAndGet(), true);
  }

  /** The same, when it is let go. */
  private Usage blocked(int siteId) {
    begun.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return counted(siteId);
  }

  private static StorageUsage.Known known(long kibibytes, Duration age, boolean late) {
    return new StorageUsage.Known(Optional.of(new Usage(kibibytes, true)), age, late);
  }

  @Test
  void aFigureIsGivenAgainWhileItIsYoung() {
    StorageUsage usage = measuring(this::counted, LONG);

    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(1, Duration.ZERO, false)));
    now = now.plus(KEPT);
    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(1, KEPT, false)));
    now = now.plusMillis(1);
    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(2, Duration.ZERO, false)));
  }

  @Test
  void aClockThatIsSetBackKeepsNoFigureForLonger() {
    StorageUsage usage = measuring(this::counted, LONG);
    usage.of(List.of(1));

    now = now.minusSeconds(1);

    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(2, Duration.ZERO, false)));
  }

  @Test
  void howManyAskAtOnceOneMeasures() throws Exception {
    StorageUsage usage = measuring(this::blocked, LONG);
    Callable<Map<Integer, StorageUsage.Known>> asking = () -> usage.of(List.of(1, 1));
    List<Future<Map<Integer, StorageUsage.Known>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        answers.add(callers.submit(asking));
      }
      begun.await();
      go.countDown();
      for (Future<Map<Integer, StorageUsage.Known>> answer : answers) {
        assertThat(answer.get()).isEqualTo(Map.of(1, known(1, Duration.ZERO, false)));
      }
    }
    assertThat(measurements).hasValue(1);
  }

  @Test
  void whatIsNotMeasuredInTimeIsLateAndFoundLater() throws Exception {
    StorageUsage usage = measuring(this::blocked, Duration.ZERO);

    assertThat(usage.of(List.of(1)))
        .isEqualTo(Map.of(1, new StorageUsage.Known(Optional.empty(), Duration.ZERO, true)));
    begun.await();
    go.countDown();
    stop();

    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(1, Duration.ZERO, false)));
    assertThat(measurements).hasValue(1);
  }

  @Test
  void theFormerFigureIsGivenWhileANewOneIsLate() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    StorageUsage usage =
        measuring(
            id -> calls.incrementAndGet() == 1 ? counted(id) : blocked(id), Duration.ofMillis(1));
    while (usage.of(List.of(1)).get(1).usage().isEmpty()) {
      Thread.onSpinWait();
    }
    now = now.plusSeconds(90);

    assertThat(usage.of(List.of(1))).isEqualTo(Map.of(1, known(1, Duration.ofSeconds(90), true)));
  }

  @Test
  void aSiteThatIsNotThereIsLeftOutAndOneThatFailsHarmsNoOther() {
    StorageUsage usage =
        measuring(
            id -> {
              switch (id) {
                case 1 -> throw new HostException.UnknownSite(id);
                case 2 -> throw new HostException.Failed("measure", new Exception("disk"));
                default -> {
                  return counted(id);
                }
              }
            },
            LONG);

    assertThat(usage.of(List.of(1, 2, 3)))
        .isEqualTo(
            Map.of(
                2,
                new StorageUsage.Known(Optional.empty(), Duration.ZERO, true),
                3,
                known(1, Duration.ZERO, false)));
  }
}
