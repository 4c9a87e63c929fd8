package org.gatehouse.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpProbe;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/**
 * Cuts connections whose head does not arrive in time: of the first request, the handshake of TLS
 * with it, from when the connection was accepted; of each further one, from its first byte. The
 * server itself waits for as long as a byte comes now and then.
 *
 * <p>No thread waits, and a request costs the same however many connections there are: each second
 * all of them are looked at.
 */
final class SlowHeads implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SlowHeads.class.getName());
  private static final long LOOK_EVERY_SECONDS = 1;

  private final Supplier<Duration> longest;
  private final LongSupplier nanoTime;
  private final Connections connections = new Connections();
  private final Requests requests = new Requests();
  private final Map<Connection<?>, Arrival> open = new ConcurrentHashMap<>();
  private final TCPNIOTransport transport;
  private final List<HttpServerFilter> codecs;
  private final ScheduledFuture<?> looking;

  private SlowHeads(
      TCPNIOTransport transport,
      Collection<HttpServerFilter> codecs,
      Supplier<Duration> longest,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime) {
    this.transport = transport;
    this.codecs = List.copyOf(codecs);
    this.longest = longest;
    this.nanoTime = nanoTime;
    this.looking =
        scheduler.scheduleWithFixedDelay(
            this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Watches the connections of a transport until it is closed.
   *
   * @param codecs what reads heads from it
   * @param longest how long one may take now
   * @param nanoTime a clock that only ever goes on
   * @throws IOException when this server does not show what listens
   */
  static SlowHeads watch(
      TCPNIOTransport transport,
      Collection<HttpServerFilter> codecs,
      Supplier<Duration> longest,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime)
      throws IOException {
    List<TCPNIOServerConnection> listening = Door.bound(transport);
    SlowHeads watching = new SlowHeads(transport, codecs, longest, scheduler, nanoTime);
    // What is bound from now on takes the probes of its transport.
    transport.getConnectionMonitoringConfig().addProbes(watching.connections);
    listening.forEach(own -> own.getMonitoringConfig().addProbes(watching.connections));
    watching.codecs.forEach(codec -> codec.getMonitoringConfig().addProbes(watching.requests));
    return watching;
  }

  /** Cuts what is late. */
  void look() {
    long now = nanoTime.getAsLong();
    long most = longest.get().toNanos();
    open.forEach(
        (connection, arrival) -> {
          if (arrival.late(now, most)) {
            Door.end(connection);
          }
        });
  }

  /** How many connections are open. */
  int connections() {
    return open.size();
  }

  /** Of how many of them a head is waited for. */
  int waiting() {
    return (int) open.values().stream().filter(arrival -> arrival.waited).count();
  }

  /** The head that a connection waits for, if it does. */
  private static final class Arrival {

    private volatile boolean waited = true;
    private volatile long since;

    Arrival(long since) {
      this.since = since;
    }

    void begins(long now) {
      since = now;
      waited = true;
    }

    void ends() {
      waited = false;
    }

    boolean late(long now, long most) {
      return waited && now - since > most;
    }
  }

  private final class Connections extends ConnectionProbe.Adapter {

    @Override
    @SuppressWarnings("rawtypes") // as Grizzly declares it
    public void onAcceptEvent(Connection listening, Connection accepted) {
      open.put(accepted, new Arrival(nanoTime.getAsLong()));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Grizzly declares it
    public void onCloseEvent(Connection closed) {
      open.remove(closed);
    }
  }

  private final class Requests extends HttpProbe.Adapter {

    @Override
    @SuppressWarnings("rawtypes") // as Grizzly declares it
    public void onDataReceivedEvent(Connection connection, Buffer data) {
      Arrival arrival = open.get(connection);
      if (arrival != null
          && !arrival.waited
          && connection.getAttributes().getAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME)
              instanceof HttpPacketParsing request
          && !request.isHeaderParsed()) {
        arrival.begins(nanoTime.getAsLong());
      }
    }

    @Override
    @SuppressWarnings("rawtypes") // as Grizzly declares it
    public void onHeaderParseEvent(Connection connection, HttpHeader head, int size) {
      Arrival arrival = open.get(connection);
      if (arrival != null) {
        arrival.ends();
      }
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    codecs.forEach(codec -> codec.getMonitoringConfig().removeProbes(requests));
    transport.getConnectionMonitoringConfig().removeProbes(connections);
    try {
      Door.bound(transport).forEach(own -> own.getMonitoringConfig().removeProbes(connections));
    } catch (IOException e) {
      LOG.log(Level.FINE, "the server kept what it was to forget", e);
    }
  }
}
