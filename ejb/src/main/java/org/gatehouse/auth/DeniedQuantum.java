package org.gatehouse.auth;

import java.time.Duration;

/**
 * The steps of time at which denied answers leave, so that how long a verification took, with
 * whatever hash format and for whatever reason of denial, does not show.
 *
 * @param step {@code [auth] denied_quantum}; zero for none
 */
record DeniedQuantum(Duration step) {

  /**
   * How much longer a denied answer is to be held: until the next step after now at which the
   * anvil's wait is over too.
   *
   * @param elapsed since the verification began
   * @param wait the anvil's, from when the verification began
   */
  Duration hold(Duration elapsed, Duration wait) {
    if (step.isZero()) {
      return remaining(elapsed, wait);
    }
    long nanos = step.toNanos();
    long afterNow = elapsed.toNanos() / nanos + 1;
    long afterWait = Math.ceilDiv(wait.toNanos(), nanos);
    return Duration.ofNanos(Math.max(afterNow, afterWait) * nanos).minus(elapsed);
  }

  /** What is left of a wait. */
  static Duration remaining(Duration elapsed, Duration wait) {
    Duration left = wait.minus(elapsed);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
