package org.gatehouse.session;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;

/** What SQL holds of what {@code admin:hijack} gives; each call is one transaction. */
@Stateless
public class HandOverRecords {

  @Inject private Sessions sessions;

  /** For the container. */
  public HandOverRecords() {}

  /** For tests. */
  HandOverRecords(Sessions sessions) {
    this.sessions = sessions;
  }

  /** See {@link Sessions#hijack}. */
  public String hijack(Caller asker, Account target, Gate gate) {
    return sessions.hijack(asker, target, gate);
  }

  /** See {@link Sessions#withdrawOvertaken}. */
  public boolean withdrawOvertaken(Caller asker) {
    return sessions.withdrawOvertaken(asker);
  }
}
