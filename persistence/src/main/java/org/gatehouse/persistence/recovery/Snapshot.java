package org.gatehouse.persistence.recovery;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Writes all tables as they stood at one moment, while others go on changing them: in one
 * transaction that reads a snapshot of the whole database. That is REPEATABLE READ on InnoDB, where
 * SERIALIZABLE would lock what it reads, and SERIALIZABLE on H2, which locks nothing for it and
 * whose REPEATABLE READ takes a snapshot of each table when it is first read. Nobody waits for it.
 *
 * <p>What lives for a sign-in only, sessions and hand-overs, is left out.
 */
public final class Snapshot {

  /** What the name of a table's file ends with. */
  public static final String SUFFIX = ".tsv";

  /** The file that holds the version of the tables' shape: that of the last migration. */
  public static final String VERSION = "version";

  /** What ends with the process, and what Flyway writes itself. */
  private static final Set<String> LEFT_OUT =
      Set.of("session", "ended_session", "hand_over", "flyway_schema_history");

  private Snapshot() {}

  /**
   * Writes a file of each table into a directory.
   *
   * @param source where the tables are
   * @param directory an empty one; its files get mode 0600
   * @throws SQLException when the database cannot be read
   * @throws IOException when a file cannot be written
   */
  public static void write(DataSource source, Path directory) throws SQLException, IOException {
    try (Connection connection = source.getConnection()) {
      boolean embedded = Tables.embedded(connection);
      connection.setTransactionIsolation(
          embedded ? Connection.TRANSACTION_SERIALIZABLE : Connection.TRANSACTION_REPEATABLE_READ);
      if (embedded) {
        try (Statement statement = connection.createStatement()) {
          // Rows are read as they are written out, not gathered first.
          statement.execute("set lazy_query_execution 1");
        }
      }
      connection.setAutoCommit(false);
      try {
        // The first statement of the transaction: from here on everything stands still.
        Files.writeString(newFile(directory, VERSION), version(connection) + "\n");
        for (String table : Tables.inOrder(connection)) {
          if (!LEFT_OUT.contains(table)) {
            write(connection, table, newFile(directory, table + SUFFIX), embedded);
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
        if (embedded) {
          try (Statement statement = connection.createStatement()) {
            statement.execute("set lazy_query_execution 0");
          }
        }
      }
    }
  }

  private static Path newFile(Path directory, String name) throws IOException {
    return Files.createFile(
        directory.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static int version(Connection connection) throws SQLException {
    // Versions are whole numbers, kept as text.
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select \"version\" from \"flyway_schema_history\" where \"success\""
                    .replace("\"", Tables.quote(connection)))) {
      int latest = 0;
      while (rows.next()) {
        String version = rows.getString(1);
        latest = version == null ? latest : Math.max(latest, Integer.parseInt(version));
      }
      return latest;
    }
  }

  private static void write(Connection connection, String table, Path file, boolean embedded)
      throws SQLException, IOException {
    try (Statement statement =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        Writer writer =
            Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.WRITE)) {
      if (!embedded) {
        // Connector/J would gather all rows first otherwise.
        statement.setFetchSize(Integer.MIN_VALUE);
      }
      try (ResultSet rows = statement.executeQuery("select * from " + table)) {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          names.add(columns.getColumnName(i).toLowerCase(Locale.ROOT));
        }
        writer.write(TableText.line(names));
        while (rows.next()) {
          List<Object> values = new ArrayList<>();
          for (int i = 1; i <= names.size(); i++) {
            values.add(value(rows, i, columns.getColumnType(i)));
          }
          writer.write(TableText.line(values));
        }
      }
    }
  }

  private static Object value(ResultSet rows, int column, int type) throws SQLException {
    Object value =
        switch (type) {
          case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
              rows.getBytes(column);
          case Types.BOOLEAN, Types.BIT -> rows.getBoolean(column) ? 1 : 0;
          default -> rows.getString(column);
        };
    return rows.wasNull() ? null : value;
  }
}
