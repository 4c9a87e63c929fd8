package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.CheckpointRow;

/**
 * Removes records by age, from the beginning of a chain only, and leaves a sealed checkpoint with
 * which the rest can still be verified. Each record is verified before it is removed: somebody who
 * makes records look old, or changes them before they are, does not get Gatehouse to remove the
 * traces. The last record of a chain always stays.
 */
final class Truncation {

  /** How many records are removed in one transaction. */
  static final int BATCH = 1_000;

  private static final Logger LOG = Logger.getLogger(Truncation.class.getName());

  private final DataSource source;
  private final AuditMac mac;
  private final InstantSource clock;

  /** On the chains of all nodes, since a node that is gone removes nothing any more. */
  Truncation(DataSource source, AuditMac mac, InstantSource clock) {
    this.source = source;
    this.mac = mac;
    this.clock = clock;
  }

  /**
   * Removes what is older than a time.
   *
   * @param mostBatches after how many transactions it leaves the rest for another night
   * @return how many records were removed
   * @throws SQLException when the database cannot be asked; what was removed until then stays so
   */
  long truncate(Instant before, int mostBatches) throws SQLException {
    long removed = 0;
    int batches = mostBatches;
    Optional<String> node = next("");
    while (node.isPresent()) {
      String name = node.get();
      int now = BATCH;
      while (now == BATCH && batches-- > 0) {
        now = Transaction.run(source, connection -> batch(connection, name, before));
        removed += now;
      }
      node = next(name);
    }
    Transaction.run(
        source, connection -> AuditTables.deletePendingBefore(connection, before.toEpochMilli()));
    return removed;
  }

  private Optional<String> next(String after) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return AuditTables.nextChain(connection, after);
    }
  }

  private int batch(Connection connection, String node, Instant before) throws SQLException {
    mac.hold(connection);
    Epochs epochs = Epochs.of(connection, mac, node);
    if (epochs.fault().isPresent()) {
      return refused(node);
    }
    Optional<CheckpointRow> checkpoint = AuditTables.checkpoint(connection, node);
    if (checkpoint.filter(row -> !AuditMac.same(mac.seal(row), row.seal())).isPresent()) {
      return refused(node);
    }
    Head end =
        checkpoint
            .map(row -> new Head(node, row.sequence(), row.mac()))
            .orElseGet(() -> new Head(node, 0, AuditMac.NOTHING));
    // One more than is removed: the last of a chain stays.
    List<ChainedRow> rows = AuditTables.records(connection, node, Long.MIN_VALUE, BATCH + 1);
    int count = 0;
    for (ChainedRow row : rows.subList(0, Math.max(0, rows.size() - 1))) {
      if (row.row().at() >= before.toEpochMilli()) {
        break;
      }
      if (row.sequence() != end.sequence() + 1
          || !AuditMac.same(
              epochs.at(row.sequence()).record(end.mac(), row.sequence(), row.row()), row.mac())
          || epochs.contradicts(row)) {
        return refused(node);
      }
      end = new Head(node, row.sequence(), row.mac());
      count++;
    }
    if (count > 0) {
      remove(connection, end, checkpoint.map(CheckpointRow::removed).orElse(0L), count);
    }
    return count;
  }

  private void remove(Connection connection, Head end, long before, int count) throws SQLException {
    if (AuditTables.deleteRecords(connection, end.node(), end.sequence()) != count) {
      throw new SQLException("another node removes the same records", "40001");
    }
    CheckpointRow unsealed =
        new CheckpointRow(
            end.node(), end.sequence(), end.mac(), before + count, clock.millis(), "");
    AuditTables.replaceCheckpoint(connection, unsealed.sealed(mac.seal(unsealed)));
  }

  private static int refused(String node) {
    LOG.log(
        Level.SEVERE,
        "old audit records of node {0} are kept, for they are not what Gatehouse wrote;"
            + " audit:verify names the first",
        node);
    return 0;
  }
}
