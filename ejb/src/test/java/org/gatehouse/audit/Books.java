package org.gatehouse.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.audit.Verification.Outcome;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.Schema;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.h2.jdbcx.JdbcConnectionPool;

/** The audit's tables in memory, with a clock and a key of the test, and what a stranger may do. */
final class Books implements AutoCloseable {

  static final String NODE = "00000000000000aa";
  static final String OTHER_NODE = "00000000000000bb";
  static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

  final JdbcConnectionPool source;
  final RotatingKeys keys = new RotatingKeys();
  final AuditMac mac = new AuditMac(keys);
  Instant now = START;
  final InstantSource clock = () -> now;
  final Scribe scribe;

  Books() throws SQLException {
    source =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:"
                + UUID.randomUUID()
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000",
            "gatehouse",
            "");
    makeTables();
    scribe = restarted();
  }

  /** The tables as the migration makes them; all others would only take time. */
  private void makeTables() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String name : List.of("V6__audit", "V11__secrets", "V13__refusals_of_an_account")) {
        try (InputStream file =
            Schema.class.getResourceAsStream("/db/migration/" + name + ".sql")) {
          String migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
          statement.execute(migration.replace("${table}", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process of this node that knows nothing but what SQL holds. */
  Scribe restarted() {
    return scribe(source, NODE);
  }

  Scribe scribe(DataSource where, String node) {
    return new Scribe(where, mac, node, clock, new Random());
  }

  /** Exchanges the key as a rotation of the secret does. */
  void rotate() throws SQLException {
    int generation = keys.generation();
    AuditMac before = new AuditMac(RotatingKeys.key(generation));
    AuditMac after = new AuditMac(RotatingKeys.key(generation + 1));
    Transaction.run(
        source,
        connection -> {
          AuditRotation.rotate(connection, before, after, generation, now.toEpochMilli());
          return null;
        });
    keys.exchange();
  }

  static AuditEvent event(String detail) {
    return new AuditEvent(
        What.SIGN_IN,
        "admin",
        Optional.of(Gate.SOAP),
        Optional.of("192.0.2.1"),
        detail,
        Result.DONE);
  }

  /** Commits an event as its transaction would, without a word to the writer. */
  AuditRow commit(Scribe writer, String detail) throws SQLException {
    AuditRow row = writer.row(event(detail));
    try (Connection connection = source.getConnection()) {
      AuditTables.insertPending(connection, row);
    }
    return row;
  }

  /** Writes so many events, a second apart, each at its place. */
  void write(Scribe writer, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      now = now.plusSeconds(1);
      writer.committed(commit(writer, "event " + i));
    }
    writer.write();
  }

  void write(int count) throws SQLException {
    write(scribe, count);
  }

  Outcome verify(Head... known) throws SQLException {
    return new Verification(source, mac, clock, Duration.ofMinutes(1), List.of(known))
        .verify(Optional.empty());
  }

  /** The one fault there must be. */
  Fault fault(Head... known) throws SQLException {
    Outcome outcome = verify(known);
    if (outcome.faults().size() != 1) {
      throw new AssertionError("not one fault: " + outcome);
    }
    return outcome.faults().getFirst();
  }

  /** What somebody does who may write to the database; question marks are filled in order. */
  int tamper(String sql, Object... values) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** Takes away the rules that stand in a stranger's way. */
  void dropRules() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table audit_record drop primary key");
      statement.execute("alter table audit_record drop constraint audit_record_id");
    }
  }

  /** Moves a record to another place, whatever is there. */
  void move(long from, long to) throws SQLException {
    tamper("update audit_record set sequence_number = ? where sequence_number = ?", to, from);
  }

  /** Gives every record from a place on the next one. */
  void makeRoom(long at) throws SQLException {
    tamper(
        "update audit_record set sequence_number = -sequence_number where sequence_number >= ?",
        at);
    tamper(
        "update audit_record set sequence_number = 1 - sequence_number where sequence_number < 0");
  }

  /** Gives every record after a place the one before. */
  void closeUp(long gone) throws SQLException {
    tamper(
        "update audit_record set sequence_number = -sequence_number where sequence_number > ?",
        gone);
    tamper(
        "update audit_record set sequence_number = -sequence_number - 1"
            + " where sequence_number < 0");
  }

  void remove(long sequence) throws SQLException {
    tamper("delete from audit_record where sequence_number = ?", sequence);
  }

  /** Puts a record that nobody wrote at a free place. */
  void forge(long sequence) throws SQLException {
    tamper(
        "insert into audit_record (node, sequence_number, id, recorded_at, what, actor, gate,"
            + " address, detail, result, seal, mac) values (?, ?, ?, ?, 'SIGN_IN', 'admin',"
            + " 'SOAP', '192.0.2.9', 'forged', 'DONE', ?, ?)",
        NODE,
        sequence,
        UUID.randomUUID().toString().replace("-", ""),
        START.toEpochMilli(),
        "0".repeat(64),
        "1".repeat(64));
  }

  long count(String table) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        var result = statement.executeQuery("select count(*) from " + table)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() {
    source.dispose();
  }
}
