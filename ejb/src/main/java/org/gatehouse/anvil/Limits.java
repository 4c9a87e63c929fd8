package org.gatehouse.anvil;

import java.time.Duration;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * The anvil's settings.
 *
 * @param limit how many attempts of one address may fail within {@code ttl}, 1 to 500
 * @param ttl how long a failure counts and a block lasts, at least 1 s
 * @param minAttempts from which counted attempt on an answer is held back, at least 1
 * @param baseDelay how long the first held answer waits
 * @param maxDelay the longest wait
 * @param ipv6Escalate whether whole networks of IPv6 are blocked when many of their parts fail
 */
public record Limits(
    int limit,
    Duration ttl,
    int minAttempts,
    Duration baseDelay,
    Duration maxDelay,
    boolean ipv6Escalate) {

  /** Further doublings of any base delay are longer than any longest wait. */
  private static final int MOST_DOUBLINGS = 30;

  /** The settings in force. */
  static Limits of(Configuration configuration) {
    return new Limits(
        configuration.value(Settings.ANVIL_LIMIT),
        configuration.value(Settings.ANVIL_TTL),
        configuration.value(Settings.ANVIL_MIN_ATTEMPTS),
        configuration.value(Settings.ANVIL_BASE_DELAY),
        configuration.value(Settings.ANVIL_MAX_DELAY),
        configuration.value(Settings.ANVIL_IPV6_ESCALATE));
  }

  /**
   * How long the answer to a counted attempt is held: exponential from {@code minAttempts} on.
   *
   * @param counted which counted attempt of its address it is, from 1
   */
  public Duration wait(int counted) {
    return wait(counted, minAttempts);
  }

  /**
   * How long the answer to a stranger's attempt is held: exponential from the {@code limit}th
   * failure of strangers at its account on.
   *
   * @param failures how many of them count
   */
  Duration strangersWait(int failures) {
    return wait(failures, limit);
  }

  private Duration wait(int counted, int from) {
    if (counted < from) {
      return Duration.ZERO;
    }
    int doublings = Math.min(counted - from, MOST_DOUBLINGS);
    Duration wait = baseDelay.multipliedBy(1L << doublings);
    return wait.compareTo(maxDelay) < 0 ? wait : maxDelay;
  }

  /** How many failures of strangers are kept of one account: what the longest wait needs. */
  int mostStrangers() {
    int most = limit;
    while (strangersWait(most).compareTo(maxDelay) < 0 && most < limit + MOST_DOUBLINGS) {
      most++;
    }
    return Math.max(most, LEAST_STRANGERS);
  }

  /** Enough to tell an attack by many addresses whatever the limit is. */
  private static final int LEAST_STRANGERS = 16;

  /** For how many failures of strangers one address counts, so that one alone is no crowd. */
  int mostOfOneStranger() {
    return (limit + Strangers.LEAST_SOURCES - 1) / Strangers.LEAST_SOURCES;
  }
}
