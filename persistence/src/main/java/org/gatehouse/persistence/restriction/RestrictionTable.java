package org.gatehouse.persistence.restriction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks that accounts are restricted to. Plain JDBC: they are read with every request of a
 * client, in one statement by the head of the primary key.
 *
 * <p>An account is named by its site's id, or {@value #APPLIANCE}, and its user name.
 */
public final class RestrictionTable {

  /** The site id of the appliance's own accounts. */
  public static final int APPLIANCE = 0;

  /** The site id of an account that does not exist. */
  public static final int NOWHERE = -1;

  private static final String OF_ACCOUNT =
      "select gate, network from restriction where site_id = ? and user_name = ?";

  private static final String IN_ORDER = " order by gate, network";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public RestrictionTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * An SQL condition: whether an account is restricted to any network.
   *
   * @param siteId the column that has its site's id, null for the appliance
   * @param user the column that has its user name
   */
  public static String anyOf(String siteId, String user) {
    return "exists (select 1 from restriction where restriction.site_id = coalesce(%s, %d)"
            .formatted(siteId, APPLIANCE)
        + " and restriction.user_name = %s)".formatted(user);
  }

  /** What an account is restricted to, in no order. */
  public List<RestrictionRow> of(int siteId, String user) throws SQLException {
    return select(OF_ACCOUNT, siteId, user);
  }

  /** What an account is restricted to, in order of gate and network. */
  public List<RestrictionRow> inOrder(int siteId, String user) throws SQLException {
    return select(OF_ACCOUNT + IN_ORDER, siteId, user);
  }

  private List<RestrictionRow> select(String query, int siteId, String user) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setInt(1, siteId);
      statement.setString(2, user);
      try (ResultSet result = statement.executeQuery()) {
        List<RestrictionRow> rows = new ArrayList<>();
        while (result.next()) {
          rows.add(new RestrictionRow(result.getString(1), result.getString(2)));
        }
        return rows;
      }
    }
  }

  /**
   * Makes others wait who would change restrictions of accounts of the same site, or delete it,
   * until the transaction ends.
   *
   * @return false when there is no such site
   */
  public boolean lock(int siteId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            siteId == APPLIANCE
                ? "select next_number from counter where name = 'restriction' for update"
                : "select id from site where id = ? for update")) {
      if (siteId != APPLIANCE) {
        statement.setInt(1, siteId);
      }
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  /**
   * Adds a network.
   *
   * @throws SQLException of class 23 when it is listed for that gate already
   */
  public void insert(int siteId, String user, RestrictionRow row, Instant now) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into restriction (site_id, user_name, gate, network, created_at)"
                + " values (?, ?, ?, ?, ?)")) {
      statement.setInt(1, siteId);
      statement.setString(2, user);
      statement.setString(3, row.gate());
      statement.setString(4, row.network());
      statement.setLong(5, now.toEpochMilli());
      statement.executeUpdate();
    }
  }

  /**
   * Removes a network.
   *
   * @return false when it was not listed for that gate
   */
  public boolean delete(int siteId, String user, RestrictionRow row) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from restriction where site_id = ? and user_name = ? and gate = ?"
                + " and network = ?")) {
      statement.setInt(1, siteId);
      statement.setString(2, user);
      statement.setString(3, row.gate());
      statement.setString(4, row.network());
      return statement.executeUpdate() == 1;
    }
  }

  /** Removes every network of an account. */
  public int deleteOf(int siteId, String user) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "delete from restriction where site_id = ? and user_name = ?")) {
      statement.setInt(1, siteId);
      statement.setString(2, user);
      return statement.executeUpdate();
    }
  }

  /** Removes every network of the accounts of a site. */
  public void deleteOfSite(int siteId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from restriction where site_id = ?")) {
      statement.setInt(1, siteId);
      statement.executeUpdate();
    }
  }
}
