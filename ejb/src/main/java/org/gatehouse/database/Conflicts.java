package org.gatehouse.database;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.gatehouse.persistence.SqlState;

/**
 * Does once more what met another transaction: SQL rolls one of both back and has it try again
 * (SQLSTATE class 40), as while {@code [auth] secret} is rotated.
 */
public final class Conflicts {

  private static final int MOST_TRIES = 40;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private Conflicts() {}

  /**
   * Does it until it meets none, for about two seconds at most.
   *
   * @param deed a whole transaction, such as {@link Database#whole}; not a part of one
   * @throws RuntimeException what the deed throws otherwise, or the last conflict
   */
  public static <T> T retried(Supplier<T> deed) {
    for (int tries = 1; ; tries++) {
      try {
        return deed.get();
      } catch (RuntimeException e) {
        if (tries == MOST_TRIES || SqlState.of(e).filter(SqlState::conflict).isEmpty()) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }
}
