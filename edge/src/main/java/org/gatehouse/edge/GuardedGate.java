package org.gatehouse.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.session.OvertakenException;
import org.gatehouse.session.Sessions;

/**
 * What stands before SOAP, REST and the CLI: each request shows a credential in its head, or at
 * SOAP and REST the cookie of a session; nothing of its body is read before it is admitted.
 */
final class GuardedGate {

  /** What a page of ours sends with a call, and no other site's page can. */
  static final String CSRF_TOKEN = "X-CSRF-Token";

  private final Gatekeeper gatekeeper;
  private final Sessions sessions;
  private final Fixation fixation;
  private final SoapSession soapSession;
  private final HeldAnswers heldAnswers;
  private final Blocked blocked;

  GuardedGate(
      Gatekeeper gatekeeper,
      Sessions sessions,
      Fixation fixation,
      HeldAnswers heldAnswers,
      Blocked blocked) {
    this.gatekeeper = gatekeeper;
    this.sessions = sessions;
    this.fixation = fixation;
    this.soapSession = new SoapSession(sessions, fixation);
    this.heldAnswers = heldAnswers;
    this.blocked = blocked;
  }

  /**
   * Lets a request through, or answers it.
   *
   * @throws RuntimeException when a part of Gatehouse is away; nothing was answered then
   */
  void enter(Visit visit) throws IOException, ServletException {
    HttpServletRequest request = visit.request();
    if (visit.gate() == Gate.SOAP && !request.getMethod().equals("POST")) {
      visit.response().setHeader("Allow", "POST");
      visit.refuse(405, "POST a SOAP message here; /gatehouse.wsdl and /apnscp.wsdl describe it");
      return;
    }
    Asking asking = Asking.of(request);
    List<String> inAddress = Query.sessionIds(request);
    if (!inAddress.isEmpty()) {
      if (asking == Asking.PART) {
        visit.refuse(403, NO_ID);
        return;
      }
      fixation.inAddress(inAddress, visit.gate(), visit.address(), asking);
      giveFreshId(visit);
      visit.deny();
      return;
    }
    Optional<Credential> credential = RequestCredential.of(request, visit.gate());
    if (credential.isPresent()) {
      verify(visit, credential.get());
      return;
    }
    List<String> ids =
        visit.gate() == Gate.CLI ? List.of() : SessionCookies.ids(request, visit.gate());
    if (ids.isEmpty()) {
      visit.deny();
    } else {
      find(visit, ids, asking);
    }
  }

  /**
   * The same at DAV, where nothing but a password is taken: no cookie and no id in the address is
   * looked at, and what is admitted is never held, since its answer may be of any length.
   */
  void enterDav(Visit visit) throws IOException, ServletException {
    Optional<Credential> credential = RequestCredential.of(visit.request(), visit.gate());
    if (credential.isPresent()) {
      verify(visit, credential.get());
    } else {
      visit.deny();
    }
  }

  /** What a request gets whose id is not even looked at. */
  static final String NO_ID = "no session is taken from such a request";

  private void verify(Visit visit, Credential credential) throws IOException, ServletException {
    Optional<HeldAnswers.Place> reserved = heldAnswers.reserve(visit.address());
    if (reserved.isEmpty()) {
      visit.unavailable();
      return;
    }
    try (HeldAnswers.Place place = reserved.get()) {
      settle(visit, gatekeeper.admit(visit.attempt(credential)), place);
    }
  }

  private void settle(Visit visit, Verdict verdict, HeldAnswers.Place place)
      throws IOException, ServletException {
    switch (verdict) {
      case Verdict.Admitted admitted -> {
        Caller caller = admitted.caller();
        if (visit.gate() == Gate.SOAP) {
          try {
            caller = soapSession.of(visit, caller);
          } catch (OvertakenException e) {
            deny(visit, admitted.hold(), place);
            return;
          }
        }
        CallerAttribute.set(visit.request(), caller);
        if (admitted.hold().isZero() || visit.gate() == Gate.DAV) {
          // A command may work for long.
          place.close();
          visit.goOn();
        } else {
          place.chain(
              visit.request(), visit.response(), visit.gate(), admitted.hold(), visit.chain());
        }
      }
      case Verdict.Denied denied -> deny(visit, denied.hold(), place);
      case Verdict.SecondStep step ->
          place.answer(
              visit.request(),
              visit.response(),
              visit.gate(),
              step.hold(),
              late ->
                  Answers.refuse(late, visit.gate(), 403, "this account signs in at the panel"));
      case Verdict.Throttled throttled -> blocked.refuse(visit, throttled.until());
      case Verdict.Busy _ -> visit.unavailable();
    }
  }

  private static void deny(Visit visit, Duration hold, HeldAnswers.Place place) throws IOException {
    // Read now: when the answer leaves, the request may be gone.
    List<String> challenges = Challenges.of(visit.request(), visit.gate());
    place.answer(
        visit.request(),
        visit.response(),
        visit.gate(),
        hold,
        late -> Answers.deny(late, visit.gate(), challenges));
  }

  private void find(Visit visit, List<String> ids, Asking asking)
      throws IOException, ServletException {
    for (String id : ids) {
      if (gatekeeper.admit(visit.attempt(new Credential.SessionId(id)))
          instanceof Verdict.Admitted admitted) {
        if (visit.gate() == Gate.REST
            && !sessions.csrfTokenFits(id, visit.request().getHeader(CSRF_TOKEN))) {
          visit.refuse(403, "send the X-CSRF-Token of the panel's page with its session");
          return;
        }
        CallerAttribute.set(visit.request(), admitted.caller());
        visit.goOn();
        return;
      }
    }
    if (visit.blockedUntil().isPresent()) {
      blocked.refuse(visit, visit.blockedUntil().get());
    } else if (asking == Asking.PART) {
      visit.refuse(403, NO_ID);
    } else {
      if (fixation.inCookies(ids, visit.gate(), visit.address(), asking)) {
        giveFreshId(visit);
      }
      visit.deny();
    }
  }

  private void giveFreshId(Visit visit) {
    // REST shares the panel's cookies.
    Gate owner = visit.gate() == Gate.SOAP ? Gate.SOAP : Gate.UI;
    SessionCookies.write(visit.request(), visit.response(), owner, sessions.visitorId());
  }
}
