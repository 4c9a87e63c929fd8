package org.gatehouse.edge;

import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.session.Live;
import org.gatehouse.session.Sessions;

/**
 * The sessions of SOAP clients that show their password with each call: with the first answer they
 * get a cookie. One that shows it with the next calls goes on in its session; one that does not, or
 * goes on showing an id that is of no use, is known again, so that its calls are not a session
 * each; keys start none.
 */
final class SoapSession {

  private final Sessions sessions;
  private final Fixation fixation;

  SoapSession(Sessions sessions, Fixation fixation) {
    this.sessions = sessions;
    this.fixation = fixation;
  }

  /**
   * The caller in its session.
   *
   * @param caller who was admitted by what stands in the head
   */
  Caller of(Visit visit, Caller caller) {
    if (!(caller.proof() instanceof Proof.Password)) {
      return caller;
    }
    List<String> ids = SessionCookies.ids(visit.request(), Gate.SOAP);
    Optional<Live> live =
        ids.stream()
            .flatMap(id -> sessions.find(id, Gate.SOAP, visit.address()).stream())
            .map(Sessions.Found::live)
            .filter(session -> session.account().equals(caller.account()))
            .findFirst();
    if (live.isPresent()) {
      return new Caller(caller.account(), Gate.SOAP, visit.address(), live.get().proof());
    }
    // Decided first: an id that its session has ended is known as such from then on.
    boolean fresh = fixation.inCookies(ids, Gate.SOAP, visit.address(), Asking.of(visit.request()));
    Optional<String> started = sessions.soapSession(caller, visit.userAgent());
    started
        .or(() -> fresh ? Optional.of(sessions.visitorId()) : Optional.empty())
        .ifPresent(id -> SessionCookies.write(visit.request(), visit.response(), Gate.SOAP, id));
    return caller;
  }
}
