package org.gatehouse.arquillian.domain;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Which statements the database itself was asked while a deed was done, and how often: H2 counts
 * them, MariaDB logs them. Those that nobody waits for, asked in the background, are left out.
 */
public final class Statements {

  /** Something that asks the database. */
  @FunctionalInterface
  public interface Deed {
    void happen();
  }

  private static final Pattern OF_INTEREST =
      Pattern.compile(
          "(?i)\\b(from|into|update|join)\\s+"
              + "(site|site_option|api_key|session|login_history|known_address|restriction|account_restriction"
              + "|anvil_entry|audit_pending)\\b");

  /** The audit's writer and the sweeps of anvil and sessions work whenever it suits them. */
  private static final Pattern IN_THE_BACKGROUND =
      Pattern.compile(
          "(?i)^(delete|select)\\b.*\\bfrom audit_pending where (node|recorded_at)\\b|\\b(expires_at [<>]|(ends_at|last_seen_at) <=)"
              + "|^delete from known_address\\b");

  private static final Pattern ASKING =
      Pattern.compile("(?i)^\\(?(select|insert|update|delete)\\b");

  private Statements() {}

  /**
   * All that a database was asked while a deed was done, by other servers than this test, but for
   * what is asked in the background alone.
   */
  public static SortedMap<String, Integer> during(MariaDb database, Deed deed) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      return logged(statement, deed, ASKING);
    }
  }

  /** The statements, without what stood in them, and how often each was asked. */
  static SortedMap<String, Integer> during(Deed deed) throws SQLException, NamingException {
    DataSource source = InitialContext.doLookup("java:app/jdbc/gatehouse");
    String url;
    String product;
    try (Connection connection = source.getConnection()) {
      url = connection.getMetaData().getURL();
      product = connection.getMetaData().getDatabaseProductName();
    }
    if (product.equals("H2")) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        return counted(statement, deed);
      }
    }
    try (Connection connection = asRoot(url);
        Statement statement = connection.createStatement()) {
      return logged(statement, deed, OF_INTEREST);
    }
  }

  /** The driver itself: the server's class loaders hide it from {@code DriverManager} at times. */
  private static Connection asRoot(String url) throws SQLException {
    Properties root = new Properties();
    root.put("user", "root");
    try {
      Class<?> driver = Class.forName("com.mysql.cj.jdbc.Driver");
      return ((Driver) driver.getConstructor().newInstance()).connect(url, root);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the EAR brings no driver", e);
    }
  }

  private static SortedMap<String, Integer> counted(Statement statement, Deed deed)
      throws SQLException {
    statement.execute("set query_statistics_max_entries 1000");
    statement.execute("set query_statistics false");
    statement.execute("set query_statistics true");
    try {
      deed.happen();
      return read(
          statement,
          "select sql_statement, execution_count from information_schema.query_statistics",
          OF_INTEREST);
    } finally {
      statement.execute("set query_statistics false");
    }
  }

  private static SortedMap<String, Integer> logged(Statement statement, Deed deed, Pattern wanted)
      throws SQLException {
    statement.execute("set global log_output = 'TABLE'");
    statement.execute("truncate table mysql.general_log");
    statement.execute("set global general_log = on");
    try {
      deed.happen();
    } finally {
      statement.execute("set global general_log = off");
    }
    return read(
        statement,
        "select argument, 1 from mysql.general_log where command_type in ('Execute', 'Query')"
            + " and thread_id <> connection_id()",
        wanted);
  }

  private static SortedMap<String, Integer> read(
      Statement statement, String question, Pattern wanted) throws SQLException {
    SortedMap<String, Integer> counts = new TreeMap<>();
    try (ResultSet row = statement.executeQuery(question)) {
      while (row.next()) {
        String sql = row.getString(1);
        if (wanted.matcher(sql).find() && !IN_THE_BACKGROUND.matcher(sql).find()) {
          counts.merge(shape(sql), row.getInt(2), Integer::sum);
        }
      }
    }
    return counts;
  }

  /** What was asked, whatever it was asked of. */
  private static String shape(String sql) {
    return sql.replaceAll("(?i)x?'(?:[^'\\\\]|''|\\\\.)*'", "?")
        .replaceAll("(?<!\\w)-?\\d+\\b|\\bNULL\\b", "?")
        .strip();
  }
}
