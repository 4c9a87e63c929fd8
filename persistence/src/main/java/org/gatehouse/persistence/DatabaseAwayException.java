package org.gatehouse.persistence;

import java.sql.SQLTransientConnectionException;

/**
 * The database does not answer. What was asked of it was not done, and it may be asked again later:
 * SQLSTATE 08001 (ISO 9075-2, section 24: unable to establish a connection).
 */
public class DatabaseAwayException extends SQLTransientConnectionException {

  private static final long serialVersionUID = 1L;

  /**
   * The database is away.
   *
   * @param cause how that was seen; null when it was known before
   */
  DatabaseAwayException(Throwable cause) {
    super("the database does not answer", "08001", cause);
  }
}
