package org.gatehouse.listener;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.nio.NIOConnection;
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

  private static final Duration RELEASE = Duration.ofSeconds(10);
  private static final long WAIT_NANOSECONDS = 200_000;

  private static final Logger LOG = Logger.getLogger(Door.class.getName());

  private final TCPNIOTransport transport;
  private final int port;
  private final ScheduledExecutorService scheduler;

  /** The open connections that came to another address than loopback. */
  private final Set<Connection<?>> remote = ConcurrentHashMap.newKeySet();

  /** What listens at every address; null while the door is closed. */
  private TCPNIOServerConnection everywhere;

  /** What listens at ::1; null on a machine without. */
  private TCPNIOServerConnection loopback6;

  private volatile boolean open;

  /**
   * The port that a transport listens on at 127.0.0.1. The door is closed.
   *
   * @param scheduler ends connections when their time is over
   * @throws IOException when the server does not let its port be shared
   */
  Door(TCPNIOTransport transport, int port, ScheduledExecutorService scheduler) throws IOException {
    this.transport = transport;
    this.port = port;
    this.scheduler = scheduler;
    transport.getConnectionMonitoringConfig().addProbes(this);
    // What the server bound by itself shares its port with nothing yet.
    for (TCPNIOServerConnection own : bound(transport)) {
      ((ServerSocketChannel) own.getChannel()).setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
    transport.setReusePort(true);
    try {
      loopback6 = transport.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), port));
    } catch (IOException e) {
      LOG.log(Level.FINE, "this machine has no ::1", e);
    }
  }

  /** What a transport listens with, which it shows to nobody. */
  static List<TCPNIOServerConnection> bound(TCPNIOTransport transport) throws IOException {
    try {
      Field field = TCPNIOTransport.class.getDeclaredField("serverConnections");
      field.setAccessible(true);
      return ((Collection<?>) field.get(transport))
          .stream().map(TCPNIOServerConnection.class::cast).toList();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IOException("this server's sockets cannot be shared", e);
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
    scheduler.schedule(() -> ending.forEach(Door::end), GRACE.toMillis(), TimeUnit.MILLISECONDS);
    release(everywhere);
    everywhere = null;
  }

  /**
   * Ends a connection with what is still to be sent: the kernel would keep that of a client that
   * reads slowly, and the connection with it, for minutes.
   */
  static void end(Connection<?> connection) {
    try {
      if (connection instanceof NIOConnection socket
          && socket.getChannel() instanceof SocketChannel channel) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOG.log(Level.FINE, "it has ended already", e);
    }
    connection.terminateSilently();
  }

  /**
   * Has the kernel forget a socket that listens. The JDK leaves one that is closed to the selector
   * which it is registered with, and that may sleep for half a minute.
   */
  private void release(TCPNIOServerConnection listening) {
    transport.unbind(listening);
    long started = System.nanoTime();
    while (listening.getChannel().isRegistered()) {
      if (System.nanoTime() - started > RELEASE.toNanos()) {
        LOG.log(Level.SEVERE, "port {0} was not closed in time", Integer.toString(port));
        return;
      }
      listening.getSelectorRunner().getSelector().wakeup();
      LockSupport.parkNanos(WAIT_NANOSECONDS);
    }
  }

  /** Leaves the port as the server had it. */
  @Override
  public synchronized void close() {
    open = false;
    remote.forEach(Door::end);
    for (TCPNIOServerConnection listening : Arrays.asList(everywhere, loopback6)) {
      if (listening != null) {
        release(listening);
      }
    }
    everywhere = null;
    loopback6 = null;
    transport.setReusePort(false);
    transport.getConnectionMonitoringConfig().removeProbes(this);
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
      end(accepted);
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
