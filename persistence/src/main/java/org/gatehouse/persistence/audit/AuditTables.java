package org.gatehouse.persistence.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The statements on the tables of the audit. Each works in the transaction of the connection that
 * it is given; all are the same on H2 and MySQL-compatible servers. What is read in order names
 * every column of the key in its order, even one that is the same in all rows: H2 sorts all rows
 * otherwise.
 */
public final class AuditTables {

  private static final String EVENT =
      "node, id, recorded_at, what, actor, gate, address, detail, result, seal";
  private static final int EVENT_COLUMNS = 10;

  private static final String INSERT_PENDING =
      "insert into audit_pending (" + EVENT + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String INSERT_RECORD =
      "insert into audit_record ("
          + EVENT
          + ", sequence_number, mac, denied_account)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String RECORDS =
      "select " + EVENT + ", sequence_number, mac from audit_record where ";

  /** A record of refusals begins with their number, and stands for as many. */
  private static final String REFUSALS =
      "select floor(recorded_at / 3600000), gate, sum(case when what = 'REFUSAL'"
          + " then cast(substring(detail, 1, locate(' ', detail) - 1) as decimal(19)) else 1 end)"
          + " from (select recorded_at, what, gate, detail from audit_record where id >= ?"
          + " and what in ('DENIAL', 'REFUSAL') union all"
          + " select recorded_at, what, gate, detail from audit_pending where id >= ?"
          + " and what in ('DENIAL', 'REFUSAL')) told where recorded_at >= ?"
          + " group by floor(recorded_at / 3600000), gate";

  private AuditTables() {}

  /** Writes an event that has no place yet. */
  public static void insertPending(Connection connection, AuditRow row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_PENDING)) {
      set(statement, row);
      statement.executeUpdate();
    }
  }

  /** Writes events that have no place yet. */
  public static void insertPending(Connection connection, List<AuditRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_PENDING)) {
      for (AuditRow row : rows) {
        set(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * Deletes events that had no place yet.
   *
   * @return for each whether it was certainly there
   */
  public static boolean[] deletePending(Connection connection, List<AuditRow> rows)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from audit_pending where node = ? and id = ?")) {
      for (AuditRow row : rows) {
        statement.setString(1, row.node());
        statement.setString(2, row.id());
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      boolean[] deleted = new boolean[counts.length];
      for (int i = 0; i < counts.length; i++) {
        deleted[i] = counts[i] == 1;
      }
      return deleted;
    }
  }

  /** Deletes every event, of any node, that has had no place since before a time. */
  public static int deletePendingBefore(Connection connection, long at) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from audit_pending where recorded_at < ?")) {
      statement.setLong(1, at);
      return statement.executeUpdate();
    }
  }

  /** Of a node's events without a place those after an id, in the order of their ids. */
  public static List<AuditRow> pending(
      Connection connection, String node, String afterId, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EVENT
                + " from audit_pending where node = ? and id > ? order by node, id limit ?")) {
      statement.setString(1, node);
      statement.setString(2, afterId);
      statement.setInt(3, limit);
      return events(statement);
    }
  }

  /** Of all events without a place those that are wanted before an id, the newest first. */
  public static List<AuditRow> findPending(
      Connection connection, AuditFilter filter, String beforeId, String fromId, int limit)
      throws SQLException {
    try (PreparedStatement statement =
        found(connection, "select " + EVENT + " from audit_pending where ", filter)) {
      setFound(statement, filter, beforeId, fromId, limit);
      return events(statement);
    }
  }

  /** Whether an event has its place already. */
  public static boolean chained(Connection connection, String id) throws SQLException {
    return !places(connection, id).isEmpty();
  }

  /** Every place that an event has: one, unless somebody copied it. */
  public static List<ChainedRow> places(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(RECORDS + "id = ? order by node, sequence_number limit 2")) {
      statement.setString(1, id);
      return records(statement);
    }
  }

  /** An id that more than one record has, which the table's own rules forbid. */
  public static Optional<String> doubledId(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select id from audit_record group by id having count(*) > 1 limit 1");
        ResultSet result = statement.executeQuery()) {
      return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
    }
  }

  /**
   * Appends records to their chain.
   *
   * @param denied the account that was named when a credential was refused; null for other events
   */
  public static void append(
      Connection connection, List<ChainedRow> rows, Function<AuditRow, String> denied)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT_RECORD)) {
      for (ChainedRow row : rows) {
        set(statement, row.row());
        statement.setLong(EVENT_COLUMNS + 1, row.sequence());
        statement.setString(EVENT_COLUMNS + 2, row.mac());
        statement.setString(EVENT_COLUMNS + 3, denied.apply(row.row()));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * The credentials that were refused in the name of an account, the newest first.
   *
   * @param fromId no event that is told has a lesser id
   */
  public static List<DenialRow> denials(
      Connection connection, String account, String fromId, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select recorded_at, gate, address from audit_record where denied_account = ?"
                + " and id >= ? order by denied_account desc, id desc limit ?")) {
      statement.setString(1, account);
      statement.setString(2, fromId);
      statement.setInt(3, limit);
      List<DenialRow> denials = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          denials.add(
              new DenialRow(
                  result.getLong(1),
                  Objects.requireNonNullElse(result.getString(2), ""),
                  Objects.requireNonNullElse(result.getString(3), "")));
        }
      }
      return denials;
    }
  }

  /** The last record of a node's chain. */
  public static Optional<ChainedRow> last(Connection connection, String node) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            RECORDS + "node = ? order by node desc, sequence_number desc limit 1")) {
      statement.setString(1, node);
      return records(statement).stream().findFirst();
    }
  }

  /** Of a node's chain the records after a place, in order. */
  public static List<ChainedRow> records(Connection connection, String node, long after, int limit)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            RECORDS + "node = ? and sequence_number > ? order by node, sequence_number limit ?")) {
      statement.setString(1, node);
      statement.setLong(2, after);
      statement.setInt(3, limit);
      return records(statement);
    }
  }

  /**
   * Of all chains the records that are wanted, the newest first. One statement, which reads those
   * of a kind in the order of their ids until it has enough.
   *
   * @param beforeId only older ones
   * @param fromId only these and newer ones; empty for all
   */
  public static List<ChainedRow> find(
      Connection connection, AuditFilter filter, String beforeId, String fromId, int limit)
      throws SQLException {
    try (PreparedStatement statement = found(connection, RECORDS, filter)) {
      setFound(statement, filter, beforeId, fromId, limit);
      return records(statement).stream()
          .sorted(Comparator.comparing((ChainedRow one) -> one.row().id()).reversed())
          .limit(limit)
          .toList();
    }
  }

  /** A part for each kind: only within one kind are they in the order of their ids. */
  private static PreparedStatement found(Connection connection, String select, AuditFilter filter)
      throws SQLException {
    String rest = "id < ? and id >= ?" + filter.conditions() + " order by ";
    String part =
        filter.kinds().isEmpty()
            ? "(" + select + rest + "id desc limit ?)"
            : "(" + select + "what = ? and " + rest + "what desc, id desc limit ?)";
    int parts = Math.max(1, filter.kinds().size());
    return connection.prepareStatement(
        String.join(" union all ", Collections.nCopies(parts, part)));
  }

  private static void setFound(
      PreparedStatement statement, AuditFilter filter, String beforeId, String fromId, int limit)
      throws SQLException {
    int place = 1;
    for (int part = 0; part < Math.max(1, filter.kinds().size()); part++) {
      if (!filter.kinds().isEmpty()) {
        statement.setString(place++, filter.kinds().get(part));
      }
      statement.setString(place++, beforeId);
      statement.setString(place++, fromId);
      for (String argument : filter.arguments()) {
        statement.setString(place++, argument);
      }
      statement.setInt(place++, limit);
    }
  }

  /** The id of the so many-th record before an id, over all chains; empty when there are fewer. */
  public static Optional<String> idBefore(Connection connection, String beforeId, int count)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id from audit_record where id < ? order by id desc limit 1 offset ?")) {
      statement.setString(1, beforeId);
      statement.setInt(2, count - 1);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
      }
    }
  }

  /**
   * How many credentials were denied and requests refused, by hour and gate, in events with a place
   * and without. One statement, which looks at the events from an id on alone.
   *
   * @param fromId no event that counts has a lesser id
   * @param fromHour the first hour, since 1970-01-01 UTC
   */
  public static List<RefusalCount> refusals(Connection connection, String fromId, long fromHour)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(REFUSALS)) {
      statement.setString(1, fromId);
      statement.setString(2, fromId);
      statement.setLong(3, Duration.ofHours(fromHour).toMillis());
      List<RefusalCount> counts = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          counts.add(
              new RefusalCount(
                  result.getLong(1), Optional.ofNullable(result.getString(2)), result.getLong(3)));
        }
      }
      return counts;
    }
  }

  /** Deletes a node's records up to and with a place. */
  public static int deleteRecords(Connection connection, String node, long upTo)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from audit_record where node = ? and sequence_number <= ?")) {
      statement.setString(1, node);
      statement.setLong(2, upTo);
      return statement.executeUpdate();
    }
  }

  /** The next node in order that has a chain, or had one. */
  public static Optional<String> nextChain(Connection connection, String after)
      throws SQLException {
    Optional<String> kept = next(connection, "audit_record", after);
    Optional<String> removed = next(connection, "audit_checkpoint", after);
    return kept.isPresent() && removed.isPresent()
        ? Optional.of(kept.get().compareTo(removed.get()) < 0 ? kept.get() : removed.get())
        : kept.or(() -> removed);
  }

  /** The next node in order that has events without a place. */
  public static Optional<String> nextPending(Connection connection, String after)
      throws SQLException {
    return next(connection, "audit_pending", after);
  }

  private static Optional<String> next(Connection connection, String table, String after)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select node from " + table + " where node > ? order by node limit 1")) {
      statement.setString(1, after);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
      }
    }
  }

  /** Where the kept part of a node's chain begins; empty when all of it is kept. */
  public static Optional<CheckpointRow> checkpoint(Connection connection, String node)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select sequence_number, mac, removed, made_at, seal from audit_checkpoint"
                + " where node = ?")) {
      statement.setString(1, node);
      try (ResultSet result = statement.executeQuery()) {
        return result.next()
            ? Optional.of(
                new CheckpointRow(
                    node,
                    result.getLong(1),
                    result.getString(2),
                    result.getLong(3),
                    result.getLong(4),
                    result.getString(5)))
            : Optional.empty();
      }
    }
  }

  /** Puts a checkpoint in the place of its node's last one. */
  public static void replaceCheckpoint(Connection connection, CheckpointRow row)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("delete from audit_checkpoint where node = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into audit_checkpoint (node, sequence_number, mac, removed, made_at, seal)"
                    + " values (?, ?, ?, ?, ?, ?)")) {
      delete.setString(1, row.node());
      delete.executeUpdate();
      insert.setString(1, row.node());
      insert.setLong(2, row.sequence());
      insert.setString(3, row.mac());
      insert.setLong(4, row.removed());
      insert.setLong(5, row.madeAt());
      insert.setString(6, row.seal());
      insert.executeUpdate();
    }
  }

  /** Where in a node's chain secrets were exchanged, the first exchange first. */
  public static List<RotationRow> rotations(Connection connection, String node)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select generation, sequence_number, mac, made_at, former_seal, seal"
                + " from audit_rotation where node = ? order by node, generation")) {
      statement.setString(1, node);
      List<RotationRow> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(
              new RotationRow(
                  node,
                  result.getInt(1),
                  result.getLong(2),
                  result.getString(3),
                  result.getLong(4),
                  result.getString(5),
                  result.getString(6)));
        }
      }
      return rows;
    }
  }

  /** Notes where in a node's chain a secret was exchanged. */
  public static void addRotation(Connection connection, RotationRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into audit_rotation (node, generation, sequence_number, mac, made_at,"
                + " former_seal, seal) values (?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, row.node());
      statement.setInt(2, row.generation());
      statement.setLong(3, row.sequence());
      statement.setString(4, row.mac());
      statement.setLong(5, row.madeAt());
      statement.setString(6, row.formerSeal());
      statement.setString(7, row.seal());
      statement.executeUpdate();
    }
  }

  /** Gives events that have no place yet another seal. */
  public static void resealPending(Connection connection, List<AuditRow> rows) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update audit_pending set seal = ? where node = ? and id = ?")) {
      for (AuditRow row : rows) {
        statement.setString(1, row.seal());
        statement.setString(2, row.node());
        statement.setString(3, row.id());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static void set(PreparedStatement statement, AuditRow row) throws SQLException {
    statement.setString(1, row.node());
    statement.setString(2, row.id());
    statement.setLong(3, row.at());
    statement.setString(4, row.what());
    statement.setString(5, row.actor());
    statement.setString(6, row.gate());
    statement.setString(7, row.address());
    statement.setString(8, row.detail());
    statement.setString(9, row.result());
    statement.setString(EVENT_COLUMNS, row.seal());
  }

  private static List<AuditRow> events(PreparedStatement statement) throws SQLException {
    List<AuditRow> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(event(result));
      }
    }
    return rows;
  }

  private static List<ChainedRow> records(PreparedStatement statement) throws SQLException {
    List<ChainedRow> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(
            new ChainedRow(
                event(result),
                result.getLong(EVENT_COLUMNS + 1),
                result.getString(EVENT_COLUMNS + 2)));
      }
    }
    return rows;
  }

  private static AuditRow event(ResultSet result) throws SQLException {
    return new AuditRow(
        result.getString(1),
        result.getString(2),
        result.getLong(3),
        result.getString(4),
        result.getString(5),
        result.getString(6),
        result.getString(7),
        result.getString(8),
        result.getString(9),
        result.getString(EVENT_COLUMNS));
  }
}
