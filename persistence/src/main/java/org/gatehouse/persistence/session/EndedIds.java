package org.gatehouse.persistence.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalInt;

/** The hashes of ids that were issued and are of no use any more. */
public final class EndedIds {

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public EndedIds(Connection connection) {
    this.connection = connection;
  }

  /**
   * Remembers an id, presented by nobody yet.
   *
   * @param idle whether it ended because nobody used it
   */
  public void add(String idHash, Instant endedAt, boolean idle) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into ended_session (id_hash, ended_at, presentations, idle)"
                + " values (?, ?, 0, ?)")) {
      statement.setString(1, idHash);
      statement.setLong(2, endedAt.toEpochMilli());
      statement.setBoolean(3, idle);
      statement.executeUpdate();
    }
  }

  /** Whether an id is remembered as one that ended because nobody used it. */
  public boolean idle(String idHash) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select idle from ended_session where id_hash = ?")) {
      statement.setString(1, idHash);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  /**
   * How often an id was presented since its end.
   *
   * @param since empty is the answer for one that ended before
   */
  public OptionalInt presentations(String idHash, Instant since) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select presentations from ended_session where id_hash = ? and ended_at > ?")) {
      statement.setString(1, idHash);
      statement.setLong(2, since.toEpochMilli());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? OptionalInt.of(result.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  /**
   * Counts one more presentation.
   *
   * @param known how many there were, as read
   * @return false when somebody else counted one since
   */
  public boolean count(String idHash, int known) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update ended_session set presentations = ? where id_hash = ?"
                + " and presentations = ?")) {
      statement.setInt(1, known + 1);
      statement.setString(2, idHash);
      statement.setInt(3, known);
      return statement.executeUpdate() == 1;
    }
  }

  /** Forgets the ids that ended before a time. */
  public void forget(Instant before) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from ended_session where ended_at <= ?")) {
      statement.setLong(1, before.toEpochMilli());
      statement.executeUpdate();
    }
  }
}
