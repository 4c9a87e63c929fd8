package org.gatehouse.secret;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** Something that rests on keys of the secret and must go with it when it is exchanged. */
public interface Rotated {

  /**
   * Puts under the next secret what is kept in SQL, in the transaction of the exchange: all of it
   * holds, or none.
   *
   * @param connection after the place where exchanges wait for each other, so that it sees what
   *     those before have done
   */
  void rotate(Connection connection, Rotation rotation) throws SQLException;

  /** Whether it seals what others tell while they rotate, and so comes after them. */
  default boolean last() {
    return false;
  }

  /**
   * Hears that this node uses the next secret, soon after it does.
   *
   * @param usedUntil until when it may have used the former one
   */
  default void taken(Instant usedUntil) {}
}
