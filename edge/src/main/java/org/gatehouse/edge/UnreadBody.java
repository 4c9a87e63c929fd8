package org.gatehouse.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a client is still sending when its request is answered already, on a connection that is
 * closed after that. To close it at once would reset it, and a client that is writing may then fail
 * before it reads the answer (RFC 9112, section 9.6). So the answer leaves, and what still comes is
 * thrown away until the client closes its end, or has had {@link #LONGEST}; no thread waits for it.
 *
 * <p>Of other requests the server throws the rest away itself; it knows no end of one that offered
 * another protocol.
 */
final class UnreadBody implements ReadListener {

  /** How long a client may go on. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(UnreadBody.class.getName());
  private static final int PIECE = 16_384;

  private final AsyncContext context;
  private final ServletInputStream body;
  private final AtomicBoolean over = new AtomicBoolean();

  private UnreadBody(AsyncContext context, ServletInputStream body) {
    this.context = context;
    this.body = body;
  }

  /** Ends a request that was answered and never went asynchronous. */
  static void end(
      HttpServletRequest request, HttpServletResponse response, ScheduledExecutorService scheduler)
      throws IOException {
    Optional<ServletInputStream> unread = unread(request);
    if (unread.isEmpty()) {
      closeTunnel(request, response, scheduler);
      return;
    }
    AsyncContext context;
    try {
      context = request.startAsync(request, response);
    } catch (IllegalStateException e) {
      LOG.log(Level.FINE, "whoever answered has closed the answer already", e);
      return;
    }
    context.setTimeout(0);
    throwAway(context, unread.get(), response, scheduler);
  }

  /** Ends an asynchronous request that was answered. */
  static void end(
      HttpServletRequest request,
      HttpServletResponse response,
      AsyncContext context,
      ScheduledExecutorService scheduler) {
    try {
      Optional<ServletInputStream> unread = unread(request);
      if (unread.isPresent()) {
        throwAway(context, unread.get(), response, scheduler);
      } else {
        closeTunnel(request, response, scheduler);
        context.complete();
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "the client has gone", e);
      context.complete();
    }
  }

  /**
   * There the server waits half a minute for what would come through, though there is no body. The
   * client has its time here too: what it sent already would reset the connection.
   */
  private static void closeTunnel(
      HttpServletRequest request, HttpServletResponse response, ScheduledExecutorService scheduler)
      throws IOException {
    if (!DeclinedUpgrade.isTunnel(request)) {
      return;
    }
    response.flushBuffer();
    Optional<ServerConnection> connection = ServerConnection.of(request);
    try {
      connection.ifPresent(
          open -> scheduler.schedule(open::close, LONGEST.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "the server is going down", e);
      connection.ifPresent(ServerConnection::close);
    }
  }

  private static Optional<ServletInputStream> unread(HttpServletRequest request)
      throws IOException {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      if (inner instanceof DeclinedUpgrade declined) {
        return declined.getInputStream().isFinished()
            ? Optional.empty()
            : Optional.of(wrapper.getRequest().getInputStream());
      }
      inner = wrapper.getRequest();
    }
    return Optional.empty();
  }

  private static void throwAway(
      AsyncContext context,
      ServletInputStream body,
      HttpServletResponse response,
      ScheduledExecutorService scheduler) {
    UnreadBody unread = new UnreadBody(context, body);
    try {
      response.flushBuffer();
      scheduler.schedule(unread::complete, LONGEST.toNanos(), TimeUnit.NANOSECONDS);
      body.setReadListener(unread);
    } catch (IOException | IllegalStateException | RejectedExecutionException e) {
      LOG.log(Level.FINE, "the rest of a request is not waited for", e);
      unread.complete();
    }
  }

  private void complete() {
    if (over.compareAndSet(false, true)) {
      context.complete();
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    byte[] piece = new byte[PIECE];
    while (!over.get() && body.isReady()) {
      if (body.read(piece) < 0) {
        return;
      }
    }
  }

  @Override
  public void onAllDataRead() {
    complete();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(Level.FINE, "the client went away", failure);
    complete();
  }
}
