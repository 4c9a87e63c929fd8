package org.gatehouse.persistence;

import java.util.function.Supplier;

/** Transactions that are tried again when others were in their way. */
public final class Again {

  /** Databases end one of two that wait for each other, so that one of them goes on each time. */
  private static final int TRIES = 10;

  private Again() {}

  /**
   * Runs a transaction, again when the database gave it up for another one.
   *
   * @param transaction begins and ends within each call; what it did was undone when it fails
   * @throws RuntimeException what the last try threw
   */
  public static <T> T whenInTheWay(Supplier<T> transaction) {
    for (int tries = 1; ; tries++) {
      try {
        return transaction.get();
      } catch (RuntimeException e) {
        if (tries == TRIES || SqlState.of(e).filter(SqlState::conflict).isEmpty()) {
          throw e;
        }
      }
    }
  }
}
