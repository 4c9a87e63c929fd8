package org.gatehouse.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.gatehouse.persistence.Schema;
import org.h2.jdbcx.JdbcConnectionPool;

/** The tables in memory, for one test. */
public final class InMemoryDatabase implements AutoCloseable {

  private final JdbcConnectionPool pool;

  /** With no site. */
  public InMemoryDatabase() throws SQLException {
    pool =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:"
                + UUID.randomUUID()
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000",
            "gatehouse",
            "");
    Schema.migrate(pool);
  }

  /** Where the tables are. */
  public DataSource source() {
    return pool;
  }

  /** Runs a statement of the test. */
  public void run(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Adds a site whose admin is {@code owner}. */
  public void addSite(int id, String domain, boolean active) throws SQLException {
    run(
        "insert into site (id, domain, admin, gid, active, created_at) values (%d, '%s', 'owner', %d, %s, 0)"
            .formatted(id, domain, 20_000 + id, active));
  }

  @Override
  public void close() throws SQLException {
    run("shutdown");
    pool.dispose();
  }
}
