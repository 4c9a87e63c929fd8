package org.gatehouse.persistence;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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

  /** How long an attempt to reach a database server may take, in milliseconds. */
  private static final int CONNECT_TIMEOUT = 2_000;

  /** How long an answer of a database server may take, in milliseconds. */
  private static final int ANSWER_TIMEOUT = 30_000;

  private final DataSource source;

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
    this.source = open(data);
  }

  private static DataSource open(Path data) {
    try {
      IniFile settings = IniFile.read(data.resolve("custom").resolve("config.ini"));
      String url = settings.value("database", "url").orElse("");
      if (url.isEmpty()) {
        return embedded(data);
      }
      if (!url.startsWith("jdbc:mysql:")) {
        throw new IllegalArgumentException(
            "[database] url must begin with jdbc:mysql: (or be left out for the embedded one)");
      }
      MysqlDataSource mysql = new MysqlDataSource();
      mysql.setUrl(url);
      mysql.setUser(settings.value("database", "user").orElse("gatehouse"));
      mysql.setPassword(password(data, settings));
      mysql.setConnectTimeout(CONNECT_TIMEOUT);
      mysql.setSocketTimeout(ANSWER_TIMEOUT);
      mysql.setCachePrepStmts(true);
      mysql.setUseServerPrepStmts(true);
      return mysql;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the database settings", e);
    } catch (SQLException e) {
      throw new IllegalArgumentException("[database] is not usable: " + e.getMessage(), e);
    }
  }

  private static DataSource embedded(Path data) {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL(
        "jdbc:h2:file:"
            + data.resolve("db").resolve("gatehouse")
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000;CACHE_SIZE=8192");
    h2.setUser("gatehouse");
    h2.setPassword("");
    return h2;
  }

  private static String password(Path data, IniFile settings) throws IOException {
    String file = settings.value("database", "password_file").orElse("");
    return file.isEmpty() ? "" : Files.readString(data.resolve(file)).strip();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return source.getConnection();
  }

  /** The settings name the user: credentials that a caller brings are not used. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return source.getConnection();
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
