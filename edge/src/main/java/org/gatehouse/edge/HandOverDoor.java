package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.Caller;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.Offer;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;
import org.gatehouse.session.Started;

/**
 * The panel's answer to {@code /?esprit_id=} and {@code /apps/PAGE?esprit_id=}: an unused hand-over
 * is exchanged for a fresh session, any other id is never adopted. The answer is a redirect without
 * the id, which no cache keeps and no page that follows is told of.
 */
final class HandOverDoor {

  /** Asks a person who is signed in as somebody else. */
  static final String PAGE = "/hand-over.xhtml";

  /** A page that a hand-over may lead to. */
  private static final Pattern APP = Pattern.compile("/apps/[a-z-]{1,40}");

  private static final List<String> HOME = List.of("/", "/index.xhtml");

  private final Sessions sessions;
  private final SessionEnds ends;
  private final HandOvers handOvers;
  private final Fixation fixation;

  HandOverDoor(Sessions sessions, SessionEnds ends, HandOvers handOvers, Fixation fixation) {
    this.sessions = sessions;
    this.ends = ends;
    this.handOvers = handOvers;
    this.fixation = fixation;
  }

  /** Whether a path is that of the page that asks. */
  boolean at(String path) {
    return path.equals(PAGE);
  }

  /** Answers a request with an id in its address; who is signed in is known already. */
  void enter(Visit visit, String path, Asking asking) throws IOException {
    HttpServletResponse response = visit.response();
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    List<String> ids = Query.sessionIds(visit.request());
    if (asking == Asking.PART || !visit.request().getMethod().equals("GET")) {
      if (asking != Asking.PART) {
        fixation.inAddress(ids, visit.gate(), visit.address(), asking);
      }
      visit.refuse(403, GuardedGate.NO_ID);
      return;
    }
    List<String> asked = Query.values(visit.request(), SessionCookies.ID);
    boolean page = HOME.contains(path) || APP.matcher(path).matches();
    Optional<Offer> offer =
        asked.size() == 1 && ids.size() == 1 && page
            ? handOvers.peek(asked.getFirst())
            : Optional.empty();
    if (offer.isPresent()) {
      use(visit, path, asked.getFirst(), offer.get());
      return;
    }
    fixation.inAddress(ids, visit.gate(), visit.address(), asking);
    if (CallerAttribute.caller(visit.request()).isEmpty()) {
      SessionCookies.write(visit.request(), response, visit.gate(), sessions.visitorId());
    }
    redirect(response, "/");
  }

  private void use(Visit visit, String path, String id, Offer offer) throws IOException {
    boolean somebodyElse =
        CallerAttribute.caller(visit.request())
            .map(Caller::account)
            .map(account -> account.name().toString())
            .filter(name -> !name.equals(offer.account()))
            .isPresent();
    if (somebodyElse) {
      SessionCookies.keepHandOver(visit.request(), visit.response(), id);
      redirect(visit.response(), PAGE);
      return;
    }
    Optional<Started> started = handOvers.handOver(id, visit.address(), visit.userAgent());
    if (started.isEmpty()) {
      visit.refuse(403, "this hand-over cannot be used, or not from here");
      return;
    }
    CallerAttribute.session(visit.request()).ifPresent(ends::end);
    SessionCookies.back(visit.request()).map(SessionCookies.Back::id).ifPresent(ends::end);
    SessionCookies.start(
        visit.request(), visit.response(), started.get().id(), started.get().tag());
    redirect(visit.response(), HOME.contains(path) ? "/" : path);
  }

  private static void redirect(HttpServletResponse response, String path) throws IOException {
    response.sendRedirect(path, HttpServletResponse.SC_SEE_OTHER);
  }
}
