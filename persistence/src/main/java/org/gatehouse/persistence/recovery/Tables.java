package org.gatehouse.persistence.recovery;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The tables of our schema. */
final class Tables {

  private Tables() {}

  static boolean embedded(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("H2");
  }

  static String quote(Connection connection) throws SQLException {
    return connection.getMetaData().getIdentifierQuoteString();
  }

  /** All of them in lower case, each after those that it refers to. */
  static List<String> inOrder(Connection connection) throws SQLException {
    Map<String, Set<String>> references = new TreeMap<>();
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(
                connection.getCatalog(),
                connection.getSchema(),
                "%",
                new String[] {"TABLE", "BASE TABLE"})) {
      while (tables.next()) {
        references.put(tables.getString("TABLE_NAME"), new HashSet<>());
      }
    }
    for (Map.Entry<String, Set<String>> table : references.entrySet()) {
      try (ResultSet keys =
          connection
              .getMetaData()
              .getImportedKeys(connection.getCatalog(), connection.getSchema(), table.getKey())) {
        while (keys.next()) {
          table.getValue().add(keys.getString("PKTABLE_NAME"));
        }
      }
    }
    List<String> ordered = new ArrayList<>();
    while (ordered.size() < references.size()) {
      int before = ordered.size();
      references.forEach(
          (table, needed) -> {
            if (!ordered.contains(table) && ordered.containsAll(needed)) {
              ordered.add(table);
            }
          });
      if (ordered.size() == before) {
        throw new SQLException("tables refer to each other in a circle");
      }
    }
    return ordered.stream().map(table -> table.toLowerCase(Locale.ROOT)).toList();
  }
}
