package org.gatehouse.anvil;

import java.time.Duration;
import org.gatehouse.scope.Configuration;

/**
 * The anvil's settings.
 *
 * @param limit how many attempts of one address may fail within {@code ttl}, 1 to 500
 * @param ttl how long a failure counts and a block lasts, at least 1 s
 * @param minAttempts from which counted attempt on an answer is held back, at least 1
 * @param baseDelay how long the first held answer waits
 * @param maxDelay the longest wait
 */
public record Limits(
    int limit, Duration ttl, int minAttempts, Duration baseDelay, Duration maxDelay) {

  /** The most attempts that an entry holds; its column is bounded. */
  static final int LARGEST = 500;

  /** A shorter time to live would be no limit at all. */
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);

  /** Further doublings of any base delay are longer than any longest wait. */
  private static final int MOST_DOUBLINGS = 30;

  /**
   * The settings in force.
   *
   * @throws IllegalArgumentException when one is out of its range
   */
  static Limits of(Configuration configuration) {
    return new Limits(
        configuration.number("anvil", "limit", 1, LARGEST),
        configuration.duration("anvil", "ttl", SHORTEST_TTL),
        configuration.number("anvil", "min_attempts", 1, LARGEST),
        configuration.duration("anvil", "base_delay", Duration.ZERO),
        configuration.duration("anvil", "max_delay", Duration.ZERO));
  }

  /**
   * How long the answer to a counted attempt is held: exponential from {@code minAttempts} on.
   *
   * @param counted which counted attempt of its address it is, from 1
   */
  public Duration wait(int counted) {
    if (counted < minAttempts) {
      return Duration.ZERO;
    }
    int doublings = Math.min(counted - minAttempts, MOST_DOUBLINGS);
    Duration wait = baseDelay.multipliedBy(1L << doublings);
    return wait.compareTo(maxDelay) < 0 ? wait : maxDelay;
  }
}
