package org.gatehouse.persistence;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A connection for an application server's pool, which keeps what it is given and does not look
 * whether it is still alive. What is behind it is opened when it is first used, and anew when it
 * was found dead between two transactions; a transaction whose connection died fails, once.
 *
 * <p>Whether statements commit by themselves is told to the server only when a statement follows,
 * so that a transaction costs one message besides its statements. Like every connection, it is for
 * one thread at a time; only {@link #cut} may be called by another.
 */
final class RenewedConnection implements InvocationHandler {

  private static final Logger LOG = Logger.getLogger(RenewedConnection.class.getName());

  /** After how long without use it is asked whether it is alive before it is trusted. */
  private static final long TRUSTED = Duration.ofSeconds(1).toNanos();

  private static final int SECONDS_TO_ANSWER = 1;

  private final Connector connector;
  private final Heartbeat heartbeat;
  private volatile Connection behind;
  private long lastUse;
  private boolean autoCommit = true;
  private boolean autoCommitBehind = true;
  private boolean inTransaction;
  private boolean closed;

  private RenewedConnection(Connector connector, Heartbeat heartbeat) {
    this.connector = connector;
    this.heartbeat = heartbeat;
  }

  /** A connection that is not opened yet. */
  static Connection of(Connector connector, Heartbeat heartbeat) {
    return (Connection)
        Proxy.newProxyInstance(
            RenewedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new RenewedConnection(connector, heartbeat));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "toString" -> "a connection to the database";
      case "hashCode" -> System.identityHashCode(this);
      case "equals" -> proxy == arguments[0];
      case "isClosed" -> closed;
      case "getAutoCommit" -> autoCommit;
      case "setAutoCommit" -> setAutoCommit((boolean) arguments[0]);
      case "clearWarnings" -> null;
      case "commit" -> inTransaction ? end(method, arguments) : null;
      case "rollback" -> arguments != null ? used(method, arguments) : rollback(method, arguments);
      case "close", "abort" -> close();
      default -> used(method, arguments);
    };
  }

  /** Ends whatever is under way on it; the next use opens another. Any thread may call this. */
  void cut() {
    Connection dead = behind;
    if (dead != null) {
      try {
        dead.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.log(Level.FINE, "a dead connection could not be cut", e);
      }
    }
  }

  private Object setAutoCommit(boolean value) throws SQLException {
    if (inTransaction && value) {
      try {
        // As java.sql.Connection says: this commits.
        alive().commit();
        inTransaction = false;
      } finally {
        endWithTheServer();
      }
    }
    autoCommit = value;
    return null;
  }

  private Object end(Method method, Object[] arguments) throws Throwable {
    try {
      alive();
      Object result = call(method, arguments);
      inTransaction = false;
      return result;
    } finally {
      endWithTheServer();
    }
  }

  /**
   * A transaction that could not be kept since its connection died is over: not every pool rolls it
   * back, and who gets this connection next begins another.
   */
  private void endWithTheServer() throws SQLException {
    if (inTransaction && dead()) {
      inTransaction = false;
    }
  }

  /** Nothing is left to be undone when the connection died: the server has seen it end. */
  private Object rollback(Method method, Object[] arguments) throws Throwable {
    if (!inTransaction) {
      return null;
    }
    inTransaction = false;
    return dead() ? null : call(method, arguments);
  }

  private Object close() throws SQLException {
    if (!closed) {
      closed = true;
      heartbeat.forget(this);
      Connection last = behind;
      behind = null;
      if (last != null) {
        last.close();
      }
    }
    return null;
  }

  private Object used(Method method, Object[] arguments) throws Throwable {
    Connection connection = alive();
    if (autoCommitBehind != autoCommit) {
      connection.setAutoCommit(autoCommit);
      autoCommitBehind = autoCommit;
    }
    inTransaction = !autoCommit;
    return call(method, arguments);
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(behind, arguments);
    } catch (InvocationTargetException e) {
      if (dead()) {
        heartbeat.failed();
      }
      throw e.getCause();
    }
  }

  /** What is behind, alive as far as anybody knows. */
  private Connection alive() throws SQLException {
    if (closed) {
      throw new SQLException("this connection is closed", "08003");
    }
    heartbeat.use();
    long now = System.nanoTime();
    boolean trusted = !heartbeat.feels() || now - lastUse < TRUSTED;
    lastUse = now;
    Connection connection = behind;
    if (inTransaction) {
      if (dead()) {
        throw new DatabaseAwayException(null);
      }
      return connection;
    }
    if (connection != null && !connection.isClosed()) {
      if (trusted || connection.isValid(SECONDS_TO_ANSWER)) {
        return connection;
      }
      cut();
      heartbeat.use();
    }
    return renew();
  }

  private Connection renew() throws SQLException {
    try {
      behind = connector.open();
    } catch (SQLException e) {
      heartbeat.unreachable(e);
      throw new DatabaseAwayException(e);
    }
    autoCommitBehind = true;
    heartbeat.watch(this);
    return behind;
  }

  private boolean dead() throws SQLException {
    Connection connection = behind;
    return connection == null || connection.isClosed();
  }
}
