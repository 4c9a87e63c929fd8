package org.gatehouse.persistence.login;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sign-ins of each account. */
public final class LoginTable {

  private static final int APPLIANCE = 0;
  private static final String OF_ACCOUNT = " where site_id = ? and user_name = ?";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public LoginTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Adds a sign-in.
   *
   * @param tie tells sign-ins of the same millisecond apart: any number that is seldom drawn twice
   */
  public void insert(Optional<Integer> siteId, String user, int tie, LoginRow login)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into login_history (site_id, user_name, happened_at, tie, gate, address,"
                + " user_agent) values (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setInt(1, siteId.orElse(APPLIANCE));
      insert.setString(2, user);
      insert.setLong(3, login.at().toEpochMilli());
      insert.setInt(4, tie);
      insert.setString(5, login.gate());
      insert.setString(6, login.address());
      insert.setString(7, login.userAgent());
      insert.executeUpdate();
    }
  }

  /** The last sign-ins of an account, newest first. */
  public List<LoginRow> last(Optional<Integer> siteId, String user, int limit) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select happened_at, gate, address, user_agent from login_history"
                + OF_ACCOUNT
                + " order by happened_at desc, tie desc limit ?")) {
      select.setInt(1, siteId.orElse(APPLIANCE));
      select.setString(2, user);
      select.setInt(3, limit);
      List<LoginRow> logins = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          logins.add(
              new LoginRow(
                  Instant.ofEpochMilli(row.getLong(1)),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4)));
        }
      }
      return logins;
    }
  }

  /** Of an account's sign-ins those that are wanted, newest first. */
  public List<KeptLogin> find(Optional<Integer> siteId, String user, LoginFilter filter, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select happened_at, tie, gate, address, user_agent from login_history"
                + OF_ACCOUNT
                + (filter.gate().isPresent() ? " and gate = ?" : "")
                + (filter.from().isPresent() ? " and happened_at >= ?" : "")
                + (filter.until().isPresent() ? " and happened_at < ?" : "")
                + (filter.after().isPresent()
                    ? " and happened_at <= ? and (happened_at < ? or tie < ?)"
                    : "")
                + " order by happened_at desc, tie desc limit ?")) {
      int place = 1;
      select.setInt(place++, siteId.orElse(APPLIANCE));
      select.setString(place++, user);
      if (filter.gate().isPresent()) {
        select.setString(place++, filter.gate().get());
      }
      if (filter.from().isPresent()) {
        select.setLong(place++, filter.from().get().toEpochMilli());
      }
      if (filter.until().isPresent()) {
        select.setLong(place++, filter.until().get().toEpochMilli());
      }
      if (filter.after().isPresent()) {
        long at = filter.after().get().at().toEpochMilli();
        select.setLong(place++, at);
        select.setLong(place++, at);
        select.setInt(place++, filter.after().get().tie());
      }
      select.setInt(place, limit);
      List<KeptLogin> logins = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Instant at = Instant.ofEpochMilli(row.getLong(1));
          logins.add(
              new KeptLogin(
                  new LoginKey(at, row.getInt(2)),
                  new LoginRow(at, row.getString(3), row.getString(4), row.getString(5))));
        }
      }
      return logins;
    }
  }

  /** Deletes what is older than an account's newest so many sign-ins. */
  public void trim(Optional<Integer> siteId, String user, int kept) throws SQLException {
    Optional<Long> oldest = oldestOf(siteId, user, kept);
    if (oldest.isEmpty()) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from login_history" + OF_ACCOUNT + " and happened_at < ?")) {
      delete.setInt(1, siteId.orElse(APPLIANCE));
      delete.setString(2, user);
      delete.setLong(3, oldest.get());
      delete.executeUpdate();
    }
  }

  private Optional<Long> oldestOf(Optional<Integer> siteId, String user, int kept)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select happened_at from login_history"
                + OF_ACCOUNT
                + " order by happened_at desc, tie desc limit 1 offset ?")) {
      select.setInt(1, siteId.orElse(APPLIANCE));
      select.setString(2, user);
      select.setInt(3, kept - 1);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }

  /** Deletes the sign-ins before an instant. */
  public int deleteBefore(Instant instant) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from login_history where happened_at < ?")) {
      delete.setLong(1, instant.toEpochMilli());
      return delete.executeUpdate();
    }
  }

  /** Deletes every sign-in of an account. */
  public int deleteOf(Optional<Integer> siteId, String user) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from login_history" + OF_ACCOUNT)) {
      delete.setInt(1, siteId.orElse(APPLIANCE));
      delete.setString(2, user);
      return delete.executeUpdate();
    }
  }

  /** Deletes every sign-in of a site's accounts. */
  public void deleteOfSite(int siteId) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from login_history where site_id = ?")) {
      delete.setInt(1, siteId);
      delete.executeUpdate();
    }
  }
}
