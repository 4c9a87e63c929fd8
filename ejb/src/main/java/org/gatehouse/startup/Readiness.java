package org.gatehouse.startup;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.OutdatedSecretException;

/** Whether this node can serve: its database answers, and it has the secret in force. */
@ApplicationScoped
public class Readiness {

  private static final Logger LOG = Logger.getLogger(Readiness.class.getName());
  private static final int SECONDS = 1;

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private CurrentSecret secret;

  /**
   * Whether a failure is the database's being away, or the secret's having been rotated on another
   * node, which is told to the log once and not for each request: no reason for a line, let alone a
   * trace.
   */
  public static boolean away(Throwable failure) {
    return SqlState.of(failure).filter(SqlState::away).isPresent()
        || OutdatedSecretException.isCauseOf(failure);
  }

  /** Asks the database; once there is a connection, it has a second to answer. */
  public boolean ready() {
    if (!secret.inForce()) {
      return false;
    }
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
