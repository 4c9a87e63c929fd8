package org.gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection that a pool keeps outlives the one behind it (on H2, which can be shut down). */
class RenewedConnectionTest {

  @TempDir private Path data;
  private GatehouseDataSource source;
  private Connection pooled;

  @BeforeEach
  void openAndMakeATable() throws Exception {
    Files.createDirectories(data.resolve("custom"));
    Files.createDirectories(data.resolve("db"));
    source = new GatehouseDataSource(data);
    pooled = source.getConnection();
    execute(pooled, "create table thing (id integer primary key)");
  }

  @AfterEach
  void shutDown() throws SQLException {
    try (Connection last = source.getConnection()) {
      execute(last, "shutdown");
    }
  }

  @Test
  void isThereAgainAfterTheDatabaseWasClosedBetweenTwoTransactions() throws SQLException {
    closeTheDatabase();

    assertThat(count(pooled)).isZero();
  }

  @Test
  void aTransactionWhoseConnectionDiedFailsAndTheNextOneWorks() throws SQLException {
    pooled.setAutoCommit(false);
    execute(pooled, "insert into thing values (1)");
    closeTheDatabase();

    assertThatThrownBy(() -> execute(pooled, "insert into thing values (2)"))
        .isInstanceOf(DatabaseAwayException.class);
    assertThatThrownBy(pooled::commit).isInstanceOf(DatabaseAwayException.class);
    pooled.rollback();
    execute(pooled, "insert into thing values (3)");
    pooled.commit();
    pooled.setAutoCommit(true);

    assertThat(count(pooled)).isEqualTo(1);
  }

  @Test
  void whoHasItAfterACommitThatFoundItDeadIsNotToldSoAgain() throws SQLException {
    pooled.setAutoCommit(false);
    execute(pooled, "insert into thing values (1)");
    closeTheDatabase();
    assertThatThrownBy(pooled::commit).isInstanceOf(DatabaseAwayException.class);

    // A pool that takes it back without a rollback, and lends it to somebody else.
    pooled.setAutoCommit(true);
    execute(pooled, "insert into thing values (2)");

    assertThat(count(pooled)).isEqualTo(1);
  }

  @Test
  void neverCommitsHalfOfATransactionWhoseConnectionDied() throws SQLException {
    pooled.setAutoCommit(false);
    execute(pooled, "insert into thing values (1)");
    closeTheDatabase();

    assertThatThrownBy(() -> pooled.setAutoCommit(true)).isInstanceOf(DatabaseAwayException.class);
    pooled.rollback();

    assertThat(count(pooled)).isZero();
  }

  @Test
  void commitsAndRollsBackAsAnyConnection() throws SQLException {
    try (Connection other = source.getConnection()) {
      pooled.setAutoCommit(false);
      execute(pooled, "insert into thing values (1)");
      assertThat(count(other)).isZero();
      pooled.commit();
      assertThat(count(other)).isEqualTo(1);

      execute(pooled, "insert into thing values (2)");
      pooled.rollback();
      execute(pooled, "insert into thing values (3)");
      pooled.setAutoCommit(true);
      assertThat(count(other)).isEqualTo(2);

      execute(pooled, "insert into thing values (4)");
      assertThat(count(other)).isEqualTo(3);
    }
  }

  @Test
  void tellsWhetherItCommitsByItselfAndNothingOnceClosed() throws SQLException {
    assertThat(pooled.getAutoCommit()).isTrue();
    pooled.setAutoCommit(false);
    assertThat(pooled.getAutoCommit()).isFalse();
    assertThat(pooled.isClosed()).isFalse();

    pooled.close();

    assertThat(pooled.isClosed()).isTrue();
    assertThatThrownBy(pooled::createStatement).isInstanceOf(SQLException.class);
  }

  @Test
  void saysOfADatabaseThatCannotBeOpenedThatItIsAway() throws Exception {
    Path elsewhere = data.resolve("elsewhere");
    Files.createDirectories(elsewhere.resolve("custom"));
    Files.writeString(
        Files.createDirectories(elsewhere.resolve("db")).resolve("gatehouse.mv.db"),
        "this is no database, and nothing that could be taken for one");

    try (Connection none = new GatehouseDataSource(elsewhere).getConnection()) {
      assertThatThrownBy(none::createStatement)
          .isInstanceOf(DatabaseAwayException.class)
          .satisfies(e -> assertThat(SqlState.of(e)).hasValueSatisfying(this::isAway));
    }
  }

  private void isAway(SqlState state) {
    assertThat(state.away()).isTrue();
  }

  private void closeTheDatabase() throws SQLException {
    try (Connection other = source.getConnection()) {
      execute(other, "shutdown");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from thing")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
