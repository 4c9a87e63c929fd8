package org.gatehouse.session;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Lends connections to the tables of sessions. */
@Stateless
public class SessionDatabase {

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @PersistenceContext private EntityManager entities;

  /** Something done with a connection, which stays the lender's. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T with(Connection connection) throws SQLException;
  }

  /**
   * Runs statements each of which stands for itself.
   *
   * @throws IllegalStateException when the database does not do them
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public <T> T apart(Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Runs statements in the caller's transaction, or in one of their own: all hold, or none.
   *
   * @throws IllegalStateException when the database does not do them
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public <T> T together(Work<T> work) {
    try {
      // The one connection that the transaction has; a second would not be part of it.
      return work.with(entities.unwrap(Connection.class));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("the sessions cannot be asked", e);
  }
}
