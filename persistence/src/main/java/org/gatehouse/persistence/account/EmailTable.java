package org.gatehouse.persistence.account;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where accounts get their mail: a site's admin where its site's option {@value #SITE_OPTION} says,
 * others where they said themselves.
 */
public final class EmailTable {

  /** The option of a site that is its admin's address. */
  public static final String SITE_OPTION = "siteinfo.email";

  /** The site id of the appliance's own accounts. */
  private static final int APPLIANCE = 0;

  private final Connection connection;

  /**
   * The tables as a connection reaches them.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public EmailTable(Connection connection) {
    this.connection = connection;
  }

  /** The address of a site's admin. */
  public Optional<String> ofSite(int siteId) throws SQLException {
    return ask(
        "select setting from site_option where site_id = ? and name = ?", siteId, SITE_OPTION);
  }

  /** The address of another account. */
  public Optional<String> of(Optional<Integer> siteId, String user) throws SQLException {
    return ask(
        "select email from account_email where site_id = ? and user_name = ?",
        siteId.orElse(APPLIANCE),
        user);
  }

  private Optional<String> ask(String question, int siteId, String name) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(question)) {
      select.setInt(1, siteId);
      select.setString(2, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** Gives a site's admin an address. */
  public void setOfSite(int siteId, String email) throws SQLException {
    set(
        "insert into site_option (site_id, name, setting) values (?, ?, ?)"
            + " on duplicate key update setting = ?",
        siteId,
        SITE_OPTION,
        email);
  }

  /** Gives another account an address. */
  public void set(Optional<Integer> siteId, String user, String email) throws SQLException {
    set(
        "insert into account_email (site_id, user_name, email) values (?, ?, ?)"
            + " on duplicate key update email = ?",
        siteId.orElse(APPLIANCE),
        user,
        email);
  }

  /** One statement: an update that finds nothing locks the place where another one inserts. */
  private void set(String statement, int siteId, String name, String email) throws SQLException {
    try (PreparedStatement keep = connection.prepareStatement(statement)) {
      keep.setInt(1, siteId);
      keep.setString(2, name);
      keep.setString(3, email);
      keep.setString(4, email);
      keep.executeUpdate();
    }
  }

  /** Forgets the address of an account of a site. */
  public void deleteOf(int siteId, String user) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from account_email where site_id = ? and user_name = ?")) {
      delete.setInt(1, siteId);
      delete.setString(2, user);
      delete.executeUpdate();
    }
  }

  /** Forgets the addresses of a site's users; its admin's goes with the site's options. */
  public void deleteOfSite(int siteId) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from account_email where site_id = ?")) {
      delete.setInt(1, siteId);
      delete.executeUpdate();
    }
  }
}
