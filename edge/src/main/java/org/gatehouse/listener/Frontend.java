package org.gatehouse.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.frontend.ServerCertificate;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * The four ports that others reach this server by. The server itself listens on loopback alone: TLS
 * is opened to everybody once it shows the right certificate, plain HTTP while {@code [frontend]
 * https_only} is false, so that a start shows nobody more than is set.
 */
final class Frontend implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Frontend.class.getName());

  private static final List<String> PLAIN = List.of("panel", "dav");
  private static final List<String> TLS = List.of("panel-tls", "dav-tls");

  private static final List<String> TRANSFERS = List.of("dav", "dav-tls");

  /**
   * How much of an answer waits in the heap for a client, besides what the kernel takes; whoever
   * writes more waits too. By itself the server keeps four times what the kernel does, some ten
   * megabytes for each client that does not read.
   */
  private static final int MOST_PENDING = 64 << 10;

  private final Configuration configuration;
  private final ServerCertificate certificate;
  private final ScheduledExecutorService scheduler;
  private final List<Door> plain = new ArrayList<>();
  private final Deque<AutoCloseable> taken = new ArrayDeque<>();

  private Frontend(
      Configuration configuration,
      ServerCertificate certificate,
      ScheduledExecutorService scheduler) {
    this.configuration = configuration;
    this.certificate = certificate;
    this.scheduler = scheduler;
  }

  /**
   * Opens what is to be open, and follows the setting from then on.
   *
   * @param scheduler ends connections
   * @throws IllegalStateException when a port cannot be had as it is set
   */
  static Frontend open(
      Configuration configuration,
      ServerCertificate certificate,
      ScheduledExecutorService scheduler) {
    Frontend frontend = new Frontend(configuration, certificate, scheduler);
    try {
      configuration.whenChanged(Settings.HTTPS_ONLY, frontend::follow);
      frontend.open();
      return frontend;
    } catch (IOException | RuntimeException e) {
      frontend.close();
      throw new IllegalStateException("Gatehouse cannot start: " + e.getMessage(), e);
    }
  }

  private synchronized void open() throws IOException {
    for (String name : TLS) {
      Optional<ServerListeners.Listener> listener = ServerListeners.named(name);
      if (listener.isPresent()) {
        taken.push(TlsListener.on(listener.get().transport(), certificate.contexts()));
        door(name, listener.get()).open();
      }
    }
    boolean httpsOnly = configuration.value(Settings.HTTPS_ONLY);
    for (String name : PLAIN) {
      Optional<ServerListeners.Listener> listener = ServerListeners.named(name);
      if (listener.isPresent()) {
        plain.add(door(name, listener.get()));
      } else if (httpsOnly) {
        throw new IllegalStateException(
            Settings.HTTPS_ONLY.name() + " is true, and this server lets no port be closed");
      }
    }
    apply(httpsOnly);
  }

  private Door door(String name, ServerListeners.Listener listener) throws IOException {
    if (TRANSFERS.contains(name)) {
      // Not of the panel: held answers leave by the scheduler's thread, which must not wait.
      listener
          .transport()
          .getAsyncQueueIO()
          .getWriter()
          .setMaxPendingBytesPerConnection(MOST_PENDING);
    }
    Door door = new Door(listener.transport(), listener.port(), scheduler);
    taken.push(door);
    taken.push(
        SlowHeads.watch(
            listener.transport(),
            listener.codecs(),
            () -> configuration.value(Settings.HEAD_TIMEOUT),
            scheduler,
            System::nanoTime));
    return door;
  }

  /**
   * When it became true, connections from others are refused when this returns, and those that are
   * open end within a second.
   */
  private synchronized void follow(boolean httpsOnly) {
    try {
      apply(httpsOnly);
    } catch (IOException e) {
      throw new UncheckedIOException("a port of plain HTTP cannot be opened", e);
    }
  }

  private void apply(boolean httpsOnly) throws IOException {
    for (Door door : plain) {
      if (httpsOnly) {
        door.shut();
      } else {
        door.open();
      }
    }
  }

  /** Leaves the server as it started, on loopback alone. */
  @Override
  public synchronized void close() {
    plain.clear();
    while (!taken.isEmpty()) {
      try {
        taken.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "a port was not given back to the server", e);
      }
    }
  }
}
