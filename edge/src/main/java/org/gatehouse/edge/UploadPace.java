package org.gatehouse.edge;

import java.time.Duration;

/**
 * How fast a body comes: on average over each half minute that it is waited for, so many bytes a
 * second. What the reader takes for other work does not count, and a body that keeps up may be of
 * any length.
 */
final class UploadPace {

  /** Over how long the average is taken. */
  static final Duration WINDOW = Duration.ofSeconds(30);

  private static final double SECOND = 1e9;

  private final int slowest;
  private long waited;
  private long received;

  /**
   * Nothing has come yet.
   *
   * @param slowest the fewest bytes a second; 0 for any
   */
  UploadPace(int slowest) {
    this.slowest = slowest;
  }

  /**
   * Counts what came.
   *
   * @param nanoseconds how long it was waited for
   * @param bytes how much it is
   * @return whether it comes fast enough
   */
  boolean keptUp(long nanoseconds, int bytes) {
    waited += nanoseconds;
    received += bytes;
    if (waited < WINDOW.toNanos()) {
      return true;
    }
    boolean keptUp = received >= slowest * (waited / SECOND);
    waited = 0;
    received = 0;
    return keptUp;
  }
}
