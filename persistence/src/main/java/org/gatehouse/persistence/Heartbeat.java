package org.gatehouse.persistence;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Feels whether a database server answers, while somebody uses it.
 *
 * <p>Guarantee: within {@code PERIOD} and the connector's own time limit of a server's falling
 * silent, all connections that are in use are cut, so that whoever waits for an answer fails then,
 * and whoever comes later fails at once; and it is noticed as soon when the server answers again.
 * Statements may therefore take as long as they need: what is limited is the silence of the server,
 * not its work. A server that nobody asks anything is left in peace.
 */
final class Heartbeat {

  private static final Logger LOG = Logger.getLogger(Heartbeat.class.getName());

  /** How long between two beats. */
  private static final Duration PERIOD = Duration.ofMillis(150);

  /** How long beats go on after the last use. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  /** What Connector/J says of a server that it cannot talk to, rather than one that refuses. */
  private static final String NO_LINK = "08S01";

  /** Connector/J sends this as a ping of its own kind, which the server does not parse. */
  private static final String PING = "/* ping */ select 1";

  private final Optional<Connector> connector;
  private final Set<RenewedConnection> watched = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean beating = new AtomicBoolean();
  private volatile boolean away;
  private volatile long lastUse;
  private volatile Thread thread;

  /**
   * One that does not beat yet.
   *
   * @param connector opens connections that fail when the server is silent for a short while; empty
   *     for an embedded database, which is never silent
   */
  Heartbeat(Optional<Connector> connector) {
    this.connector = connector;
  }

  /** Whether it beats at all. */
  boolean feels() {
    return connector.isPresent();
  }

  /**
   * Says that the database is about to be used.
   *
   * @throws DatabaseAwayException when it is known not to answer
   */
  void use() throws DatabaseAwayException {
    if (connector.isEmpty()) {
      return;
    }
    lastUse = System.nanoTime();
    if (!beating.get() && beating.compareAndSet(false, true)) {
      thread = Thread.ofPlatform().daemon().name("database heartbeat").start(this::beat);
    }
    if (away) {
      throw new DatabaseAwayException(null);
    }
  }

  /** Says that a connection failed, so that it is felt at once rather than at the next beat. */
  void failed() {
    LockSupport.unpark(thread);
  }

  /** Says that no connection could be made: when nobody is there, nobody else need find out. */
  void unreachable(SQLException failure) {
    if (feels() && NO_LINK.equals(failure.getSQLState())) {
      down(failure);
    }
  }

  /** Cuts this connection when the server falls silent. */
  void watch(RenewedConnection connection) {
    watched.add(connection);
  }

  /** Cuts it no longer. */
  void forget(RenewedConnection connection) {
    watched.remove(connection);
  }

  private void beat() {
    do {
      Connection connection = null;
      do {
        connection = felt(connection);
        LockSupport.parkNanos(PERIOD.toNanos());
      } while (inUse());
      close(connection);
      // Nobody feels it from now on, so the next to come tries for himself.
      away = false;
      beating.set(false);
    } while (inUse() && beating.compareAndSet(false, true));
  }

  private boolean inUse() {
    return System.nanoTime() - lastUse < LINGER.toNanos();
  }

  /** One beat; the connection to use for the next, if this one went well. */
  private Connection felt(Connection kept) {
    Connection connection = kept;
    try {
      if (connection == null) {
        connection = connector.orElseThrow().open();
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(PING);
      }
      up();
      return connection;
    } catch (SQLException e) {
      close(connection);
      if (kept != null && !silent(e) && answersAnew()) {
        // It was restarted: every connection is dead, but it is there.
        watched.forEach(RenewedConnection::cut);
      } else {
        down(e);
      }
      return null;
    }
  }

  private static boolean silent(SQLException failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(SocketTimeoutException.class::isInstance);
  }

  private boolean answersAnew() {
    try (Connection connection = connector.orElseThrow().open()) {
      return connection != null;
    } catch (SQLException e) {
      return false;
    }
  }

  private synchronized void up() {
    if (away) {
      away = false;
      LOG.log(Level.INFO, "the database answers again");
    }
  }

  private synchronized void down(SQLException failure) {
    if (!away) {
      away = true;
      LOG.log(
          Level.SEVERE,
          "the database does not answer; every gate answers 503 until it does: {0}",
          failure.getMessage());
      watched.forEach(RenewedConnection::cut);
    }
  }

  /** Closes without a farewell, for which a silent server would have to be waited for. */
  private static void close(Connection connection) {
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.log(Level.FINE, "a dead connection could not be cut", e);
      }
    }
  }
}
