package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.command.CommandException;
import org.gatehouse.restriction.Network;

/** The sign-ins of an account, by gate and text, page by page, and as a file. */
@Named("logins")
@RequestScoped
public class LoginsPage {

  private static final int ON_A_PAGE = 50;

  /** As many as the command gives at once. */
  private static final int MOST = 1_000;

  @Inject private PanelCommands commands;
  @Inject private FacesContext faces;

  private List<Map<String, Object>> found = List.of();

  /** Finds what was asked for, and answers the file when it was that. */
  public void prepare() throws IOException {
    boolean file = !asked("csv").isEmpty();
    int most = file ? MOST : ON_A_PAGE + 1;
    try {
      found = find(most);
    } catch (CommandException e) {
      commands.refuse(e, Map.of());
    }
    if (file && faces.getMessageList().isEmpty()) {
      answer(Csv.of(List.of("at", "gate", "address", "user_agent"), found));
    }
  }

  private List<Map<String, Object>> find(int most) {
    String text = getText();
    boolean network = Network.parse(text).isPresent();
    boolean words = !text.isEmpty() && !network;
    Map<String, Object> arguments = new HashMap<>();
    // Words are looked for here: of an account no more is kept than the command gives at once.
    arguments.put("limit", words ? MOST : most);
    arguments.put("gate", getGate());
    arguments.put("address", network ? text : "");
    arguments.put("after", asked("after"));
    Stream<Map<String, Object>> listed =
        commands.list("auth:get-login-history", arguments).stream();
    return (words ? listed.filter(login -> has(login, text)) : listed).limit(most).toList();
  }

  private static boolean has(Map<String, Object> login, String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return Stream.of("address", "user_agent", "at")
        .anyMatch(
            part -> String.valueOf(login.get(part)).toLowerCase(Locale.ROOT).contains(wanted));
  }

  private void answer(String csv) throws IOException {
    ExternalContext external = faces.getExternalContext();
    external.setResponseContentType("text/csv;charset=UTF-8");
    external.setResponseHeader("Content-Disposition", "attachment; filename=\"logins.csv\"");
    external.getResponseOutputStream().write(csv.getBytes(StandardCharsets.UTF_8));
    faces.responseComplete();
  }

  /** The sign-ins of this page, newest first. */
  public List<Map<String, Object>> getListed() {
    return found.subList(0, Math.min(found.size(), ON_A_PAGE));
  }

  /** The address of the next older page; empty when this is the last. */
  public String getOlder() {
    return found.size() > ON_A_PAGE
        ? link("after=" + encoded(String.valueOf(found.get(ON_A_PAGE - 1).get("key"))))
        : "";
  }

  /** The address of the newest page; empty when this is it. */
  public String getNewest() {
    return asked("after").isEmpty() ? "" : link("");
  }

  /** The address of the file. */
  public String getFile() {
    return link("csv=1");
  }

  private String link(String more) {
    String filter = "gate=" + encoded(getGate()) + "&text=" + encoded(getText());
    return "/apps/logins?" + filter + (more.isEmpty() ? "" : "&" + more);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The gate that was asked for; empty for all. */
  public String getGate() {
    return asked("gate");
  }

  /** The text that was asked for. */
  public String getText() {
    return asked("text").strip();
  }

  private String asked(String name) {
    String value = faces.getExternalContext().getRequestParameterMap().get(name);
    return value == null ? "" : value;
  }
}
