package org.gatehouse.auth;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.session.SessionEnds;

/** What SQL holds of a changed password; each call is one transaction. */
@Stateless
public class PasswordRecords {

  @Inject private SessionEnds ends;
  @Inject private Audit audit;

  /** For the container. */
  public PasswordRecords() {}

  /** For tests. */
  PasswordRecords(SessionEnds ends, Audit audit) {
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
    changed(caller, account, own, "changed");
  }

  /** The same of an account that got a password which was made here; all of its sessions end. */
  public void reset(Caller caller, Account account) {
    changed(caller, account, Optional.empty(), "reset");
  }

  private void changed(Caller caller, Account account, Optional<String> kept, String deed) {
    ends.endOf(account, kept, caller, "its password was " + deed);
    ends.forgetPasswords(account);
    audit.record(
        AuditEvent.by(
            caller,
            AuditEvent.What.PASSWORD,
            "password of " + account.name() + " " + deed,
            AuditEvent.Result.DONE));
  }

  /**
   * Ends all sessions of an account whose password was changed by a call that was cut short, and
   * writes it into the audit. Nobody knows any more which session was the caller's own.
   */
  public void finished(Account account) {
    ends.endOf(account, "its password was changed");
    ends.forgetPasswords(account);
    audit.record(
        new AuditEvent(
            AuditEvent.What.PASSWORD,
            "gatehouse",
            Optional.empty(),
            Optional.empty(),
            "password of " + account.name() + " was changed by a call that was cut short",
            AuditEvent.Result.DONE));
  }
}
