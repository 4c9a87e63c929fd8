package org.gatehouse.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of Gatehouse, brought to this version's shape by the migrations in db/migration. */
public final class Schema {

  /** What a MySQL-compatible server must be told for every table; H2 needs none of it. */
  private static final String MYSQL_TABLE =
      "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

  private Schema() {}

  /**
   * Applies the migrations that the database does not have yet; a second node that starts at the
   * same time waits for the first.
   *
   * @param source where the tables are
   * @throws SQLException when the database cannot be reached
   * @throws org.flywaydb.core.api.FlywayException when a migration fails or was changed after it
   *     had been applied
   */
  public static void migrate(DataSource source) throws SQLException {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:db/migration")
        .placeholders(Map.of("table", embedded(source) ? "" : MYSQL_TABLE))
        .cleanDisabled(true)
        .load()
        .migrate();
  }

  /**
   * Closes the embedded database, which stays open between connections, so that its file is whole
   * and free; a database server needs no such thing.
   *
   * @throws SQLException when it cannot be closed; its own log repairs the file when it is opened
   */
  public static void close(DataSource source) throws SQLException {
    if (!embedded(source)) {
      return;
    }
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown");
    }
  }

  private static boolean embedded(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("H2");
    }
  }
}
