package org.gatehouse.listener;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
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

/**
 * The four ports that others reach this server by. The server itself listens on loopback alone: TLS
 * is opened to everybody once it shows the right certificate, plain HTTP while {@code [frontend]
 * https_only} is false, so that a start shows nobody more than is set.
 */
@ApplicationScoped
public class Frontend {

  private static final Logger LOG = Logger.getLogger(Frontend.class.getName());

  private static final String SECTION = "frontend";
  private static final List<String> PLAIN = List.of("panel", "dav");
  private static final List<String> TLS = List.of("panel-tls", "dav-tls");

  @Inject private Configuration configuration;
  @Inject private ServerCertificate certificate;

  private final List<Door> plain = new ArrayList<>();
  private final Deque<AutoCloseable> taken = new ArrayDeque<>();
  private volatile boolean httpsOnly;

  /**
   * Opens what is to be open, for as long as the application runs.
   *
   * @param scheduler ends connections
   * @throws IllegalStateException when a port cannot be had as it is set
   */
  synchronized void open(ScheduledExecutorService scheduler) {
    httpsOnly = configuration.flag(SECTION, "https_only");
    try {
      for (String name : TLS) {
        Optional<ServerListeners.Listener> listener = ServerListeners.named(name);
        if (listener.isPresent()) {
          taken.push(TlsListener.on(listener.get().transport(), certificate::context));
          door(listener.get(), scheduler).open();
        }
      }
      for (String name : PLAIN) {
        Optional<ServerListeners.Listener> listener = ServerListeners.named(name);
        if (listener.isPresent()) {
          plain.add(door(listener.get(), scheduler));
        } else if (httpsOnly) {
          throw new IllegalStateException(
              "[frontend] https_only is true, and this server does not let its ports be closed");
        }
      }
      apply();
    } catch (IOException | RuntimeException e) {
      close();
      throw new IllegalStateException("Gatehouse cannot start: " + e.getMessage(), e);
    }
  }

  private Door door(ServerListeners.Listener listener, ScheduledExecutorService scheduler)
      throws IOException {
    Door door = new Door(listener.transport(), listener.port(), scheduler);
    taken.push(door);
    return door;
  }

  /**
   * Follows {@code [frontend] https_only}. When it became true, connections from others are refused
   * when this returns, and those that are open end within a second.
   *
   * @throws IOException when a port cannot be opened
   */
  public synchronized void follow() throws IOException {
    httpsOnly = configuration.flag(SECTION, "https_only");
    apply();
  }

  private void apply() throws IOException {
    for (Door door : plain) {
      if (httpsOnly) {
        door.shut();
      } else {
        door.open();
      }
    }
  }

  /**
   * What an answer on TLS tells browsers about this host (RFC 6797, section 6.1): empty unless
   * plain HTTP is closed and the certificate is one that they can check, since they let nobody pass
   * over a wrong one any more. It is of this host alone, whose domain may have others that speak no
   * TLS.
   */
  public Optional<String> strictTransport() {
    if (!httpsOnly || certificate.selfSigned()) {
      return Optional.empty();
    }
    Duration age = configuration.duration(SECTION, "hsts_max_age", Duration.ZERO);
    return Optional.of("max-age=" + age.toSeconds());
  }

  /** Leaves the server as it started, on loopback alone. */
  synchronized void close() {
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
