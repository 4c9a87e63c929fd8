package org.gatehouse.persistence.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.persistence.Schema;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stood in the tables at one moment comes back as it was. */
class SnapshotTest {

  @TempDir private Path directory;
  private final List<JdbcDataSource> databases = new ArrayList<>();

  private JdbcDataSource database() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1");
    databases.add(source);
    return source;
  }

  @AfterEach
  void close() throws SQLException {
    for (JdbcDataSource source : databases) {
      Schema.close(source);
    }
  }

  private static void execute(JdbcDataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(JdbcDataSource source, String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          Object value = rows.getObject(i);
          values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
        }
        found.add(values.toString());
      }
      return found;
    }
  }

  private JdbcDataSource restored() throws SQLException, IOException {
    JdbcDataSource restored = database();
    Loading.into(restored, directory, (table, row) -> true, _ -> {});
    return restored;
  }

  @Test
  void everyKindOfValueComesBackAsItWas() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    execute(
        source,
        "insert into site values (3, 'ümlaut.test', 'owner', 20001, true, 1700000000000)",
        "insert into site_option values (3, 'a.tab', 'x\ty\\z\nend\r'), (3, 'b.none', null),"
            + " (3, 'c.empty', ''), (3, 'd.looks', '\\N')",
        "insert into anvil_entry (address, attempts, expires_at, version)"
            + " values ('192.0.2.1', X'00ff0a09', 5, -9), ('192.0.2.2', X'', 5, 1)",
        "update counter set next_number = 77 where name = 'site'");

    Snapshot.write(source, directory);
    JdbcDataSource restored = restored();

    for (String table : List.of("site", "site_option", "anvil_entry", "counter")) {
      assertThat(rows(restored, "select * from " + table))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(rows(source, "select * from " + table));
    }
  }

  @Test
  void sessionsAreLeftOut() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    execute(
        source,
        "insert into ended_session (id_hash, ended_at, presentations) values ('"
            + "0".repeat(64)
            + "', 1, 1)");

    Snapshot.write(source, directory);

    assertThat(rows(restored(), "select * from ended_session")).isEmpty();
  }

  /** Each change moves one from the one row to the other, so that their sum never changes. */
  @Test
  void allTablesAreOfOneMoment() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    execute(
        source,
        "insert into anvil_whitelist select '10.0.' || x, 0, 'x' from system_range(1, 20000)",
        "update counter set next_number = 0 where name = 'site'",
        "insert into site values (1, 'one.test', 'owner', 20001, true, 0)");
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger changes = new AtomicInteger();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Connection connection = source.getConnection();
                      Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    while (!over.get()) {
                      statement.execute("update site set created_at = created_at + 1");
                      statement.execute(
                          "update counter set next_number = next_number - 1 where name = 'site'");
                      connection.commit();
                      changes.incrementAndGet();
                    }
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
    try {
      while (changes.get() == 0) {
        Thread.onSpinWait();
      }
      Snapshot.write(source, directory);
      int during = changes.get();
      while (changes.get() == during) {
        Thread.onSpinWait();
      }
    } finally {
      over.set(true);
      writer.join();
    }

    assertThat(
            rows(
                restored(),
                "select s.created_at + c.next_number from site s, counter c where c.name = 'site'"))
        .containsExactly("[0]");
  }

  @Test
  void rowsThatAreNotWantedStayOut() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    execute(
        source,
        "insert into restriction values (0, 'admin', 'ALL', '192.0.2.0/24', 0),"
            + " (0, 'gone', 'ALL', '192.0.2.0/24', 0)");
    Snapshot.write(source, directory);
    JdbcDataSource restored = database();

    Loading.into(
        restored, directory, (table, row) -> !"gone".equals(row.get("user_name")), _ -> {});

    assertThat(rows(restored, "select user_name from restriction")).containsExactly("[admin]");
  }

  @Test
  void aDatabaseWithTablesIsLeftAlone() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    Snapshot.write(source, directory);

    assertThatThrownBy(() -> Loading.into(source, directory, (table, row) -> true, _ -> {}))
        .hasMessageContaining("not empty");
    assertThat(rows(source, "select name from counter")).isNotEmpty();
  }

  @Test
  void aRowThatMemoryHasNoRoomForIsRefused() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    Snapshot.write(source, directory);
    Path file = directory.resolve("site_option.tsv");
    Files.writeString(file, Files.readString(file) + "x".repeat(Lines.LONGEST + 1) + "\n");

    assertThatThrownBy(this::restored).hasMessageContaining("a row of table site_option is longer");
    try (InputStream content = Files.newInputStream(file)) {
      assertThatThrownBy(() -> Loading.rows(content, "site_option"))
          .hasMessageContaining("is longer");
    }
  }

  @Test
  void rowsThatAreReadTogetherAreBounded() {
    byte[] rows = ("id\n" + "1\n".repeat(200_001)).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Loading.rows(new ByteArrayInputStream(rows), "site"))
        .hasMessage("table site is larger than it can be");
  }

  @Test
  void whatFailsHalfWayLeavesTheDatabaseEmpty() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    Snapshot.write(source, directory);
    Files.writeString(directory.resolve("site_option.tsv"), "site_id\tname\n1\ta\tb\n");
    JdbcDataSource restored = database();

    assertThatThrownBy(() -> Loading.into(restored, directory, (table, row) -> true, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("site_option");
    assertThat(rows(restored, "show tables")).isEmpty();
  }

  @Test
  void tablesOfANewerVersionAreRefused() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    Snapshot.write(source, directory);
    Files.writeString(directory.resolve(Snapshot.VERSION), Schema.newest() + 1 + "\n");

    assertThatThrownBy(this::restored).hasMessageContaining("newer Gatehouse");
  }

  @Test
  void columnsThatTheTableDoesNotHaveAreRefused() throws Exception {
    JdbcDataSource source = database();
    Schema.migrate(source);
    Snapshot.write(source, directory);
    Files.writeString(directory.resolve("counter.tsv"), "name, next_number) values (1, 2) --\nx\n");

    assertThatThrownBy(this::restored).hasMessageContaining("other columns");
  }
}
