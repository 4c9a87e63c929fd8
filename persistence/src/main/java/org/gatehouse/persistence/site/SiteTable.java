package org.gatehouse.persistence.site;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Every site, by id: one statement. */
  public List<SiteState> all() throws SQLException {
    return listed("select id, domain, admin, active from site order by id", List.of());
  }

  /** The domain of every site, by id: one statement. */
  public List<String> domains() throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select domain from site order by id");
        ResultSet row = select.executeQuery()) {
      List<String> domains = new ArrayList<>();
      while (row.next()) {
        domains.add(row.getString(1));
      }
      return domains;
    }
  }

  /**
   * The sites that have one of these domains or ids, by id: one statement.
   *
   * @param domains together with the ids not empty
   */
  public List<SiteState> those(Collection<String> domains, Collection<Integer> ids)
      throws SQLException {
    List<Object> wanted = new ArrayList<>(domains);
    wanted.addAll(ids);
    List<String> conditions = new ArrayList<>();
    if (!domains.isEmpty()) {
      conditions.add("domain in (" + places(domains.size()) + ")");
    }
    if (!ids.isEmpty()) {
      conditions.add("id in (" + places(ids.size()) + ")");
    }
    return listed(STATE + String.join(" or ", conditions) + " order by id", wanted);
  }

  private static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  private List<SiteState> listed(String query, List<Object> arguments) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      for (int i = 0; i < arguments.size(); i++) {
        select.setObject(i + 1, arguments.get(i));
      }
      try (ResultSet row = select.executeQuery()) {
        List<SiteState> sites = new ArrayList<>();
        while (row.next()) {
          sites.add(state(row));
        }
        return sites;
      }
    }
  }

  /** The options of every site, by site id and name: one statement. */
  public Map<Integer, Map<String, String>> options() throws SQLException {
    return options("select site_id, name, setting from site_option", List.of());
  }

  /**
   * The options of these sites, by site id and name: one statement.
   *
   * @param ids not empty
   */
  public Map<Integer, Map<String, String>> optionsOf(Collection<Integer> ids) throws SQLException {
    return options(
        "select site_id, name, setting from site_option where site_id in ("
            + places(ids.size())
            + ")",
        List.copyOf(ids));
  }

  private Map<Integer, Map<String, String>> options(String query, List<Integer> ids)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      for (int i = 0; i < ids.size(); i++) {
        select.setInt(i + 1, ids.get(i));
      }
      try (ResultSet row = select.executeQuery()) {
        Map<Integer, Map<String, String>> options = new HashMap<>();
        while (row.next()) {
          options
              .computeIfAbsent(row.getInt(1), ignored -> new HashMap<>())
              .put(row.getString(2), row.getString(3));
        }
        return options;
      }
    }
  }

  private static Optional<SiteState> one(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(state(row)) : Optional.empty();
    }
  }

  private static SiteState state(ResultSet row) throws SQLException {
    return new SiteState(row.getInt(1), row.getString(2), row.getString(3), row.getBoolean(4));
  }
}
