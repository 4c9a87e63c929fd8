package org.gatehouse.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/** A database outside of any server: the transaction is the thread's connection. */
public final class TestDatabase extends Database {

  private final Connections connections;
  private final Runnable beforeCommit;
  private final ThreadLocal<Connection> present = new ThreadLocal<>();

  /** Opens connections. */
  @FunctionalInterface
  public interface Connections {
    /** One more. */
    Connection open() throws SQLException;
  }

  /** A database that these connections lead to. */
  public TestDatabase(Connections connections) {
    this(connections, () -> {});
  }

  /**
   * The same.
   *
   * @param beforeCommit runs before each transaction is committed
   */
  public TestDatabase(Connections connections, Runnable beforeCommit) {
    this.connections = connections;
    this.beforeCommit = beforeCommit;
  }

  @Override
  public <T> T read(Work<T> work) {
    return present.get() == null ? apart(work) : together(work);
  }

  @Override
  public <T> T apart(Work<T> work) {
    try (Connection connection = connections.open()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public <T> T together(Work<T> work) {
    return whole(
        () -> {
          try {
            return work.with(present.get());
          } catch (SQLException e) {
            throw failed(e);
          }
        });
  }

  @Override
  public <T> T whole(Supplier<T> deed) {
    if (present.get() != null) {
      return deed.get();
    }
    try (Connection connection = connections.open()) {
      connection.setAutoCommit(false);
      present.set(connection);
      boolean done = false;
      try {
        T result = deed.get();
        beforeCommit.run();
        connection.commit();
        done = true;
        return result;
      } finally {
        present.remove();
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
