package org.gatehouse.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Lends connections. Not an enterprise bean, since the container's work around each call of one
 * would cost a request more than its statements do.
 */
@ApplicationScoped
public class Database {

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  /** Unlike {@code UserTransaction} it may be asked from within enterprise beans too. */
  @Resource(lookup = "java:appserver/TransactionManager")
  private TransactionManager transactions;

  /** Something done with a connection, which stays the lender's. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T with(Connection connection) throws SQLException;
  }

  /**
   * Runs statements each of which stands for itself, whatever transaction the caller is in.
   *
   * @throws IllegalStateException when the database does not do them
   */
  public <T> T apart(Work<T> work) {
    try {
      if (transactions.getStatus() == Status.STATUS_NO_TRANSACTION) {
        return lent(work);
      }
      Transaction callers = transactions.suspend();
      try {
        return lent(work);
      } finally {
        transactions.resume(callers);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /**
   * Runs statements in the caller's transaction, or in one of their own: all hold, or none.
   *
   * @throws IllegalStateException when the database does not do them; a transaction of the caller's
   *     can then only be rolled back
   */
  public <T> T together(Work<T> work) {
    return whole(
        () -> {
          try {
            return lent(work);
          } catch (SQLException e) {
            throw failed(e);
          }
        });
  }

  /**
   * Does what asks the database several times in the caller's transaction, or in one of its own:
   * all of it holds, or none.
   *
   * @throws IllegalStateException when the transaction could not be kept
   * @throws RuntimeException what the deed throws; a transaction of the caller's can then only be
   *     rolled back
   */
  public <T> T whole(Supplier<T> deed) {
    try {
      return transactions.getStatus() == Status.STATUS_NO_TRANSACTION ? alone(deed) : joined(deed);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private <T> T alone(Supplier<T> deed) throws Exception {
    transactions.begin();
    boolean done = false;
    try {
      T result = deed.get();
      // From here on the transaction is over, whether or not it was kept.
      done = true;
      transactions.commit();
      return result;
    } finally {
      if (!done) {
        transactions.rollback();
      }
    }
  }

  private <T> T joined(Supplier<T> deed) throws SystemException {
    boolean done = false;
    try {
      T result = deed.get();
      done = true;
      return result;
    } finally {
      if (!done) {
        transactions.setRollbackOnly();
      }
    }
  }

  private <T> T lent(Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return work.with(connection);
    }
  }

  /** What callers are told. */
  protected static IllegalStateException failed(Exception e) {
    return new IllegalStateException("the database cannot be asked", e);
  }
}
