package org.gatehouse.persistence;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Why a statement failed, in the five characters that SQL gives it (ISO 9075-2, section 24) and in
 * the server's own number.
 *
 * @param code the state
 * @param number the server's own number
 */
public record SqlState(String code, int number) {

  /**
   * MariaDB: the record has changed since it was read; a lock wait timed out. Both come as HY000.
   */
  private static final Set<Integer> MARIADB_CONFLICTS = Set.of(1020, 1205);

  /** The state in a failure's causes; empty when no statement failed. */
  public static Optional<SqlState> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return Optional.of(new SqlState(sql.getSQLState(), sql.getErrorCode()));
      }
    }
    return Optional.empty();
  }

  /** Whether a row broke a constraint, as one that is there already does: class 23. */
  public boolean duplicate() {
    return code.startsWith("23");
  }

  /** Whether there is no connection to the database, or none any more: class 08. */
  public boolean away() {
    return code.startsWith("08");
  }

  /**
   * Whether another transaction was in the way, so that trying again may help: class 40, mostly.
   */
  public boolean conflict() {
    return code.startsWith("40") || code.equals("HY000") && MARIADB_CONFLICTS.contains(number);
  }
}
