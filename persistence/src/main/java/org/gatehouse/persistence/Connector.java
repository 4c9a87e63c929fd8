package org.gatehouse.persistence;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to the database, or fails within the time that its settings allow. */
@FunctionalInterface
interface Connector {

  /**
   * A new connection.
   *
   * @throws SQLException when the database does not give one
   */
  Connection open() throws SQLException;
}
