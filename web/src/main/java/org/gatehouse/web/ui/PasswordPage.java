package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gatekeeper;
import org.gatehouse.auth.Verdict;

/**
 * Changes the password of who is signed in. The current one is asked for, and a wrong one counts
 * and waits as at every gate: a session that somebody left open is no way to guess it. What was
 * typed is never sent back.
 */
@Named("password")
@RequestScoped
public class PasswordPage {

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private Browser browser;
  @Inject private Gatekeeper gatekeeper;
  @Inject private Clock clock;
  @Inject private FacesContext faces;

  private String current = "";
  private String fresh = "";
  private String again = "";
  private Map<String, Object> strength = Map.of();

  /** Tells how good the new password is. */
  public void assess() {
    strength =
        fresh.isEmpty()
            ? Map.of()
            : commands.map("auth:password-permitted", Map.of("password", fresh));
  }

  /** Changes it. */
  public void change() {
    if (!fresh.equals(again)) {
      beside("again", Texts.of("password.differ"));
      return;
    }
    Map<String, Object> found = commands.map("auth:password-permitted", Map.of("password", fresh));
    if (!Boolean.TRUE.equals(found.get("permitted"))) {
      strength = found;
      beside("fresh", String.join(" ", sentences(found)));
      return;
    }
    if (known()
        && commands
            .ask("auth:change-password", Map.of("password", fresh), Map.of("password", "fresh"))
            .isPresent()) {
      commands.done(Texts.of("password.changed"));
    }
  }

  private static List<String> sentences(Map<String, Object> found) {
    return ((List<?>) found.get("reasons"))
        .stream()
            .map(String::valueOf)
            .map(text -> text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".")
            .toList();
  }

  /** Whether the current password is right; says so beside its field when it is not. */
  private boolean known() {
    Verdict verdict =
        gatekeeper.admit(browser.attempt(new Credential.Password(signedIn.getAccount(), current)));
    return switch (verdict) {
      case Verdict.Admitted(var _, Duration hold) -> {
        browser.hold(hold);
        yield true;
      }
      case Verdict.SecondStep(var _, Duration hold) -> {
        browser.hold(hold);
        yield true;
      }
      case Verdict.Denied(Duration hold) -> {
        browser.hold(hold);
        yield refused(Texts.of("password.wrong"));
      }
      case Verdict.Throttled throttled ->
          refused(
              Texts.of(
                  "signIn.throttled",
                  Math.max(1, Duration.between(clock.instant(), throttled.until()).toSeconds())));
      case Verdict.Busy _ -> refused(Texts.of("signIn.busy"));
    };
  }

  private boolean refused(String sentence) {
    beside("current", sentence);
    return false;
  }

  private void beside(String field, String sentence) {
    faces.addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, sentence, null));
    faces.validationFailed();
  }

  /** How good the new password was found: permitted, score, reasons, suggestions; or empty. */
  public Map<String, Object> getStrength() {
    return strength;
  }

  /** The score in a word. */
  public String getWord() {
    return Texts.of("password.score" + strength.get("score"));
  }

  /** Always null: a password is never sent back. */
  public String getCurrent() {
    return null;
  }

  /** Sets what was typed as the current password. */
  public void setCurrent(String current) {
    this.current = typed(current);
  }

  /** Always null: a password is never sent back. */
  public String getFresh() {
    return null;
  }

  /** Sets what was typed as the new password. */
  public void setFresh(String fresh) {
    this.fresh = typed(fresh);
  }

  /** Always null: a password is never sent back. */
  public String getAgain() {
    return null;
  }

  /** Sets what was typed as the new password once more. */
  public void setAgain(String again) {
    this.again = typed(again);
  }

  private static String typed(String text) {
    return text == null ? "" : text;
  }
}
