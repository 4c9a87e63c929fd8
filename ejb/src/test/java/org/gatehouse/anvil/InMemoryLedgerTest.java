package org.gatehouse.anvil;

import java.util.function.Consumer;
import org.gatehouse.audit.AuditEvent;

class InMemoryLedgerTest extends LedgerContract {

  @Override
  Ledger fresh(Consumer<AuditEvent> audit) {
    return new InMemoryLedger(audit, AnvilFixture.LIMITS);
  }
}
