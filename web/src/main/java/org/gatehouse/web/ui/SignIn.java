package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.edge.CallerAttribute;
import org.gatehouse.edge.Hold;
import org.gatehouse.edge.SessionCookies;
import org.gatehouse.session.OvertakenException;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;
import org.gatehouse.session.Started;
import org.gatehouse.startup.Readiness;

/** The sign-in form, and who is signed in. */
@Named
@RequestScoped
public class SignIn {

  private static final Logger LOG = Logger.getLogger(SignIn.class.getName());

  @Inject private Gatekeeper gatekeeper;
  @Inject private Sessions sessions;
  @Inject private SessionEnds ends;
  @Inject private Clock clock;
  @Inject private FacesContext faces;

  private String name;
  private String password;

  /** Tries to sign in with what was typed. */
  public void signIn() throws IOException {
    Attempt attempt =
        new Attempt(
            Gate.UI,
            new Credential.Password(
                Optional.ofNullable(name).map(String::strip).orElse(""),
                Optional.ofNullable(password).orElse("")),
            CallerAttribute.address(request()),
            request().getHeader("User-Agent"));
    String typed = Optional.ofNullable(password).orElse("");
    password = null;
    Verdict verdict;
    try {
      verdict = gatekeeper.admit(attempt);
    } catch (RuntimeException e) {
      if (!Readiness.away(e)) {
        LOG.log(Level.SEVERE, "a sign-in could not be decided", e);
      }
      unavailable(Texts.of("signIn.unavailable"));
      return;
    }
    switch (verdict) {
      case Verdict.Admitted admitted -> {
        Hold.ask(request(), admitted.hold());
        enter(admitted.caller(), typed);
      }
      case Verdict.Denied denied -> {
        Hold.ask(request(), denied.hold());
        refuse();
      }
      case Verdict.SecondStep step -> {
        Hold.ask(request(), step.hold());
        external().setResponseStatus(HttpServletResponse.SC_FORBIDDEN);
        say(Texts.of("signIn.secondStep"));
      }
      case Verdict.Throttled throttled -> throttled(throttled.until());
      case Verdict.Busy _ -> unavailable(Texts.of("signIn.busy"));
    }
  }

  private void refuse() {
    external().setResponseStatus(HttpServletResponse.SC_UNAUTHORIZED);
    say(Texts.of("signIn.refused"));
  }

  /** The id is a new one, whatever the browser showed; what it was signed in by before ends. */
  private void enter(Caller caller, String typed) throws IOException {
    try {
      CallerAttribute.session(request()).ifPresent(ends::end);
      Started started = sessions.start(caller, request().getHeader("User-Agent"), typed);
      SessionCookies.start(request(), response(), started.id(), started.tag());
    } catch (OvertakenException e) {
      refuse();
      return;
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a session could not be started", e);
      unavailable(Texts.of("signIn.unavailable"));
      return;
    }
    redirect("/");
  }

  private void unavailable(String reason) {
    external().setResponseHeader("Retry-After", "1");
    external().setResponseStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    say(reason);
  }

  private void throttled(Instant until) {
    long seconds =
        Math.max(1, Duration.between(clock.instant(), until).plusMillis(999).toSeconds());
    external().setResponseHeader("Retry-After", Long.toString(seconds));
    external().setResponseStatus(429);
    say(Texts.of("signIn.throttled", seconds));
  }

  /** Ends the session and shows the form again. */
  public void signOut() throws IOException {
    CallerAttribute.session(request()).ifPresent(ends::end);
    SessionCookies.clear(request(), response());
    redirect("/sign-in.xhtml");
  }

  /** Why the form is shown to somebody who was signed in just now; empty for others. */
  public String getReason() {
    String ended = request().getParameter("ended");
    if (ended == null) {
      return "";
    }
    return Texts.of(ended.equals("idle") ? "signIn.idle" : "signIn.ended");
  }

  /** The account name that was typed. */
  public String getName() {
    return name;
  }

  /** Sets what was typed as account name. */
  public void setName(String name) {
    this.name = name;
  }

  /** Always empty: a password is never sent back. */
  public String getPassword() {
    return null;
  }

  /** Sets what was typed as password. */
  public void setPassword(String password) {
    this.password = password;
  }

  private void say(String text) {
    faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, text, null));
  }

  private void redirect(String path) throws IOException {
    external().redirect(external().getRequestContextPath() + path);
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
