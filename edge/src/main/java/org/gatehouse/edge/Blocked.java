package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/** What becomes of the requests of a blocked address. */
final class Blocked {

  private final Predicate<String> knownHere;
  private final BiConsumer<ClientAddress, Gate> note;
  private final Clock clock;

  /**
   * Refuses.
   *
   * @param knownHere whether this node saw a session live within {@code [session] ttl}
   * @param note takes note of a refusal; asks no database
   */
  Blocked(Predicate<String> knownHere, BiConsumer<ClientAddress, Gate> note, Clock clock) {
    this.knownHere = knownHere;
    this.note = note;
    this.clock = clock;
  }

  /**
   * Whether a request may pass all the same: it shows a session that this node knows to be live,
   * and nothing that would have to be verified. One stranger behind a shared address then does not
   * throw everybody out.
   */
  boolean mayPass(HttpServletRequest request, Gate gate) {
    return gate != Gate.CLI
        && request.getHeader("Authorization") == null
        && Query.values(request, RequestCredential.KEY).isEmpty()
        && Query.sessionIds(request).isEmpty()
        && SessionCookies.ids(request, gate).stream().anyMatch(knownHere);
  }

  /** Answers 429. */
  void refuse(HttpServletResponse response, Gate gate, ClientAddress address, Instant until)
      throws IOException {
    note.accept(address, gate);
    Answers.throttle(response, gate, Duration.between(clock.instant(), until));
  }

  void refuse(Visit visit, Instant until) throws IOException {
    refuse(visit.response(), visit.gate(), visit.address(), until);
  }
}
