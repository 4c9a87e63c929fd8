package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.session.HandOverTable;
import org.gatehouse.persistence.session.SessionTable;
import org.gatehouse.secret.Rotated;
import org.gatehouse.secret.Rotation;

/**
 * What sessions do when the secret is exchanged: they end, since the passwords that they keep are
 * sealed under keys that their ids take part in, and nobody but their clients has these.
 */
@ApplicationScoped
public class SessionRotation implements Rotated {

  private Database database;
  private Sessions sessions;
  private Audit audit;

  /** For the container's proxy; what it makes is never used. */
  public SessionRotation() {}

  @Inject
  SessionRotation(Database database, Sessions sessions, Audit audit) {
    this.database = database;
    this.sessions = sessions;
    this.audit = audit;
  }

  @Override
  public void rotate(Connection connection, Rotation rotation) throws SQLException {
    new HandOverTable(connection).takeAll(rotation.at());
    end(connection, rotation.at(), rotation.at());
  }

  /** Those that were started under the former secret while it was exchanged. */
  @Override
  public void taken(Instant usedUntil) {
    database.together(
        connection -> {
          end(connection, usedUntil, usedUntil);
          return null;
        });
  }

  private void end(Connection connection, Instant until, Instant now) throws SQLException {
    int ended = new SessionTable(connection).endStartedUntil(until, now);
    sessions.forgetAll();
    if (ended > 0) {
      audit.record(
          new AuditEvent(
              AuditEvent.What.SESSION,
              "gatehouse",
              Optional.empty(),
              Optional.empty(),
              ended + " sessions ended: the secret was rotated",
              AuditEvent.Result.DONE));
    }
  }
}
