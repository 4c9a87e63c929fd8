package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The live sessions of an account, and how to end them. */
@Named("sessions")
@RequestScoped
public class SessionsPage {

  /** How much of a user agent a list shows, in characters. */
  private static final int SHOWN = 40;

  @Inject private PanelCommands commands;
  @Inject private FacesContext faces;
  @Inject private Browser browser;

  private List<Map<String, Object>> listed;
  private boolean thisOneToo;

  /**
   * What the page asks about.
   *
   * @param handle the session that is to end; empty for all
   * @param gate where it was started; empty for all
   * @param address from where; empty for all
   */
  public record Chosen(String handle, String gate, String address) implements Serializable {

    private static final Chosen ALL = new Chosen("", "", "");

    /** Whether all are to end. */
    public boolean all() {
      return handle.isEmpty();
    }
  }

  /** Chooses what a link of the page is for. */
  public void prepare() {
    Map<String, String> asked = faces.getExternalContext().getRequestParameterMap();
    if (faces.isPostback()) {
      return;
    }
    if (asked.containsKey("everywhere")) {
      PageMemory.remember(Chosen.ALL);
    } else if (asked.get("end") != null) {
      getListed().stream()
          .filter(session -> asked.get("end").equals(session.get("handle")))
          .findFirst()
          .ifPresentOrElse(
              session ->
                  PageMemory.remember(
                      new Chosen(
                          (String) session.get("handle"),
                          (String) session.get("gate"),
                          (String) session.get("started_from"))),
              () -> commands.warn(Texts.of("sessions.gone")));
    }
  }

  /** Ends the chosen session. */
  public void end() {
    Optional<Chosen> chosen = PageMemory.recall(Chosen.class).filter(one -> !one.all());
    if (chosen.isEmpty()) {
      return;
    }
    Map<String, String> arguments = Map.of("handle", chosen.get().handle());
    if (commands.ask("auth:end-session", arguments, Map.of()).isPresent()) {
      commands.done(Texts.of("sessions.ended", chosen.get().gate(), chosen.get().address()));
    }
    PageMemory.forget(Chosen.class);
    listed = null;
  }

  /** Ends all sessions but this one, or with it. */
  public void endAll() throws IOException {
    Optional<Object> ended =
        commands.ask("auth:end-sessions", Map.of("except_this", !thisOneToo), Map.of());
    PageMemory.forget(Chosen.class);
    listed = null;
    if (ended.isPresent() && thisOneToo) {
      browser.leave();
      browser.lead("/sign-in.xhtml");
    } else {
      ended.ifPresent(count -> commands.done(Texts.of("sessions.endedAll", count)));
    }
  }

  /** The live sessions, newest first. */
  public List<Map<String, Object>> getListed() {
    if (listed == null) {
      listed = commands.list("auth:list-sessions", Map.of());
    }
    return listed;
  }

  /** Whether there is a session besides this one. */
  public boolean isOthers() {
    return getListed().stream().anyMatch(session -> !Boolean.TRUE.equals(session.get("current")));
  }

  /** The beginning of a user agent. */
  public String beginning(String userAgent) {
    return longer(userAgent)
        ? userAgent.substring(0, userAgent.offsetByCodePoints(0, SHOWN)) + "…"
        : userAgent;
  }

  /** Whether a user agent is longer than what the list shows. */
  public boolean longer(String userAgent) {
    return userAgent.codePointCount(0, userAgent.length()) > SHOWN;
  }

  /** What the page asks about; null when nothing. */
  public Chosen getChosen() {
    return PageMemory.recall(Chosen.class).orElse(null);
  }

  /** Whether this session is to end with the others. */
  public boolean isThisOneToo() {
    return thisOneToo;
  }

  /** Sets whether this session is to end with the others. */
  public void setThisOneToo(boolean thisOneToo) {
    this.thisOneToo = thisOneToo;
  }
}
