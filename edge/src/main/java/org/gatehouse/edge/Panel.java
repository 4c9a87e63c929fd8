package org.gatehouse.edge;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.session.Sessions;

/** What stands before the panel: who is signed in is found, and forms are read. */
final class Panel {

  /** What the sign-in page tells by. */
  private static final String ENDED = "?ended";

  private static final String IDLE = ENDED + "=idle";

  private static final List<String> METHODS = List.of("GET", "HEAD", "POST");

  private final Gatekeeper gatekeeper;
  private final Sessions sessions;
  private final Fixation fixation;
  private final HandOverDoor handOvers;
  private final HeldAnswers heldAnswers;
  private final Blocked blocked;
  private final PanelForms forms = new PanelForms();

  Panel(
      Gatekeeper gatekeeper,
      Sessions sessions,
      HandOverDoor handOvers,
      Fixation fixation,
      HeldAnswers heldAnswers,
      Blocked blocked) {
    this.gatekeeper = gatekeeper;
    this.sessions = sessions;
    this.fixation = fixation;
    this.handOvers = handOvers;
    this.heldAnswers = heldAnswers;
    this.blocked = blocked;
  }

  /**
   * Lets a request through, or answers it.
   *
   * @param path the path below the context
   * @throws RuntimeException when a part of Gatehouse is away; nothing was answered then
   */
  void enter(Visit visit, String path) throws IOException, ServletException {
    HttpServletRequest request = visit.request();
    if (!METHODS.contains(request.getMethod())) {
      visit.response().setHeader("Allow", String.join(", ", METHODS));
      visit.refuse(405, Answers.explanation(405));
      return;
    }
    boolean form = request.getMethod().equals("POST");
    Optional<Answers.Refusal> refusal = form ? forms.unfit(request) : forms.unfitLink(request);
    if (refusal.isPresent()) {
      refuse(visit, refusal.get());
    } else if (!form && forms.anybodys(path)) {
      // A page looks right whatever id is shown with its parts.
      visit.goOn();
    } else if (recognised(visit, path, form)) {
      visit.response().setHeader("Cache-Control", "no-store");
      if (CallerAttribute.caller(request).isEmpty() && forms.needsCaller(path)) {
        toSignIn(visit, SessionCookies.ids(request, visit.gate()));
      } else if (form) {
        post(visit, path);
      } else {
        visit.goOn();
      }
    }
  }

  /** Finds who is signed in; false when the request was answered. */
  private boolean recognised(Visit visit, String path, boolean form) throws IOException {
    HttpServletRequest request = visit.request();
    List<String> ids = SessionCookies.ids(request, visit.gate());
    Optional<Caller> caller = Optional.empty();
    for (String id : ids) {
      if (caller.isEmpty()
          && gatekeeper.admit(visit.attempt(new Credential.SessionId(id)))
              instanceof Verdict.Admitted admitted) {
        caller = Optional.of(admitted.caller());
        CallerAttribute.set(request, admitted.caller());
        CallerAttribute.setSession(request, id);
      }
    }
    boolean signsIn = form && handOvers.at(path);
    if (visit.blockedUntil().isPresent() && (caller.isEmpty() || signsIn)) {
      blocked.refuse(visit, visit.blockedUntil().get());
      return false;
    }
    Asking asking = Asking.of(request);
    if (!Query.sessionIds(request).isEmpty()) {
      handOvers.enter(visit, path, asking);
      return false;
    }
    if (caller.isPresent() || ids.isEmpty()) {
      return true;
    }
    if (asking == Asking.PART) {
      if (forms.partial(request)) {
        toSignIn(visit, ids);
      } else {
        visit.refuse(403, GuardedGate.NO_ID);
      }
      return false;
    }
    if (fixation.inCookies(ids, visit.gate(), visit.address(), asking)) {
      SessionCookies.write(request, visit.response(), visit.gate(), sessions.visitorId());
    }
    return true;
  }

  /** Says on the way that a session has ended, and why, to who came with one. */
  private void toSignIn(Visit visit, List<String> ids) throws IOException {
    String page = PanelForms.SIGN_IN;
    if (!ids.isEmpty() && !sessions.visitor(ids.getFirst())) {
      page += sessions.wasIdle(ids.getFirst()) ? IDLE : ENDED;
    }
    if (forms.partial(visit.request())) {
      Answers.leadPartOf(visit.response(), page);
    } else {
      visit.response().sendRedirect(page);
    }
  }

  private void post(Visit visit, String path) throws IOException, ServletException {
    Optional<FormRequest> form;
    try {
      form = forms.read(visit.request(), visit.address());
    } catch (IllegalArgumentException e) {
      refuse(visit, PanelForms.NO_FORM);
      return;
    }
    if (form.isEmpty()) {
      visit.unavailable();
      return;
    }
    Optional<Answers.Refusal> refusal = forms.unfitFields(form.get(), path);
    Optional<HeldAnswers.Place> reserved = heldAnswers.reserve(visit.address());
    if (refusal.isPresent()) {
      reserved.ifPresent(HeldAnswers.Place::close);
      refuse(visit, refusal.get());
    } else if (reserved.isEmpty()) {
      visit.unavailable();
    } else {
      try (HeldAnswers.Place place = reserved.get()) {
        // The sign-in form's verdict is known only within the chain.
        place.chain(form.get(), visit.response(), visit.gate(), Duration.ZERO, visit.chain());
      }
    }
  }

  private static void refuse(Visit visit, Answers.Refusal refusal) throws IOException {
    visit.refuse(refusal.status(), refusal.reason());
  }
}
