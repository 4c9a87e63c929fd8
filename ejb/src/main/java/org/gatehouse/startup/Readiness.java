package org.gatehouse.startup;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.persistence.SqlState;

/** Whether this node can serve: its database answers. */
@ApplicationScoped
public class Readiness {

  private static final Logger LOG = Logger.getLogger(Readiness.class.getName());
  private static final int SECONDS = 1;

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  /**
   * Whether a failure is the database's being away, which it tells the log itself and which ends by
   * itself: no reason for a line, let alone a trace, for each request.
   */
  public static boolean away(Throwable failure) {
    return SqlState.of(failure).filter(SqlState::away).isPresent();
  }

  /** Asks the database; once there is a connection, it has a second to answer. */
  public boolean ready() {
    try (Connection connection = source.getConnection()) {
      return connection.isValid(SECONDS);
    } catch (SQLException e) {
      if (!away(e)) {
        LOG.log(Level.WARNING, "the database cannot be asked: {0}", e.getMessage());
      }
      return false;
    }
  }
}
