package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gatehouse.persistence.audit.AuditFilter;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;

/** Finds events, the newest first, over all nodes; those that wait for their place too. */
final class Search {

  /** How many events are looked at one by one for what no index knows. */
  private static final int MOST_LOOKED_AT = 100_000;

  private static final String BEFORE_ALL = "";
  private static final String AFTER_ALL = "g";

  /**
   * An event and its place.
   *
   * @param sequence its place in its node's chain; empty while it waits for it
   */
  record Found(AuditRow row, Optional<Long> sequence) {}

  private final DataSource source;

  Search(DataSource source) {
    this.source = source;
  }

  /**
   * Finds. The number of statements does not depend on what there is.
   *
   * @param wanted which
   * @param before the id of the event before which to begin; empty for the newest
   * @param limit how many at most
   * @throws SQLException when the database cannot be asked
   */
  List<Found> find(AuditFilter wanted, String before, int limit) throws SQLException {
    String last = before.isEmpty() ? AFTER_ALL : before;
    try (Connection connection = source.getConnection()) {
      String first =
          wanted.looks()
              ? AuditTables.idBefore(connection, last, MOST_LOOKED_AT).orElse(BEFORE_ALL)
              : BEFORE_ALL;
      // Those without a place first: one that gets it in between is then found twice, not never.
      List<AuditRow> waiting = AuditTables.findPending(connection, wanted, last, first, limit);
      List<ChainedRow> chained = AuditTables.find(connection, wanted, last, first, limit);
      Set<String> placed =
          chained.stream().map(record -> record.row().id()).collect(Collectors.toSet());
      return Stream.concat(
              waiting.stream()
                  .filter(row -> !placed.contains(row.id()))
                  .map(row -> new Found(row, Optional.empty())),
              chained.stream()
                  .map(record -> new Found(record.row(), Optional.of(record.sequence()))))
          .sorted((one, other) -> other.row().id().compareTo(one.row().id()))
          .limit(limit)
          .toList();
    }
  }
}
