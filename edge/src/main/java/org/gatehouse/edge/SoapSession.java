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
 * get a cookie. One that shows it with the next calls goes on in its session, one that does not is
 * known again; keys start none.
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
            .filter(session -> session.account().equals(caller.account()))
            .findFirst();
    if (live.isPresent()) {
      return new Caller(caller.account(), Gate.SOAP, visit.address(), live.get().proof());
    }
    fresh(visit, caller, ids)
        .ifPresent(id -> SessionCookies.write(visit.request(), visit.response(), Gate.SOAP, id));
    return caller;
  }

  private Optional<String> fresh(Visit visit, Caller caller, List<String> ids) {
    if (ids.isEmpty()) {
      return sessions.soapSession(caller, visit.userAgent());
    }
    fixation.inCookies(ids, Gate.SOAP, visit.address(), Asking.of(visit.request()));
    return Optional.of(sessions.start(caller, visit.userAgent(), "").id());
  }
}
