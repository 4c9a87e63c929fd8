package org.gatehouse.web.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * HTTP/1.1 on a Unix socket, for root and this process's own user alone: the socket's mode is 0600,
 * its directory's 0700, and each peer's credentials are asked. One request per connection; at most
 * {@value #MOST_THREADS} threads and {@value #MOST_CONNECTIONS} connections.
 */
final class LocalSocket implements AutoCloseable {

  private static final int MOST_THREADS = 6;
  private static final int THREAD_IDLE_MILLISECONDS = 10_000;
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_WAITING = 128;
  private static final int CONNECTION_IDLE_MILLISECONDS = 10_000;
  private static final int LARGEST_HEAD = 8192;

  private final Server server;

  private LocalSocket(Server server) {
    this.server = server;
  }

  /**
   * Opens the socket. What a dead process left in its place is replaced.
   *
   * @param path where; its directory is made if it is not there
   * @param bodyLimit the most bytes of body that a request may have now
   * @param threads makes the threads that answer
   * @param answering answers a request; called by several threads at once
   * @throws IOException when it cannot be opened, or a living process listens there
   */
  static LocalSocket open(
      Path path,
      IntSupplier bodyLimit,
      ThreadFactory threads,
      Function<LocalRequest, LocalAnswer> answering)
      throws IOException {
    return open(path, threads, new LocalHandler(TrustedPeers.rootAndSelf(), bodyLimit, answering));
  }

  static LocalSocket open(Path path, ThreadFactory threads, LocalHandler handler)
      throws IOException {
    prepareDirectory(path.getParent());
    removeStale(path);
    Server server = server(path, threads);
    server.setHandler(handler);
    try {
      server.start();
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return new LocalSocket(server);
    } catch (Exception e) {
      stop(server);
      throw e instanceof IOException failure ? failure : new IOException(e.getMessage(), e);
    }
  }

  private static void prepareDirectory(Path directory) throws IOException {
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(directory.getParent());
    if (Files.notExists(directory)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
    Files.setPosixFilePermissions(directory, ownerOnly);
  }

  /** Only the launcher's lock keeps two starting at once apart; here a living one is found. */
  private static void removeStale(Path path) throws IOException {
    if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException nobodyListens) {
      Files.delete(path);
      return;
    }
    throw new IOException("another process listens there");
  }

  private static Server server(Path path, ThreadFactory threads) {
    QueuedThreadPool pool =
        new QueuedThreadPool(MOST_THREADS, 1, THREAD_IDLE_MILLISECONDS, 0, null, null, threads);
    pool.setName("gatehouse-cli");
    // Calls are rare: buffers that are kept would only take memory.
    Server server = new Server(pool, null, new ByteBufferPool.NonPooling());
    server.setErrorHandler(LocalHandler::refuse);
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(
            server, null, null, null, 0, 1, new HttpConnectionFactory(http()));
    connector.setUnixDomainPath(path);
    connector.setAcceptQueueSize(MOST_WAITING);
    connector.setIdleTimeout(CONNECTION_IDLE_MILLISECONDS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    return server;
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setPersistentConnectionsEnabled(false);
    http.setRequestHeaderSize(LARGEST_HEAD);
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    return http;
  }

  /** Closes the socket and removes its file. */
  @Override
  public void close() throws IOException {
    stop(server);
  }

  private static void stop(Server server) throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the local socket was not closed cleanly", e);
    }
  }
}
