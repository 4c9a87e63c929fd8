package org.gatehouse.session;

import java.time.Duration;
import org.gatehouse.scope.Configuration;

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

  /** A shorter stay could end between two requests that are noted as one. */
  private static final Duration SHORTEST = SEEN_TO_THE.multipliedBy(2);

  static SessionTerms of(Configuration configuration) {
    return new SessionTerms(
        configuration.duration("session", "ttl", SHORTEST),
        configuration.duration("session", "max_age", SHORTEST),
        switch (configuration.text("auth", "retain_ui_password")) {
          case "true" -> true;
          case "false" -> false;
          default ->
              throw new IllegalArgumentException("[auth] retain_ui_password is true or false");
        });
  }
}
