package org.gatehouse.secret;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.persistence.Schema;
import org.h2.jdbcx.JdbcConnectionPool;

/** The tables in memory, as all nodes of one Gatehouse see them. */
public final class SecretStore implements AutoCloseable {

  private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

  static {
    MIGRATIONS.setLevel(Level.WARNING);
  }

  private final JdbcConnectionPool source =
      JdbcConnectionPool.create(
          "jdbc:h2:mem:"
              + UUID.randomUUID()
              + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
              + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000",
          "gatehouse",
          "");

  /** Fresh tables. */
  public SecretStore() {
    try {
      Schema.migrate(source);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same where a secret is in force already. */
  public SecretStore(Secret secret) {
    this();
    sql("insert into auth_secret values (1, '" + secret.fingerprint() + "', 0, true)");
  }

  /** One node's way to them. */
  public TestDatabase database() {
    return new TestDatabase(source::getConnection);
  }

  /** Puts another secret in force, as a rotation does. */
  public static void exchange(CurrentSecret current, Secret next) {
    current.put(next, current.generation() + 1, Instant.EPOCH);
  }

  DataSource source() {
    return source;
  }

  /** Runs a statement. */
  public void sql(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    source.dispose();
  }
}
