package org.gatehouse.anvil;

import java.sql.SQLException;

/** The database did not do what the anvil asked of it; nothing of it was written. */
public class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LedgerException(SQLException cause) {
    super("the database did not do what the anvil asked of it", cause);
  }
}
