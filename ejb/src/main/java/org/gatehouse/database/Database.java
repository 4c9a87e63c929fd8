package org.gatehouse.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Lends connections. Not an enterprise bean, since the container's work around each call of one
 * would cost a request more than its statements do.
 *
 * <p>What changes something must not be called from an enterprise bean's method that has no
 * transaction ({@code NOT_SUPPORTED}): the server's pool asks that method's invocation which
 * transaction it is in, so no connection would join the one that begins here.
 */
@ApplicationScoped
public class Database {

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  /** Something done with a connection, which stays the lender's. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T with(Connection connection) throws SQLException;
  }

  /**
   * Runs statements that change nothing, in the caller's transaction if there is one. Nothing of
   * the container stands around it, so it costs what its statements cost.
   *
   * @throws IllegalStateException when the database does not do them
   */
  public <T> T read(Work<T> work) {
    return lent(work);
  }

  /**
   * Runs statements each of which stands for itself, whatever transaction the caller is in.
   *
   * @throws IllegalStateException when the database does not do them
   */
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public <T> T apart(Work<T> work) {
    return lent(work);
  }

  /**
   * Runs statements in the caller's transaction, or in one of their own: all hold, or none.
   *
   * @throws IllegalStateException when the database does not do them; a transaction of the caller's
   *     can then only be rolled back
   */
  @Transactional
  public <T> T together(Work<T> work) {
    return lent(work);
  }

  /**
   * Does what asks the database several times in the caller's transaction, or in one of its own:
   * all of it holds, or none.
   *
   * @throws RuntimeException what the deed throws, or why the transaction could not be kept; one of
   *     the caller's can then only be rolled back
   */
  @Transactional
  public <T> T whole(Supplier<T> deed) {
    return deed.get();
  }

  private <T> T lent(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** What callers are told. */
  protected static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("the database cannot be asked", e);
  }
}
