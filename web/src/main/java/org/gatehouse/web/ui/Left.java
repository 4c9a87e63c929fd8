package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long it is until a time, in one unit that is near enough for a person. */
@Named
@RequestScoped
public class Left {

  private static final Duration AS_SECONDS = Duration.ofSeconds(120);
  private static final Duration AS_MINUTES = Duration.ofMinutes(120);
  private static final Duration AS_HOURS = Duration.ofHours(48);

  @Inject private Clock clock;

  /**
   * The time left, rounded up; none of what is past.
   *
   * @param until in ISO 8601, as commands give it
   */
  public String until(String until) {
    Duration left = Duration.between(clock.instant(), Instant.parse(until));
    long seconds = Math.max(0, left.toSeconds());
    if (left.compareTo(AS_SECONDS) < 0) {
      return Texts.of("anvil.seconds", seconds);
    }
    if (left.compareTo(AS_MINUTES) < 0) {
      return Texts.of("anvil.minutes", Math.ceilDiv(seconds, 60));
    }
    return left.compareTo(AS_HOURS) < 0
        ? Texts.of("anvil.hours", Math.ceilDiv(seconds, 3_600))
        : Texts.of("anvil.days", Math.ceilDiv(seconds, 86_400));
  }
}
