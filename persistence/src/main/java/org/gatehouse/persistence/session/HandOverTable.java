package org.gatehouse.persistence.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hand-overs that were not used yet. */
public final class HandOverTable {

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public HandOverTable(Connection connection) {
    this.connection = connection;
  }

  /** Adds a hand-over. */
  public void insert(HandOverRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into hand_over (id_hash, site_id, user_name, account, asked_by, parent_kind,"
                + " parent, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, row.idHash());
      statement.setObject(2, row.siteId().orElse(null), java.sql.Types.INTEGER);
      statement.setString(3, row.user());
      statement.setString(4, row.account());
      statement.setString(5, row.askedBy());
      Parent.write(statement, 6, row.parent());
      statement.setLong(8, row.expiresAt().toEpochMilli());
      statement.executeUpdate();
    }
  }

  /** The hand-over of a hash. */
  public Optional<HandOverRow> find(String idHash) throws SQLException {
    return select("where id_hash = ?", idHash).stream().findFirst();
  }

  /** The hand-overs to an account. */
  public List<HandOverRow> ofAccount(String account) throws SQLException {
    return select("where account = ? order by id_hash", account);
  }

  /** The hand-overs to accounts of a site. */
  public List<HandOverRow> ofSite(int siteId) throws SQLException {
    return select("where site_id = ? order by id_hash", siteId);
  }

  /** The hand-overs that die with a session or key. */
  public List<HandOverRow> ofParent(Parent.Kind kind, String hash) throws SQLException {
    return select("where parent = ? and parent_kind = ? order by id_hash", hash, kind.name());
  }

  /** The hand-overs that die with an account's password. */
  public List<HandOverRow> askedWithPassword(String asker) throws SQLException {
    return select("where parent_kind = 'PASSWORD' and asked_by = ? order by id_hash", asker);
  }

  /** Some hand-overs that nobody used in time. */
  public List<HandOverRow> over(Instant now, int most) throws SQLException {
    return select("where expires_at <= ? limit " + most, now.toEpochMilli());
  }

  /**
   * Forgets a hand-over but for the hash of its id: it was used, or cannot be any more.
   *
   * @return false when somebody else already did; of those who use one at once, one is told true
   */
  public boolean take(String idHash, Instant now) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from hand_over where id_hash = ?")) {
      statement.setString(1, idHash);
      if (statement.executeUpdate() == 0) {
        return false;
      }
    }
    new EndedIds(connection).add(idHash, now, false);
    return true;
  }

  /** Forgets all of them but for the hashes of their ids. */
  public void takeAll(Instant now) throws SQLException {
    for (HandOverRow row : select("order by id_hash")) {
      take(row.idHash(), now);
    }
  }

  private List<HandOverRow> select(String condition, Object... values) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select id_hash, site_id, user_name, account, asked_by, parent_kind, parent,"
                + " expires_at from hand_over "
                + condition)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<HandOverRow> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(
              new HandOverRow(
                  result.getString("id_hash"),
                  Optional.ofNullable(result.getObject("site_id", Integer.class)),
                  result.getString("user_name"),
                  result.getString("account"),
                  result.getString("asked_by"),
                  Parent.read(result),
                  Instant.ofEpochMilli(result.getLong("expires_at"))));
        }
        return rows;
      }
    }
  }
}
