package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.database.Database;
import org.gatehouse.session.SessionEnds;

/** What SQL holds of a changed password; each call is one transaction. */
@ApplicationScoped
public class PasswordRecords {

  private Database database;
  private SessionEnds ends;
  private Audit audit;

  /** For the container's proxy; what it makes is never used. */
  public PasswordRecords() {}

  @Inject
  PasswordRecords(Database database, SessionEnds ends, Audit audit) {
    this.database = database;
    this.ends = ends;
    this.audit = audit;
  }

  /**
   * Ends the sessions of an account whose password was changed, but for the caller's own one, and
   * writes it into the audit.
   */
  public void changed(Caller caller, Account account) {
    Optional<String> own =
        caller.proof() instanceof Proof.Session(String idHash, var _, var _)
            ? Optional.of(idHash)
            : Optional.empty();
    database.whole(
        () -> {
          ends.endOf(account, own, caller, "its password was changed");
          ends.forgetPasswords(account);
          audit.record(
              AuditEvent.by(
                  caller,
                  AuditEvent.What.PASSWORD,
                  "password of " + account.name() + " changed",
                  AuditEvent.Result.DONE));
          return null;
        });
  }
}
