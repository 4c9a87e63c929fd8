package org.gatehouse.persistence.recovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.gatehouse.persistence.Schema;

/** Fills an empty database with what {@link Snapshot} wrote, wholly or not at all. */
public final class Loading {

  private static final int ROWS_AT_ONCE = 1000;
  private static final int CHARACTERS_AT_ONCE = 8 << 20;

  /** Twice the sites that an archive has room for. */
  private static final int MOST_ROWS = 200_000;

  private static final long MOST_CHARACTERS = 32 << 20;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** Says of a row whether it is wanted; the values are text, {@code byte[]} or null. */
  @FunctionalInterface
  public interface Wanted {

    /**
     * Whether a row is wanted.
     *
     * @param table its table
     * @param row its values by the names of their columns
     */
    boolean test(String table, Map<String, Object> row);
  }

  private Loading() {}

  /**
   * Makes the tables in the shape that they had and fills them. When it fails, the database is as
   * empty as before.
   *
   * @param source an empty database
   * @param directory the files
   * @param wanted which rows to take
   * @param progress is told how many rows there are so far
   * @throws IOException when a file is not of a snapshot, or the database is not empty
   * @throws SQLException when the database refuses
   */
  public static void into(DataSource source, Path directory, Wanted wanted, LongConsumer progress)
      throws IOException, SQLException {
    try (Connection connection = source.getConnection()) {
      if (!Tables.inOrder(connection).isEmpty()) {
        throw new IOException("the database is not empty: a restore needs one without tables");
      }
    }
    boolean whole = false;
    try {
      Schema.migrate(source, version(directory));
      fill(source, directory, wanted, progress);
      whole = true;
    } finally {
      if (!whole) {
        empty(source);
      }
    }
  }

  private static int version(Path directory) throws IOException {
    String text = Files.readString(directory.resolve(Snapshot.VERSION)).strip();
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IOException("the version of the tables is no number");
    }
    int version = Integer.parseInt(text);
    if (version > Schema.newest()) {
      throw new IOException(
          "it is of a newer Gatehouse (tables of version "
              + version
              + ", this one has "
              + Schema.newest()
              + "): restore it with that one or a later one");
    }
    return version;
  }

  private static void fill(DataSource source, Path directory, Wanted wanted, LongConsumer progress)
      throws IOException, SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      List<String> tables = Tables.inOrder(connection);
      try (Statement statement = connection.createStatement()) {
        // What migrations put in comes with the files too.
        for (String table : tables.reversed()) {
          if (Files.exists(directory.resolve(table + Snapshot.SUFFIX))) {
            statement.executeUpdate("delete from " + table);
          }
        }
      }
      long[] rows = {0};
      for (String table : tables) {
        Path file = directory.resolve(table + Snapshot.SUFFIX);
        if (Files.exists(file)) {
          fill(connection, table, file, wanted, () -> progress.accept(++rows[0]));
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private static void fill(
      Connection connection, String table, Path file, Wanted wanted, Runnable eachRow)
      throws IOException, SQLException {
    try (InputStream content = Files.newInputStream(file)) {
      Lines lines = new Lines(content, table);
      List<String> columns = columns(connection, table, lines.next().orElse(""));
      String insert =
          "insert into %s (%s) values (%s)"
              .formatted(
                  table,
                  String.join(", ", columns),
                  String.join(", ", Collections.nCopies(columns.size(), "?")));
      try (PreparedStatement statement = connection.prepareStatement(insert)) {
        int waiting = 0;
        long characters = 0;
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
          List<Object> values = values(table, columns, line.get());
          if (!wanted.test(table, row(columns, values))) {
            continue;
          }
          for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
          }
          statement.addBatch();
          eachRow.run();
          characters += line.get().length();
          if (++waiting == ROWS_AT_ONCE || characters >= CHARACTERS_AT_ONCE) {
            statement.executeBatch();
            waiting = 0;
            characters = 0;
          }
        }
        statement.executeBatch();
      }
    }
  }

  private static List<Object> values(String table, List<String> columns, String line)
      throws IOException {
    List<Object> values = TableText.values(line);
    if (values.size() != columns.size()) {
      throw new IOException("a row of table " + table + " has too few or too many values");
    }
    return values;
  }

  /** Names become part of a statement, so they must be ones that the table has. */
  private static List<String> columns(Connection connection, String table, String head)
      throws IOException, SQLException {
    List<String> known = new ArrayList<>();
    DatabaseMetaData database = connection.getMetaData();
    try (ResultSet columns =
        database.getColumns(connection.getCatalog(), connection.getSchema(), table, "%")) {
      while (columns.next()) {
        known.add(columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
      }
    }
    List<String> names =
        TableText.values(head).stream().map(String::valueOf).collect(Collectors.toList());
    if (!known.containsAll(names)
        || names.stream().distinct().count() != names.size()
        || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new IOException("table " + table + " has other columns");
    }
    return names;
  }

  private static Map<String, Object> row(List<String> columns, List<Object> values) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), values.get(i));
    }
    return row;
  }

  /**
   * Reads the rows of one table's file, when they are few enough to be in memory together.
   *
   * @param content the file, which is not closed
   * @param table its table
   * @throws IOException when it is not of a snapshot, or too large
   */
  public static List<Map<String, Object>> rows(InputStream content, String table)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    Lines lines = new Lines(content, table);
    List<String> columns =
        TableText.values(lines.next().orElse("")).stream().map(String::valueOf).toList();
    long characters = 0;
    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
      characters += line.get().length();
      if (rows.size() == MOST_ROWS || characters > MOST_CHARACTERS) {
        throw new IOException("table " + table + " is larger than it can be");
      }
      rows.add(row(columns, values(table, columns, line.get())));
    }
    return rows;
  }

  /** Takes back all tables of a database in which there were none. */
  public static void empty(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      String quote = Tables.quote(connection);
      for (String table : Tables.inOrder(connection).reversed()) {
        statement.executeUpdate("drop table " + quote + table + quote);
      }
    }
  }
}
