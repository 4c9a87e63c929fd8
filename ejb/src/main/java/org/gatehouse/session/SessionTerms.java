package org.gatehouse.session;

import java.time.Duration;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * How long sessions last, and whether the panel's keep the password.
 *
 * @param idle after how long without a request one ends
 * @param longest after how long one ends however much it is used
 * @param retainPassword whether the panel's keep the password, sealed
 */
record SessionTerms(Duration idle, Duration longest, boolean retainPassword) {

  /** To what the time of the last request is written: each more would make a request a write. */
  static final Duration SEEN_TO_THE = Duration.ofMinutes(1);

  static SessionTerms of(Configuration configuration) {
    return new SessionTerms(
        configuration.value(Settings.SESSION_TTL),
        configuration.value(Settings.SESSION_MAX_AGE),
        configuration.value(Settings.RETAIN_UI_PASSWORD));
  }
}
