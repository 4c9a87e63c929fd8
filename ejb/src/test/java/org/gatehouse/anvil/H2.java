package org.gatehouse.anvil;

import jakarta.transaction.TransactionManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.gatehouse.persistence.Schema;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * Gatehouse's tables in an H2 of this process, and transactions of a thread as an application
 * server has them: within one, every connection is the same.
 */
final class H2 {

  private final JdbcConnectionPool pool =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:"
              + UUID.randomUUID()
              + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
              + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000",
          "gatehouse",
          "");
  private final ThreadLocal<Connection> present = new ThreadLocal<>();

  H2() {
    try {
      Schema.migrate(pool);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empties the anvil's tables. */
  void clear() {
    for (String table : List.of("anvil_entry", "anvil_whitelist", "known_address")) {
      execute("delete from " + table);
    }
    execute("update counter set next_number = 0 where name = 'anvil'");
  }

  void execute(String statement) {
    try (Connection connection = pool.getConnection();
        Statement all = connection.createStatement()) {
      all.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row. */
  long number(String query) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  DataSource source() {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Connection shared = present.get();
          return method.equals("getConnection") && shared != null
              ? proxy(
                  Connection.class,
                  (name, values) -> name.equals("close") ? null : invoke(shared, name, values))
              : invoke(pool, method, arguments);
        });
  }

  TransactionManager transaction() {
    return proxy(
        TransactionManager.class,
        (method, arguments) -> {
          switch (method) {
            case "begin" -> {
              Connection connection = pool.getConnection();
              connection.setAutoCommit(false);
              present.set(connection);
            }
            case "commit" -> end(Connection::commit);
            case "rollback" -> end(Connection::rollback);
            default -> throw new UnsupportedOperationException(method);
          }
          return null;
        });
  }

  private interface End {
    void of(Connection connection) throws SQLException;
  }

  private void end(End end) throws SQLException {
    try (Connection connection = present.get()) {
      present.remove();
      end.of(connection);
      connection.setAutoCommit(true);
    }
  }

  private interface Handler {
    Object call(String method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (ignored, method, arguments) -> handler.call(method.getName(), arguments)));
  }

  private static Object invoke(Object target, String name, Object[] arguments) throws Throwable {
    int count = arguments == null ? 0 : arguments.length;
    Class<?> type = target instanceof Connection ? Connection.class : DataSource.class;
    for (var method : type.getMethods()) {
      if (method.getName().equals(name)
          && method.getParameterCount() == count
          && fits(method, arguments)) {
        try {
          return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new UnsupportedOperationException(name);
  }

  private static boolean fits(java.lang.reflect.Method method, Object[] arguments) {
    return arguments == null
        || arguments.length == 0
        || arguments[0] == null
        || !(arguments[0] instanceof String)
        || method.getParameterTypes()[0] == String.class;
  }
}
