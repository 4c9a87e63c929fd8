package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.edge.Hold;
import org.gatehouse.edge.SessionCookies;
import org.gatehouse.session.HandOvers;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Started;

/** The browser that a page answers: what it brought, and the sessions that it is given. */
@RequestScoped
public class Browser {

  @Inject private FacesContext faces;
  @Inject private HandOvers handOvers;
  @Inject private SessionEnds ends;

  /** The try to come in by what was typed. */
  public Attempt attempt(Credential credential) {
    return new Attempt(Gate.UI, credential, CallerAttribute.address(request()), userAgent());
  }

  /** What the browser calls itself; null when it says nothing. */
  public String userAgent() {
    return request().getHeader("User-Agent");
  }

  /** Holds the answer back for as long as a {@link Verdict} says. */
  public void hold(Duration time) {
    Hold.ask(request(), time);
  }

  /** Answers with a status other than 200. */
  public void status(int status) {
    external().setResponseStatus(status);
  }

  /** Says after how many seconds to try again. */
  public void retryAfter(long seconds) {
    external().setResponseHeader("Retry-After", Long.toString(seconds));
  }

  /** Leads to another page. */
  public void lead(String path) throws IOException {
    external().redirect(external().getRequestContextPath() + path);
  }

  /** Gives it a session that was just started, in the place of what it was signed in by. */
  public void enter(Started started) {
    SessionCookies.start(request(), response(), started.id(), started.tag());
  }

  /** Ends what it is signed in by, with what it would have gone back to. */
  public void end() {
    CallerAttribute.session(request()).ifPresent(ends::end);
    SessionCookies.back(request()).map(SessionCookies.Back::id).ifPresent(ends::end);
  }

  /** Ends that, and takes all its cookies back. */
  public void leave() {
    end();
    SessionCookies.clear(request(), response());
  }

  /** The hand-over that it was asked about. */
  public Optional<String> handOver() {
    return SessionCookies.handOver(request());
  }

  /** Forgets the hand-over that it was asked about. */
  public void forgetHandOver() {
    SessionCookies.clearHandOver(request(), response());
  }

  /**
   * Exchanges a hand-over for the session that the browser goes on in. The one until now ends with
   * what it would have gone back to, unless it is the one that asked: that is kept to go back to.
   *
   * @param asked whether the hand-over was asked for in the session until now
   * @return false when the hand-over cannot be used, or not from here; nothing changed then
   */
  public boolean enterByHandOver(String id, boolean asked) {
    Optional<Started> started =
        handOvers.handOver(id, CallerAttribute.address(request()), userAgent());
    if (started.isEmpty()) {
      return false;
    }
    Optional<String> until = CallerAttribute.session(request());
    if (!asked) {
      end();
    }
    enter(started.get());
    if (asked) {
      until.ifPresent(session -> SessionCookies.keepBack(request(), response(), session));
    }
    return true;
  }

  /** Whether it shows a session to go back to; whether that is one, {@link #goBack} tells. */
  public boolean hasWayBack() {
    return SessionCookies.back(request()).isPresent();
  }

  /** Goes back to the session that asked for the one until now, which ends. */
  public boolean goBack() {
    Optional<String> until = CallerAttribute.session(request());
    Optional<SessionCookies.Back> back = SessionCookies.back(request());
    if (until.isEmpty()
        || back.isEmpty()
        || !handOvers.goBack(until.get(), back.get().id(), CallerAttribute.address(request()))) {
      return false;
    }
    enter(new Started(back.get().id(), back.get().tag()));
    return true;
  }

  private ExternalContext external() {
    return faces.getExternalContext();
  }

  private HttpServletRequest request() {
    return (HttpServletRequest) external().getRequest();
  }

  private HttpServletResponse response() {
    return (HttpServletResponse) external().getResponse();
  }
}
