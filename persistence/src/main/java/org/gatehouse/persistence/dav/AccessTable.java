package org.gatehouse.persistence.dav;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What accounts of sites may do at the DAV gate, where something was said of them. */
public final class AccessTable {

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public AccessTable(Connection connection) {
    this.connection = connection;
  }

  /** What was said of an account: one statement. */
  public Optional<String> of(int siteId, String user) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select access_mode from dav_access where site_id = ? and user_name = ?")) {
      select.setInt(1, siteId);
      select.setString(2, user);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** What was said of the accounts of a site, by user name. */
  public Map<String, String> ofSite(int siteId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select user_name, access_mode from dav_access where site_id = ?")) {
      select.setInt(1, siteId);
      try (ResultSet row = select.executeQuery()) {
        Map<String, String> modes = new TreeMap<>();
        while (row.next()) {
          modes.put(row.getString(1), row.getString(2));
        }
        return modes;
      }
    }
  }

  /**
   * Says something of an account.
   *
   * @throws SQLException of class 23 when there is no such site
   */
  public void set(int siteId, String user, String mode) throws SQLException {
    try (PreparedStatement keep =
        connection.prepareStatement(
            "insert into dav_access (site_id, user_name, access_mode) values (?, ?, ?)"
                + " on duplicate key update access_mode = ?")) {
      keep.setInt(1, siteId);
      keep.setString(2, user);
      keep.setString(3, mode);
      keep.setString(4, mode);
      keep.executeUpdate();
    }
  }

  /** Forgets what was said of an account; of how many, none or one. */
  public int deleteOf(int siteId, String user) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from dav_access where site_id = ? and user_name = ?")) {
      delete.setInt(1, siteId);
      delete.setString(2, user);
      return delete.executeUpdate();
    }
  }
}
