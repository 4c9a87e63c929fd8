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

  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private Conflicts() {}

  /**
   * Does it until it meets none; not once more when three seconds are over.
   *
   * @param deed a whole transaction, such as {@link Database#whole}; not a part of one
   * @throws RuntimeException what the deed throws otherwise, or the last conflict
   */
  public static <T> T retried(Supplier<T> deed) {
    long started = System.nanoTime();
    while (true) {
      try {
        return deed.get();
      } catch (RuntimeException e) {
        if (System.nanoTime() - started > LONGEST.toNanos()
            || SqlState.of(e).filter(SqlState::conflict).isEmpty()) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }
}
