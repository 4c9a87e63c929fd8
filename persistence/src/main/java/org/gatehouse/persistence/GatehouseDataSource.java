package org.gatehouse.persistence;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.persistence.settings.IniFile;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Where the database is, decided when the server starts rather than when the application was built:
 * H2 in {@code db/} of the data directory, or the MySQL-compatible server that {@code [database]
 * url} of {@code custom/config.ini} names. The application server pools what this source opens.
 */
public class GatehouseDataSource implements DataSource {

  /** How long a server may take to accept a connection, in milliseconds. */
  private static final int SILENCE = 650;

  /** How long a server that {@link Heartbeat} feels may work on a statement, in milliseconds. */
  private static final int LONGEST_STATEMENT = 600_000;

  /** How long a statement waits for another transaction, in seconds; H2 is told the same. */
  private static final String LONGEST_LOCK = "innodb_lock_wait_timeout=5";

  private final DataSource source;
  private final Connector connector;
  private final Heartbeat heartbeat;

  /** The source that the settings of this process name; called by the application server. */
  public GatehouseDataSource() {
    this(DataDirectory.path());
  }

  /**
   * The source that the settings of one data directory name.
   *
   * @param data the data directory
   * @throws IllegalArgumentException when the settings name a database that Gatehouse does not
   *     speak to
   */
  public GatehouseDataSource(Path data) {
    try {
      IniFile settings = IniFile.read(data.resolve("custom").resolve("config.ini"));
      String url = settings.value("database", "url").orElse("");
      if (url.isEmpty()) {
        source = embedded(data);
        connector = source::getConnection;
        heartbeat = new Heartbeat(Optional.empty());
      } else {
        source = server(url, data, settings);
        connector = () -> working(source.getConnection());
        heartbeat = new Heartbeat(Optional.of(source::getConnection));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the database settings", e);
    } catch (SQLException e) {
      throw new IllegalArgumentException("[database] is not usable: " + e.getMessage(), e);
    }
  }

  private static DataSource server(String url, Path data, IniFile settings)
      throws IOException, SQLException {
    MysqlDataSource mysql = new MysqlDataSource();
    mysql.setUrl(DatabaseUrl.of(url).text());
    // What a server could ask its client for is off by default, and is said where it is wanted off.
    mysql.setAllowLoadLocalInfile(false);
    mysql.setAllowUrlInLocalInfile(false);
    mysql.setAllowMultiQueries(false);
    mysql.setUser(settings.value("database", "user").orElse("gatehouse"));
    mysql.setPassword(password(data, settings));
    mysql.setConnectTimeout(SILENCE);
    mysql.setSocketTimeout(SILENCE);
    mysql.setSessionVariables(LONGEST_LOCK);
    mysql.setCachePrepStmts(true);
    mysql.setUseServerPrepStmts(true);
    return mysql;
  }

  private static Connection working(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, LONGEST_STATEMENT);
    return connection;
  }

  private static DataSource embedded(Path data) {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(
        "jdbc:h2:file:"
            + data.resolve("db").resolve("gatehouse")
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000;CACHE_SIZE=8192"
            // How many parsed statements a connection keeps: all that the ways in ask by.
            + ";QUERY_CACHE_SIZE=64");
    h2.setUser("gatehouse");
    h2.setPassword("");
    return h2;
  }

  private static String password(Path data, IniFile settings) throws IOException {
    String file = settings.value("database", "password_file").orElse("");
    return file.isEmpty() ? "" : Files.readString(data.resolve(file)).strip();
  }

  /** A connection that outlives its server's absence; see {@link RenewedConnection}. */
  @Override
  public Connection getConnection() throws SQLException {
    return RenewedConnection.of(connector, heartbeat);
  }

  /** The settings name the user: credentials that a caller brings are not used. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(getClass().getPackageName());
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || source.isWrapperFor(type);
  }
}
