package org.gatehouse.audit;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;

/** Where every security event is written. */
@ApplicationScoped
public class Audit {

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  private TransactionSynchronizationRegistry transactions;

  @Inject private Scribe scribe;
  @Inject private Writing writing;
  @Inject private Refusals refusals;
  @Inject private Metrics metrics;

  /** For CDI. */
  protected Audit() {}

  Audit(
      DataSource source,
      TransactionSynchronizationRegistry transactions,
      Scribe scribe,
      Writing writing,
      Refusals refusals,
      Metrics metrics) {
    this.source = source;
    this.transactions = transactions;
    this.scribe = scribe;
    this.writing = writing;
    this.refusals = refusals;
    this.metrics = metrics;
  }

  /**
   * Writes an event in the transaction of what it tells of: both are kept, or neither is. Without a
   * transaction it is one of its own.
   *
   * @throws IllegalStateException when it cannot be written; the transaction is then rolled back
   */
  public void record(AuditEvent event) {
    switch (transactions.getTransactionStatus()) {
      case Status.STATUS_NO_TRANSACTION -> {
        AuditRow row = insert(event);
        committed(row);
      }
      case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {
        // What it tells of does not happen.
      }
      default -> {
        AuditRow row;
        try {
          row = insert(event);
        } catch (IllegalStateException e) {
          transactions.setRollbackOnly();
          throw e;
        }
        transactions.registerInterposedSynchronization(new Completion(row));
      }
    }
  }

  private AuditRow insert(AuditEvent event) {
    AuditRow row = scribe.row(event);
    try (Connection connection = source.getConnection()) {
      AuditTables.insertPending(connection, row);
      return row;
    } catch (SQLException e) {
      throw new IllegalStateException("the audit cannot be written", e);
    }
  }

  private void committed(AuditRow row) {
    scribe.committed(row);
    metrics.audited(AuditEvent.What.valueOf(row.what()));
    writing.wake();
  }

  /** Hands a row over when it is known to stay. */
  private final class Completion implements Synchronization {

    private final AuditRow row;

    Completion(AuditRow row) {
      this.row = row;
    }

    @Override
    public void beforeCompletion() {
      // All is written already.
    }

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        committed(row);
      } else if (status != Status.STATUS_ROLLEDBACK) {
        // Nobody knows: if it was committed, it is found in SQL.
        scribe.lookForLeftovers();
      }
    }
  }

  /**
   * Counts a request of a blocked address that was refused unread, in memory and without SQL; at
   * most one record for each address, gate and minute tells how many there were.
   */
  public void refused(ClientAddress address, Gate gate) {
    refusals.count(address, gate);
  }
}
