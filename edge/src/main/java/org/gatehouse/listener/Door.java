package org.gatehouse.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;

/**
 * One port of the server. 127.0.0.1 and ::1 listen as long as the server runs; while the door is
 * open every other address does too, this machine's own among them. Opening and closing it never
 * interrupts loopback: each has a socket of its own, which the port is shared with (SO_REUSEPORT,
 * which Linux allows to one user alone).
 */
final class Door extends ConnectionProbe.Adapter implements AutoCloseable {

  /**
   * How long what is under way has, once the door closes; the answer to who closed it may be.
   * Together with what ending takes it is less than the second that is promised.
   */
  static final Duration GRACE = Duration.ofMillis(400);

  private static final Logger LOG = Logger.getLogger(Door.class.getName());

  private final TCPNIOTransport transport;
  private final int port;
  private final ScheduledExecutorService scheduler;

  /** The open connections that came to another address than loopback. */
  private final Set<Connection<?>> remote = ConcurrentHashMap.newKeySet();

  /** What listens at every address; null while the door is closed. */
  private TCPNIOServerConnection everywhere;

  private volatile boolean open;

  /**
   * The port that a transport listens on at 127.0.0.1. The door is closed.
   *
   * @param scheduler ends connections when their time is over
   * @throws IOException when loopback cannot be listened to
   */
  Door(TCPNIOTransport transport, int port, ScheduledExecutorService scheduler) throws IOException {
    this.transport = transport;
    this.port = port;
    this.scheduler = scheduler;
    transport.getConnectionMonitoringConfig().addProbes(this);
    // What the server bound by itself shares its port with nothing.
    transport.unbindAll();
    transport.setReusePort(true);
    transport.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    try {
      transport.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), port));
    } catch (IOException e) {
      LOG.log(Level.FINE, "this machine has no ::1", e);
    }
  }

  /**
   * Listens at every address; without effect on an open door.
   *
   * @throws IOException when it cannot; the door is closed then
   */
  synchronized void open() throws IOException {
    if (open) {
      return;
    }
    open = true;
    try {
      everywhere = transport.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      open = false;
      throw e;
    }
  }

  /**
   * Has the kernel refuse connections to other addresses than loopback from now on, and ends those
   * that are open after {@link #GRACE}; without effect on a closed door.
   */
  synchronized void shut() {
    if (!open) {
      return;
    }
    open = false;
    List<Connection<?>> ending = List.copyOf(remote);
    scheduler.schedule(
        () -> ending.forEach(Connection::terminateSilently),
        GRACE.toMillis(),
        TimeUnit.MILLISECONDS);
    transport.unbind(everywhere);
    everywhere = null;
  }

  /** Leaves the port as the server had it. */
  @Override
  public synchronized void close() throws IOException {
    open = false;
    everywhere = null;
    remote.forEach(Connection::terminateSilently);
    transport.getConnectionMonitoringConfig().removeProbes(this);
    transport.unbindAll();
    transport.setReusePort(false);
    transport.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  /** Called by the server for each connection, before anything is read from it. */
  @Override
  @SuppressWarnings("rawtypes") // as Grizzly declares it
  public void onAcceptEvent(Connection listening, Connection accepted) {
    if (accepted.getLocalAddress() instanceof InetSocketAddress local
        && local.getAddress().isLoopbackAddress()) {
      return;
    }
    remote.add(accepted);
    if (!open) {
      // It was accepted while the door closed, when those to be ended may have been counted.
      accepted.terminateSilently();
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as Grizzly declares it
  public void onCloseEvent(Connection closed) {
    remote.remove(closed);
  }

  /** How many connections from elsewhere are open. */
  int remoteConnections() {
    return remote.size();
  }
}
