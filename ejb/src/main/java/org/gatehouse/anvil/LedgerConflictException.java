package org.gatehouse.anvil;

import jakarta.ejb.ApplicationException;

/** Another thread or node changed the same tally first; nothing was written. */
@ApplicationException(rollback = true)
public class LedgerConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LedgerConflictException(Throwable cause) {
    super(cause);
  }
}
