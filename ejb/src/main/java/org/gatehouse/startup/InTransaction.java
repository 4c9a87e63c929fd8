package org.gatehouse.startup;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/**
 * Does something in a transaction of its own. A timer whose own transaction is rolled back twice is
 * taken away by the server for good, so that none of {@link Upkeep} has one.
 */
@Stateless
public class InTransaction {

  /** Does it; what it throws has its transaction rolled back. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void run(Runnable deed) {
    deed.run();
  }
}
