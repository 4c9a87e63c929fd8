package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Statements that are kept together or not at all, outside of any transaction of the server. */
@FunctionalInterface
interface Transaction<T> {

  /** Does them. */
  T on(Connection connection) throws SQLException;

  /**
   * Runs and commits a transaction; what fails is rolled back.
   *
   * @throws SQLException when it failed; after a connection broke while committing it may be kept
   *     nevertheless
   */
  static <T> T run(DataSource source, Transaction<T> transaction) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = transaction.on(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    }
  }
}
