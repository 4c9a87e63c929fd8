package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.command.Delivery;
import org.gatehouse.command.Delivery.Fate;

/**
 * Follows those answers to their clients that somebody may ask for again. On a server that shows
 * its connections, on Linux, it is seen whether the client took an answer; elsewhere an answer is
 * delivered when it could be written.
 */
final class AnswerTracker {

  private static final Logger LOG = Logger.getLogger(AnswerTracker.class.getName());

  /** How long a client that has all of an answer is waited for to close, and how long in all. */
  private static final Duration LINGER = Duration.ofMillis(100);

  private static final Duration LONGEST_LINGER = Duration.ofSeconds(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private static final int FIRST_LOOK_MILLISECONDS = 10;
  private static final int NEXT_LOOK_MILLISECONDS = 1000;

  /** The kernel keeps what it says of a closed connection for sixty seconds. */
  static final int MOST_LOOKS = 45;

  /** Each look reads the kernel's whole table: beyond these an answer is judged by the first. */
  static final int MOST_LOOKED_FOR = 32;

  private final SocketTable table;
  private final ScheduledExecutorService scheduler;
  private final Map<Object, SentAnswer> open = new ConcurrentHashMap<>();

  /** The connections whose end is told here, each once, however many answers went over it. */
  private final Set<Object> watched = ConcurrentHashMap.newKeySet();

  private final Semaphore lookedFor = new Semaphore(MOST_LOOKED_FOR);

  /**
   * Follows nothing yet.
   *
   * @param scheduler what looks again after connections that this end closed
   */
  AnswerTracker(ScheduledExecutorService scheduler) {
    this(new SocketTable(Path.of("/proc/self/net")), scheduler);
  }

  AnswerTracker(SocketTable table, ScheduledExecutorService scheduler) {
    this.table = table;
    this.scheduler = scheduler;
  }

  /** A request came: the client has read what it was answered on the same connection before. */
  void came(HttpServletRequest request) {
    if (!open.isEmpty()) {
      ServerConnection.of(request)
          .map(connection -> open.remove(connection.connection()))
          .ifPresent(SentAnswer::overtaken);
    }
  }

  /** Whether the client has closed its end, and so waits for no answer. */
  boolean givenUp(HttpServletRequest request) {
    Optional<ServerConnection> connection =
        table.readable() ? ServerConnection.of(request) : Optional.empty();
    try {
      return connection.isPresent()
          && table
              .find(connection.get().local(), connection.get().remote())
              .filter(entry -> entry.state() == SocketTable.State.ESTABLISHED)
              .isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Lets the client close first, if it is as quick as most are, before the server closes the
   * connection after an answer: what a client does then tells less, of TLS nothing.
   */
  void linger(Delivery.Trace trace) {
    if (!(trace instanceof SentAnswer answer)) {
      return;
    }
    Lingering lingering = new Lingering(answer);
    while (lingering.goesOn()) {
      pause();
    }
  }

  /**
   * The same without a thread that waits, as far as there are places to be looked for: else it ends
   * at once.
   *
   * @param end is run when it is over
   */
  void linger(Delivery.Trace trace, Runnable end) {
    if (trace instanceof SentAnswer answer && answer.mayTellMore() && lookedFor.tryAcquire()) {
      linger(
          new Lingering(answer),
          () -> {
            lookedFor.release();
            end.run();
          });
    } else {
      end.run();
    }
  }

  private void linger(Lingering lingering, Runnable end) {
    boolean waits = false;
    try {
      if (lingering.goesOn()) {
        scheduler.schedule(
            () -> linger(lingering, end), LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        waits = true;
      }
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "the server is going down", e);
    } finally {
      if (!waits) {
        end.run();
      }
    }
  }

  /** Waiting for a client to close; for one thread at a time. */
  private static final class Lingering {

    private final SentAnswer answer;
    private final long start = System.nanoTime();
    private long taken = start;

    Lingering(SentAnswer answer) {
      this.answer = answer;
    }

    /** Looks, and tells whether it is worth looking again after a while. */
    boolean goesOn() {
      long now = System.nanoTime();
      if (!answer.mayTellMore()
          || now - taken >= LINGER.toNanos()
          || now - start >= LONGEST_LINGER.toNanos()) {
        return false;
      }
      if (answer.fate() == Fate.ON_ITS_WAY) {
        taken = now;
      }
      return true;
    }
  }

  private static void pause() {
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }

  /** Follows the answer of a request, which is about to be written. */
  Delivery.Trace follow(
      HttpServletRequest request, HttpServletResponse response, Delivery delivery) {
    Optional<ServerConnection> shown =
        table.readable() ? ServerConnection.of(request) : Optional.empty();
    return shown
        .map(connection -> follow(connection, closedAfter(request, response), delivery))
        .orElse(() -> Fate.DELIVERED);
  }

  /** Follows an answer on its connection. */
  Delivery.Trace follow(ServerConnection connection, boolean closedAfter, Delivery delivery) {
    SentAnswer answer =
        new SentAnswer(
            () -> table.find(connection.local(), connection.remote()),
            AnswerTracker::pause,
            closedAfter,
            connection.secure(),
            delivery);
    Object key = connection.connection();
    open.put(key, answer);
    if (watched.add(key) && !connection.beforeClose(() -> closing(key))) {
      watched.remove(key);
      open.remove(key, answer);
      return () -> Fate.DELIVERED;
    }
    return answer;
  }

  /** Called once for each connection, and at once when it is closed already. */
  private void closing(Object connection) {
    // In this order, so that an answer that comes in between has its connection watched anew.
    watched.remove(connection);
    SentAnswer last = open.remove(connection);
    if (last != null && last.closing()) {
      lookAfter(last);
    }
  }

  private void lookAfter(SentAnswer answer) {
    if (lookedFor.tryAcquire()) {
      lookAgain(answer, FIRST_LOOK_MILLISECONDS, MOST_LOOKS);
    } else {
      answer.over();
    }
  }

  private void lookAgain(SentAnswer answer, int milliseconds, int looks) {
    try {
      scheduler.schedule(
          () -> {
            if (looks > 0 && answer.looksAgain()) {
              lookAgain(answer, NEXT_LOOK_MILLISECONDS, looks - 1);
            } else {
              answer.over();
              lookedFor.release();
            }
          },
          milliseconds,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server is going down, and nobody will ask it again.
      answer.over();
      lookedFor.release();
    }
  }

  /** Whether the server ends the connection by itself (RFC 9112, section 9.3). */
  private static boolean closedAfter(HttpServletRequest request, HttpServletResponse response) {
    return names(request.getHeader("Connection"), "close")
        || names(response.getHeader("Connection"), "close")
        || request.getProtocol().equals("HTTP/1.0")
            && !names(request.getHeader("Connection"), "keep-alive");
  }

  private static boolean names(String header, String option) {
    return header != null && header.toLowerCase(Locale.ROOT).contains(option);
  }
}
