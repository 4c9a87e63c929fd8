package org.gatehouse.audit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time never comes by itself: the test runs what is due. */
final class LaterExecutor extends ScheduledThreadPoolExecutor {

  LaterExecutor() {
    super(0);
    setRemoveOnCancelPolicy(true);
  }

  @Override
  public java.util.concurrent.ScheduledFuture<?> schedule(
      Runnable task, long delay, TimeUnit unit) {
    // Hours instead of milliseconds: no thread ever comes to it.
    return super.schedule(task, unit.toMillis(delay), TimeUnit.HOURS);
  }

  /** How long after it was asked for each task that waits is to run. */
  List<Duration> delays() {
    return getQueue().stream()
        .map(task -> ((java.util.concurrent.Delayed) task).getDelay(TimeUnit.SECONDS))
        .map(seconds -> Duration.ofMillis(Math.round(seconds / 3_600.0)))
        .toList();
  }

  /** Runs every task that waits now. */
  void runAll() {
    for (Runnable task : getQueue().toArray(Runnable[]::new)) {
      remove(task);
      task.run();
    }
  }
}
