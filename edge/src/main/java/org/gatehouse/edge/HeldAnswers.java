package org.gatehouse.edge;

import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Gate;

/**
 * Holds answers back without holding a thread: the request goes asynchronous first, its chain runs
 * at once into a buffer, and a scheduler lets the buffer go when the time is over. The number of
 * answers held is bounded; beyond it the answer is 503 and tells nothing.
 */
final class HeldAnswers {

  private static final Logger LOG = Logger.getLogger(HeldAnswers.class.getName());

  private final ManagedScheduledExecutorService scheduler;
  private final int limit;
  private final AtomicInteger held = new AtomicInteger();

  /**
   * Nothing is held yet.
   *
   * @param scheduler what lets answers go
   * @param limit how many may be held at once
   */
  HeldAnswers(ManagedScheduledExecutorService scheduler, int limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  /** Something that writes an answer. */
  @FunctionalInterface
  interface Answer {
    void write(HttpServletResponse response) throws IOException;
  }

  /** Writes an answer when its hold is over. */
  void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      Gate gate,
      Duration hold,
      Answer answer)
      throws IOException {
    if (hold.isZero()) {
      answer.write(response);
    } else {
      later(request.startAsync(request, response), response, gate, hold, answer);
    }
  }

  /**
   * Runs a chain now and sends its answer when the hold is over.
   *
   * @param known the hold that is known already; the chain may ask for one too, by {@link Hold}
   */
  void chain(
      HttpServletRequest request,
      HttpServletResponse response,
      Gate gate,
      Duration known,
      FilterChain chain)
      throws IOException, ServletException {
    AsyncContext context = request.startAsync(request, response);
    HeldResponse buffer = new HeldResponse(response, gate);
    try {
      chain.doFilter(request, buffer);
    } catch (IOException | ServletException | RuntimeException e) {
      context.complete();
      throw e;
    }
    Duration asked = Hold.asked(request);
    Duration hold = asked.compareTo(known) > 0 ? asked : known;
    if (hold.isZero()) {
      buffer.release();
      context.complete();
    } else {
      later(context, response, gate, hold, ignored -> buffer.release());
    }
  }

  private void later(
      AsyncContext context, HttpServletResponse response, Gate gate, Duration hold, Answer answer)
      throws IOException {
    context.setTimeout(0);
    if (held.incrementAndGet() > limit) {
      held.decrementAndGet();
      response.resetBuffer();
      Answers.unavailable(response, gate);
      context.complete();
      return;
    }
    try {
      scheduler.schedule(
          () -> release(context, response, answer), hold.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      held.decrementAndGet();
      context.complete();
      throw e;
    }
  }

  private void release(AsyncContext context, HttpServletResponse response, Answer answer) {
    held.decrementAndGet();
    try {
      answer.write(response);
    } catch (IOException e) {
      LOG.log(Level.FINE, "the client did not wait for its held answer", e);
    } finally {
      context.complete();
    }
  }
}
