package org.gatehouse.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The tables of Gatehouse, brought to this version's shape by the migrations in db/migration. */
public final class Schema {

  /** What a MySQL-compatible server must be told for every table; H2 needs none of it. */
  private static final String MYSQL_TABLE =
      "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

  private static final String MIGRATIONS = "classpath:db/migration";

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
    migrations(source).load().migrate();
  }

  /**
   * Applies the migrations up to a version, which later ones may follow.
   *
   * @param version that of the last migration to apply
   * @throws SQLException when the database cannot be reached
   */
  public static void migrate(DataSource source, int version) throws SQLException {
    migrations(source).target(Integer.toString(version)).load().migrate();
  }

  /** The version of the newest migration that there is. */
  public static int newest() {
    return Stream.of(
            Flyway.configure(Schema.class.getClassLoader())
                .dataSource("jdbc:h2:mem:", "", "")
                .locations(MIGRATIONS)
                .placeholders(Map.of("table", ""))
                .load()
                .info()
                .all())
        .mapToInt(migration -> Integer.parseInt(migration.getVersion().getVersion()))
        .max()
        .orElseThrow();
  }

  private static FluentConfiguration migrations(DataSource source) throws SQLException {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations(MIGRATIONS)
        .placeholders(Map.of("table", embedded(source) ? "" : MYSQL_TABLE))
        .cleanDisabled(true);
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
