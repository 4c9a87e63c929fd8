package org.gatehouse.startup;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.gatehouse.secret.SecretKeeper;
import org.gatehouse.session.SessionEnds;

/**
 * What of {@link Upkeep} needs a transaction, in one of its own: a timer whose transaction is
 * rolled back twice is taken away by the server for good, so that the timers themselves have none.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class UpkeepInTransaction {

  @Inject private SecretKeeper secrets;
  @Inject private SessionEnds ends;

  /** Sees whether another secret is in force by now. */
  public void followSecret() {
    secrets.check();
  }

  /** Removes sessions that are over. */
  public void sweepSessions() {
    ends.sweep();
  }
}
