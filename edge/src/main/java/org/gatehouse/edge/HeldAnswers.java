package org.gatehouse.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/**
 * Holds answers back without holding a thread: the request goes asynchronous first, its chain runs
 * at once into a buffer, and a scheduler lets the buffer go when the time is over.
 *
 * <p>The number of answers held is bounded. A place is reserved before anything is verified, so
 * that beyond the bound nothing is: an answer that could not be held would leave at a time of its
 * own, and tell by it what holding hides.
 */
final class HeldAnswers {

  private static final Logger LOG = Logger.getLogger(HeldAnswers.class.getName());

  /** So that one address whose sign-ins are right, and held, does not take all places. */
  private static final int SHARES = 4;

  private final ScheduledExecutorService scheduler;
  private final IntSupplier limit;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

  /**
   * Nothing is held yet.
   *
   * @param scheduler what lets answers go
   * @param limit how many may be held at once now; of one address a quarter of them
   */
  HeldAnswers(ScheduledExecutorService scheduler, IntSupplier limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  /** Something that writes an answer. */
  @FunctionalInterface
  interface Answer {
    void write(HttpServletResponse response) throws IOException;
  }

  /**
   * Reserves a place for an answer that may have to be held.
   *
   * @return empty when all are taken
   */
  Optional<Place> reserve(ClientAddress address) {
    int most = limit.getAsInt();
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return Optional.empty();
    }
    String key = address.countedAs();
    if (perAddress.merge(key, 1, Integer::sum) > Math.max(1, most / SHARES)) {
      giveBack(key);
      return Optional.empty();
    }
    return Optional.of(new Place(key));
  }

  private void giveBack(String address) {
    perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    all.decrementAndGet();
  }

  /** A place for one answer. To close it gives it back, unless the answer is held in it. */
  final class Place implements AutoCloseable {

    private final String address;
    private boolean over;

    private Place(String address) {
      this.address = address;
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
        later(
            request,
            request.startAsync(request, response),
            Sending.of(request),
            response,
            gate,
            hold,
            answer);
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
      Sending sending = Sending.of(request);
      if (hold.isZero()) {
        sending.send(response, buffer::release);
        context.complete();
      } else {
        later(request, context, sending, response, gate, hold, ignored -> buffer.release());
      }
    }

    private void later(
        HttpServletRequest request,
        AsyncContext context,
        Sending sending,
        HttpServletResponse response,
        Gate gate,
        Duration hold,
        Answer answer)
        throws IOException {
      context.setTimeout(0);
      sending.hold();
      try {
        scheduler.schedule(
            () -> release(request, context, sending, response, answer),
            hold.toNanos(),
            TimeUnit.NANOSECONDS);
        over = true;
      } catch (RuntimeException e) {
        // The server is going down. A cookie that the chain set must not leave before its time.
        LOG.log(Level.WARNING, "an answer could not be held", e);
        response.reset();
        Answers.unavailable(response, gate);
        context.complete();
      }
    }

    private void release(
        HttpServletRequest request,
        AsyncContext context,
        Sending sending,
        HttpServletResponse response,
        Answer answer) {
      giveBack(address);
      try {
        sending.send(response, () -> answer.write(response));
      } catch (IOException e) {
        LOG.log(Level.FINE, "the client did not wait for its held answer", e);
      } finally {
        sending.end(() -> UnreadBody.end(request, response, context, scheduler));
      }
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        giveBack(address);
      }
    }
  }
}
