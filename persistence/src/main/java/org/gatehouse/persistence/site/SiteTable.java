package org.gatehouse.persistence.site;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The sites, for those who only read their state. Plain JDBC: it is read with every request of
 * every account, and an entity with its options would cost several times as much.
 */
public final class SiteTable {

  private static final String STATE = "select id, domain, admin, active from site where ";

  private final Connection connection;

  /**
   * The table as a connection reaches it.
   *
   * @param connection stays open; its transaction, if it has one, is the caller's
   */
  public SiteTable(Connection connection) {
    this.connection = connection;
  }

  /** The state of the site of a domain: one statement. */
  public Optional<SiteState> ofDomain(String domain) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(STATE + "domain = ?")) {
      select.setString(1, domain);
      return one(select);
    }
  }

  /** The state of the site of an id: one statement. */
  public Optional<SiteState> ofId(int id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(STATE + "id = ?")) {
      select.setInt(1, id);
      return one(select);
    }
  }

  private static Optional<SiteState> one(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(
              new SiteState(row.getInt(1), row.getString(2), row.getString(3), row.getBoolean(4)))
          : Optional.empty();
    }
  }
}
