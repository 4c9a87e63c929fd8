package org.gatehouse.recovery;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a work that is told to end, by Ctrl-C or SIGTERM, undo what it did: the process waits for it
 * before it ends. The work asks, wherever it can stop, whether it should.
 */
final class Interruption implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread atEnd = new Thread(this::end);
  private volatile boolean asked;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(atEnd);
  }

  /**
   * Goes on, unless the process is to end.
   *
   * @throws CancellationException when it is
   */
  void check() {
    if (asked) {
      // Here and not where it is caught: the process ends as soon as the work is over.
      System.err.println("gatehouse: interrupted: what was restored so far is taken back");
      throw new CancellationException("it was interrupted");
    }
  }

  /** What the process does first when it is told to end. */
  void end() {
    asked = true;
    try {
      if (!over.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        System.err.println("gatehouse: it takes too long to undo what was restored so far");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is over, done or undone. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
