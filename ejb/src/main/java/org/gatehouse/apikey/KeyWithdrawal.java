package org.gatehouse.apikey;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.session.Sessions;

/** Takes back a key that nobody got. */
@Stateless
public class KeyWithdrawal {

  @Inject private ApiKeys keys;
  @Inject private Sessions sessions;
  @Inject private Audit audit;

  /** For the container. */
  public KeyWithdrawal() {}

  /** For tests. */
  KeyWithdrawal(ApiKeys keys, Sessions sessions, Audit audit) {
    this.keys = keys;
    this.sessions = sessions;
    this.audit = audit;
  }

  /**
   * Deletes a key whose text did not arrive, and ends what it asked for; one that is no more is
   * nothing to do.
   *
   * @param caller who made it
   * @param handle what people call it by
   */
  public void withdraw(Caller caller, String handle) {
    Optional<ApiKeyRow> key = keys.delete(caller.account(), handle);
    if (key.isPresent()) {
      sessions.endOfKey(key.get().hash(), caller, "its key did not arrive");
      audit.record(
          AuditEvent.by(
              caller,
              AuditEvent.What.KEY,
              "key " + handle + " taken back, since it did not arrive",
              AuditEvent.Result.DONE));
    }
  }
}
