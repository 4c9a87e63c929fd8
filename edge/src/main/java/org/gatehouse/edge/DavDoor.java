package org.gatehouse.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/**
 * What stands before the DAV gate. In this order: a blocked address gets 429; while there is no
 * such gate all is 404; what a page of another site sent and would change something is refused;
 * then {@link GuardedGate} finds who calls, and of each account only so many requests are under way
 * at once, since each holds a thread for as long as its client likes.
 */
final class DavDoor {

  private static final Logger LOG = Logger.getLogger(DavDoor.class.getName());

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND");

  /** How long a client has to take the answer to a request whose body failed. */
  private static final Duration PARTING = Duration.ofSeconds(1);

  private static final String CONNECTION = "Connection";

  private final GuardedGate guardedGate;
  private final Blocked blocked;
  private final Function<ClientAddress, Optional<Instant>> blockedUntil;
  private final BooleanSupplier there;
  private final AccountRequests requests;
  private final IntSupplier slowest;
  private final ScheduledExecutorService scheduler;

  /**
   * A door.
   *
   * @param blockedUntil when the block of an address ends, if there is one
   * @param there whether there is a DAV gate now
   * @param requests what is under way
   * @param slowest the fewest bytes a second that a body must bring now
   * @param scheduler ends connections
   */
  DavDoor(
      GuardedGate guardedGate,
      Blocked blocked,
      Function<ClientAddress, Optional<Instant>> blockedUntil,
      BooleanSupplier there,
      AccountRequests requests,
      IntSupplier slowest,
      ScheduledExecutorService scheduler) {
    this.guardedGate = guardedGate;
    this.blocked = blocked;
    this.blockedUntil = blockedUntil;
    this.there = there;
    this.requests = requests;
    this.slowest = slowest;
    this.scheduler = scheduler;
  }

  /**
   * Lets a request through, or answers it.
   *
   * @throws RuntimeException when a part of Gatehouse is away; nothing was answered then
   */
  void enter(
      HttpServletRequest sent, DavResponse response, ClientAddress address, FilterChain chain)
      throws IOException, ServletException {
    Optional<Instant> until = blockedUntil.apply(address);
    if (Continuing.waits(sent)) {
      // Refused now, it may send its body or not, and nobody could tell that from a next request.
      response.setHeader(CONNECTION, "close");
    }
    if (until.isPresent()) {
      blocked.refuse(response, Gate.DAV, address, until.get());
    } else if (!there.getAsBoolean() || !DavRequest.kept(sent)) {
      Answers.refuse(response, Gate.DAV, 404, Answers.explanation(404));
    } else if (!READING.contains(sent.getMethod()) && OwnPage.foreignFetch(sent)) {
      Answers.refuse(response, Gate.DAV, 403, "this was sent from another site's page");
    } else {
      DavRequest request =
          new DavRequest(
              sent,
              new UploadPace(slowest.getAsInt()),
              System::nanoTime,
              () -> proceed(sent, response));
      guardedGate.enterDav(
          new Visit(
              request,
              response,
              Gate.DAV,
              address,
              Optional.empty(),
              (admitted, answer) -> pass(request, response, chain)));
    }
  }

  private static void proceed(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Continuing.waits(request)) {
      if (request.getHeader("Transfer-Encoding") == null) {
        response.setHeader(CONNECTION, "keep-alive");
      }
      Continuing.tell(request);
    }
  }

  private void pass(DavRequest request, DavResponse response, FilterChain chain)
      throws IOException, ServletException {
    AccountName account =
        CallerAttribute.caller(request)
            .orElseThrow(() -> new IllegalStateException("nobody was admitted"))
            .account()
            .name();
    if (!requests.begin(account)) {
      response.setHeader("Retry-After", "1");
      Answers.refuse(
          response, Gate.DAV, 503, "too many requests of this account are under way; try again");
      return;
    }
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException | RuntimeException e) {
      if (!request.failed() && !response.failed()) {
        throw e;
      }
      LOG.log(Level.FINE, "the rest of a message did not come or go", e);
      if (!response.isCommitted()) {
        Answers.refuse(response, Gate.DAV, 400, "the rest of this request did not come");
      }
    } finally {
      requests.end(account);
    }
    if (response.failed()) {
      // The kernel would keep what it has for a client that does not read, and the connection.
      ServerConnection.of(request).ifPresent(ServerConnection::cut);
    } else if (request.failed()) {
      end(request);
    }
  }

  /**
   * Nothing more of such a request is waited for, so its connection is of no use. The client gets
   * its answer first, if it takes one.
   */
  private void end(DavRequest request) {
    ServerConnection.of(request)
        .ifPresent(
            connection -> {
              try {
                scheduler.schedule(connection::close, PARTING.toNanos(), TimeUnit.NANOSECONDS);
              } catch (RejectedExecutionException e) {
                LOG.log(Level.FINE, "the server is going down", e);
                connection.close();
              }
            });
  }
}
