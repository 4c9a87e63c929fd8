package org.gatehouse.persistence.apikey;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.persistence.restriction.RestrictionTable;
import org.gatehouse.persistence.site.SiteState;

/** The API keys. Plain JDBC: one is looked up with every request that shows it. */
public final class ApiKeyTable {

  private static final String FIND =
      "select api_key.site_id, api_key.user_name, site.id, site.domain, site.admin, site.active,"
          + " api_key.expires_at, api_key.networks, api_key.last_used_at, "
          + RestrictionTable.anyOf("api_key.site_id", "api_key.user_name")
          + " from api_key left join site on site.id = api_key.site_id where api_key.key_hash = ?";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public ApiKeyTable(Connection connection) {
    this.connection = connection;
  }

  /** The key of a hash, with the state of its account and its account's site: one statement. */
  public Optional<FoundKey> find(String hash) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setString(1, hash);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new FoundKey(
                    integer(row, 1),
                    row.getString(2),
                    site(row),
                    KeyLimits.read(number(row, 7), row.getString(8)),
                    row.getBoolean(10),
                    number(row, 9).map(Instant::ofEpochMilli)))
            : Optional.empty();
      }
    }
  }

  private static Optional<SiteState> site(ResultSet row) throws SQLException {
    Optional<Integer> id = integer(row, 3);
    return id.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SiteState(id.get(), row.getString(4), row.getString(5), row.getBoolean(6)));
  }

  /** Adds a key. */
  public void insert(ApiKeyRow key) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into api_key (key_hash, handle, site_id, user_name, note, created_at,"
                + " expires_at, networks) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, key.hash());
      insert.setString(2, key.handle());
      insert.setObject(3, key.siteId().orElse(null), Types.INTEGER);
      insert.setString(4, key.user());
      insert.setString(5, key.comment());
      insert.setLong(6, key.createdAt().toEpochMilli());
      write(insert, 7, key.limits());
      insert.executeUpdate();
    }
  }

  private static void write(PreparedStatement statement, int first, KeyLimits limits)
      throws SQLException {
    statement.setObject(
        first, limits.expiresAt().map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
    statement.setString(first + 1, limits.writtenNetworks());
  }

  /** Says anew what a key is for. */
  public void comment(String hash, String comment) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update api_key set note = ? where key_hash = ?")) {
      update.setString(1, comment);
      update.setString(2, hash);
      update.executeUpdate();
    }
  }

  /** Says anew when and from where a key is good. */
  public void limit(String hash, KeyLimits limits) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update api_key set expires_at = ?, networks = ? where key_hash = ?")) {
      write(update, 1, limits);
      update.setString(3, hash);
      update.executeUpdate();
    }
  }

  /** Notes a use of a key, unless somebody else noted one since it was read. */
  public void used(String hash, Optional<Instant> before, KeyUse use) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update api_key set last_used_at = ?, last_address = ? where key_hash = ? and "
                + (before.isPresent() ? "last_used_at = ?" : "last_used_at is null"))) {
      update.setLong(1, use.at().toEpochMilli());
      update.setString(2, use.address());
      update.setString(3, hash);
      if (before.isPresent()) {
        update.setLong(4, before.get().toEpochMilli());
      }
      update.executeUpdate();
    }
  }

  /**
   * Lets one transaction at a time, over all nodes, go on from here until it ends. The row is
   * written, not only locked: a cluster notices two writers, but not two locks on two nodes.
   */
  public void takeTurn() throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update counter set next_number = next_number + 1 where name = 'api_key'")) {
      update.executeUpdate();
    }
  }

  /** The keys of an account, oldest first. */
  public List<ApiKeyRow> ofAccount(Optional<Integer> siteId, String user) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select key_hash, handle, site_id, user_name, note, created_at, expires_at, networks,"
                + " last_used_at, last_address from api_key where user_name = ? and site_id "
                + (siteId.isPresent() ? "= ?" : "is null")
                + " order by created_at, handle")) {
      select.setString(1, user);
      if (siteId.isPresent()) {
        select.setInt(2, siteId.get());
      }
      List<ApiKeyRow> keys = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          keys.add(
              new ApiKeyRow(
                  row.getString(1),
                  row.getString(2),
                  integer(row, 3),
                  row.getString(4),
                  row.getString(5),
                  Instant.ofEpochMilli(row.getLong(6)),
                  KeyLimits.read(number(row, 7), row.getString(8)),
                  lastUse(row)));
        }
      }
      return keys;
    }
  }

  private static Optional<KeyUse> lastUse(ResultSet row) throws SQLException {
    String address = row.getString(10);
    return number(row, 9).map(at -> new KeyUse(Instant.ofEpochMilli(at), address));
  }

  /** Deletes the key of a hash. */
  public void delete(String hash) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from api_key where key_hash = ?")) {
      delete.setString(1, hash);
      delete.executeUpdate();
    }
  }

  /** Deletes every key of an account of a site. */
  public int deleteOf(int siteId, String user) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from api_key where site_id = ? and user_name = ?")) {
      delete.setInt(1, siteId);
      delete.setString(2, user);
      return delete.executeUpdate();
    }
  }

  /** Deletes every key of a site's accounts. */
  public void deleteOfSite(int siteId) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from api_key where site_id = ?")) {
      delete.setInt(1, siteId);
      delete.executeUpdate();
    }
  }

  private static Optional<Integer> integer(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? Optional.empty() : Optional.of(number);
  }

  private static Optional<Long> number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(number);
  }
}
