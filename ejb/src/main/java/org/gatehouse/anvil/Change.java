package org.gatehouse.anvil;

import java.util.List;
import org.gatehouse.audit.AuditEvent;

/**
 * What becomes of a tally, and what is told of it in the same transaction.
 *
 * @param tally the new tally
 * @param events what the audit is told
 * @param forAllNodes whether other nodes must stop believing what they know
 */
public record Change(Tally tally, List<AuditEvent> events, boolean forAllNodes) {

  public Change {
    events = List.copyOf(events);
  }

  /** A change that nobody is told of. */
  static Change silent(Tally tally) {
    return new Change(tally, List.of(), false);
  }

  /** Whether it is nothing but a new tally. */
  boolean plain() {
    return events.isEmpty() && !forAllNodes;
  }
}
