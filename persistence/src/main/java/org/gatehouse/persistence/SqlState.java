package org.gatehouse.persistence;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Why a statement failed, in the five characters that SQL gives it (ISO 9075-2, section 24).
 *
 * @param code the state
 */
public record SqlState(String code) {

  /** The state in a failure's causes; empty when no statement failed. */
  public static Optional<SqlState> of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return Optional.of(new SqlState(sql.getSQLState()));
      }
    }
    return Optional.empty();
  }

  /** Whether a row broke a constraint, as one that is there already does: class 23. */
  public boolean duplicate() {
    return code.startsWith("23");
  }

  /** Whether another transaction was in the way, so that trying again may help: class 40. */
  public boolean conflict() {
    return code.startsWith("40");
  }
}
