package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
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
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;
import org.gatehouse.session.OvertakenException;
import org.gatehouse.session.Sessions;
import org.gatehouse.startup.Readiness;

/** The sign-in form, and who is signed in. */
@Named
@RequestScoped
public class SignIn {

  private static final Logger LOG = Logger.getLogger(SignIn.class.getName());

  @Inject private Gatekeeper gatekeeper;
  @Inject private Sessions sessions;
  @Inject private Browser browser;
  @Inject private Asked asked;
  @Inject private Clock clock;
  @Inject private FacesContext faces;

  private String name;
  private String password;

  /** Tries to sign in with what was typed. */
  public void signIn() throws IOException {
    Attempt attempt =
        browser.attempt(
            new Credential.Password(
                Optional.ofNullable(name).map(String::strip).orElse(""),
                Optional.ofNullable(password).orElse("")));
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
        browser.hold(admitted.hold());
        enter(admitted.caller(), typed);
      }
      case Verdict.Denied denied -> {
        browser.hold(denied.hold());
        refuse();
      }
      case Verdict.SecondStep step -> {
        browser.hold(step.hold());
        browser.status(HttpServletResponse.SC_FORBIDDEN);
        say(Texts.of("signIn.secondStep"));
      }
      case Verdict.Throttled throttled -> throttled(throttled.until());
      case Verdict.Busy _ -> unavailable(Texts.of("signIn.busy"));
    }
  }

  private void refuse() {
    browser.status(HttpServletResponse.SC_UNAUTHORIZED);
    say(Texts.of("signIn.refused"));
  }

  /** The id is a new one, whatever the browser showed; what it was signed in by before ends. */
  private void enter(Caller caller, String typed) throws IOException {
    try {
      browser.end();
      browser.enter(sessions.start(caller, browser.userAgent(), typed));
    } catch (OvertakenException e) {
      refuse();
      return;
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a session could not be started", e);
      unavailable(Texts.of("signIn.unavailable"));
      return;
    }
    browser.lead("/");
  }

  private void unavailable(String reason) {
    browser.retryAfter(1);
    browser.status(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    say(reason);
  }

  private void throttled(Instant until) {
    long seconds =
        Math.max(1, Duration.between(clock.instant(), until).plusMillis(999).toSeconds());
    browser.retryAfter(seconds);
    browser.status(429);
    say(Texts.of("signIn.throttled", seconds));
  }

  /** Ends the session, and the one that asked for it in this browser; shows the form again. */
  public void signOut() throws IOException {
    browser.leave();
    browser.lead("/sign-in.xhtml");
  }

  /** Why the form is shown to somebody who was signed in just now; empty for others. */
  public String getReason() {
    if (!asked.has("ended")) {
      return "";
    }
    return Texts.of(asked.text("ended").equals("idle") ? "signIn.idle" : "signIn.ended");
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
}
