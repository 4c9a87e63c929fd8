package org.gatehouse.audit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * When the scribe writes: soon after something was committed, so that many commits share one
 * transaction of it, and each minute for what was missed. Never at once with itself. While the
 * database is away it tries again and again and says so once.
 */
final class Writing {

  /** How long commits are gathered. */
  static final Duration GATHERED = Duration.ofMillis(250);

  /** How long after a failure it is tried again. */
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(Writing.class.getName());

  private final Scribe scribe;
  private final Refusals refusals;
  private final ScheduledExecutorService scheduler;
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile boolean outage;
  private ScheduledFuture<?> next;
  private volatile boolean stopped;

  /** Lets a scribe write on threads of a scheduler. */
  Writing(Scribe scribe, Refusals refusals, ScheduledExecutorService scheduler) {
    this.scribe = scribe;
    this.refusals = refusals;
    this.scheduler = scheduler;
  }

  /** Says that something was committed. Never waits and never fails. */
  void wake() {
    wake(outage ? RETRY : GATHERED);
  }

  private void wake(Duration delay) {
    if (!stopped && due.compareAndSet(false, true)) {
      try {
        schedule(delay);
      } catch (RejectedExecutionException | IllegalStateException e) {
        // The application starts or stops: the next minute, or the next start, finds what waits.
        due.set(false);
      }
    }
  }

  private synchronized void schedule(Duration delay) {
    next = scheduler.schedule(this::gathered, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What is over is let go of: with it the application server keeps the call that was under way
   * when it was scheduled, and that call's arguments may be a password or a session's id.
   */
  private void gathered() {
    synchronized (this) {
      next = null;
    }
    write();
  }

  /** Gives everything its place that is committed. */
  void write() {
    due.set(false);
    attempt(scribe::write);
  }

  /** Does what is done each minute: refusals become records, and what was missed is looked for. */
  void minute() {
    attempt(() -> scribe.write(refusals));
    scribe.lookForLeftovers();
    write();
  }

  /** Writes a last time; what is committed from now on waits for the next start. */
  void stop() {
    stopped = true;
    cancel();
    minute();
  }

  private synchronized void cancel() {
    if (next != null) {
      next.cancel(false);
    }
  }

  /** What may fail when the database is away. */
  @FunctionalInterface
  private interface Deed {
    void attempt() throws SQLException;
  }

  private void attempt(Deed deed) {
    try {
      deed.attempt();
      outage = false;
    } catch (SQLException | RuntimeException e) {
      if (!outage) {
        LOG.log(
            Level.WARNING,
            "audit records wait for their place until the database answers, and this node has the"
                + " secret in force",
            e);
      }
      outage = true;
      wake(RETRY);
    }
  }
}
