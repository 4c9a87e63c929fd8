package org.gatehouse.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.AccountName;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.CheckpointRow;

/**
 * The end of one node's chain, to which records are appended. Sequence numbers have no gaps: an
 * append is one transaction, and a place is taken by one record only, since the table has it as its
 * key. One thread at a time appends; another process that was given a copy of this node's data
 * directory makes appends fail and then follow its own, never two records for one place.
 */
final class Chain {

  private static final Logger LOG = Logger.getLogger(Chain.class.getName());

  private final DataSource source;
  private final AuditMac mac;
  private final String node;

  /** The last record that this process appended or found; null before it looked. */
  private volatile Head head;

  /** The chain of a node. */
  Chain(DataSource source, AuditMac mac, String node) {
    this.source = source;
    this.mac = mac;
    this.node = node;
  }

  /** Where the chain ends for all that this process knows; empty before the first record. */
  Optional<Head> head() {
    return Optional.ofNullable(head).filter(known -> known.sequence() > 0);
  }

  /**
   * Moves events from those without a place to the end of the chain, in the order given. One that
   * has its place already is left out, so that doing it again does no harm.
   *
   * @param rows events of this node, each known to be Gatehouse's own
   * @throws SQLException when nothing was appended, or that is not known; do it again later
   */
  synchronized void append(List<AuditRow> rows) throws SQLException {
    boolean unsure = head == null;
    Head before = unsure ? find() : head;
    try {
      head = Transaction.run(source, connection -> append(connection, before, rows, unsure));
    } catch (SQLException e) {
      if (SqlState.of(e).filter(SqlState::duplicate).isPresent()) {
        // The place is taken: by this very append, whose answer was lost, or by somebody else.
        head = null;
      }
      throw e;
    }
  }

  private Head append(Connection connection, Head before, List<AuditRow> rows, boolean unsure)
      throws SQLException {
    mac.hold(connection);
    boolean[] waited = AuditTables.deletePending(connection, rows);
    List<ChainedRow> chained = new ArrayList<>();
    Head end = before;
    for (int i = 0; i < waited.length; i++) {
      AuditRow row = rows.get(i);
      if ((unsure || !waited[i]) && AuditTables.chained(connection, row.id())) {
        continue;
      }
      if (!waited[i]) {
        LOG.log(
            Level.SEVERE,
            "somebody took away event {0} before it had its place; it has one now",
            row.id());
      }
      long sequence = end.sequence() + 1;
      end = new Head(node, sequence, mac.record(end.mac(), sequence, row));
      chained.add(new ChainedRow(row, sequence, end.mac()));
    }
    AuditTables.append(connection, chained, Chain::denied);
    return end;
  }

  /** Whoever can be an account, under the one name that it is asked for by. */
  private static String denied(AuditRow row) {
    return row.what().equals(What.DENIAL.name())
        ? AccountName.parse(row.actor()).map(AccountName::toString).orElse(null)
        : null;
  }

  private Head find() throws SQLException {
    try (Connection connection = source.getConnection()) {
      Optional<ChainedRow> last = AuditTables.last(connection, node);
      if (last.isPresent()) {
        return new Head(node, last.get().sequence(), last.get().mac());
      }
      Optional<CheckpointRow> checkpoint = AuditTables.checkpoint(connection, node);
      return checkpoint
          .map(row -> new Head(node, row.sequence(), row.mac()))
          .orElseGet(() -> new Head(node, 0, AuditMac.NOTHING));
    }
  }
}
