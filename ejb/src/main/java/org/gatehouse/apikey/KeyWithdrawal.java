package org.gatehouse.apikey;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.session.SessionEnds;

/** Takes back a key that nobody got. */
@ApplicationScoped
public class KeyWithdrawal {

  private Database database;
  private ApiKeys keys;
  private SessionEnds ends;
  private Audit audit;

  /** For the container's proxy; what it makes is never used. */
  public KeyWithdrawal() {}

  @Inject
  KeyWithdrawal(Database database, ApiKeys keys, SessionEnds ends, Audit audit) {
    this.database = database;
    this.keys = keys;
    this.ends = ends;
    this.audit = audit;
  }

  /**
   * Deletes a key whose text did not arrive, and ends what it asked for, in one transaction; one
   * that is no more is nothing to do.
   *
   * @param caller who made it
   * @param handle what people call it by
   */
  public void withdraw(Caller caller, String handle) {
    Again.whenInTheWay(
        () ->
            database.whole(
                () -> {
                  boolean there =
                      keys.of(caller.account()).stream()
                          .anyMatch(key -> key.handle().equals(handle));
                  if (there) {
                    delete(caller, handle);
                  }
                  return null;
                }));
  }

  private void delete(Caller caller, String handle) {
    ApiKeyRow key = keys.delete(caller.account(), handle);
    ends.endOfKey(key.hash(), caller, "its key did not arrive");
    audit.record(
        AuditEvent.by(
            caller,
            AuditEvent.What.KEY,
            "key " + handle + " taken back, since it did not arrive",
            AuditEvent.Result.DONE));
  }
}
