package org.gatehouse.web.ui;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Gate;
import org.gatehouse.command.CommandException;

/** The audit: what happened, as it was asked for, and whether its chain is whole. */
@Named
@RequestScoped
public class AuditPage {

  private static final String PAGE = "/apps/audit";
  private static final int ROWS = 50;
  private static final int MOST_EXPORTED = 1_000;
  private static final String WHAT = "what";
  private static final String BEFORE = "before";
  private static final List<String> CONDITIONS = List.of(WHAT, "actor", "address", "gate", "text");
  private static final List<String> COLUMNS =
      List.of("at", WHAT, "actor", "address", "gate", "detail", "result", "node", "sequence", "id");

  @Inject private PanelCommands commands;
  @Inject private Asked asked;
  @Inject private FacesContext faces;

  private List<Map<String, Object>> found;
  private Map<String, Object> verified = Map.of();
  private String heads = "";

  /** What the page asks for, by name. */
  public String asked(String name) {
    return asked.text(name);
  }

  /** The kinds of events. */
  public List<String> getKinds() {
    return Arrays.stream(AuditEvent.What.values()).map(Enum::name).toList();
  }

  /** The gates. */
  public List<String> getGates() {
    return Arrays.stream(Gate.values()).map(Enum::name).toList();
  }

  private List<Map<String, Object>> found() {
    if (found == null) {
      found = search(ROWS + 1);
    }
    return found;
  }

  private List<Map<String, Object>> search(int limit) {
    Map<String, Object> arguments = new LinkedHashMap<>(conditions());
    arguments.put(BEFORE, asked.text(BEFORE));
    arguments.put("limit", limit);
    return commands.list("audit:search", arguments);
  }

  private Map<String, String> conditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    CONDITIONS.forEach(name -> conditions.put(name, asked.text(name)));
    return conditions;
  }

  /** The events of this page, the newest first. */
  public List<Map<String, Object>> getEvents() {
    return found().stream().limit(ROWS).toList();
  }

  /** The address of older ones; empty when there are none. */
  public String getOlder() {
    if (found().size() <= ROWS) {
      return "";
    }
    Map<String, String> parameters = conditions();
    parameters.put(BEFORE, (String) found().get(ROWS - 1).get("id"));
    return Asked.address(PAGE, parameters);
  }

  /** The address of the newest ones; empty where they are shown. */
  public String getNewest() {
    return asked.text(BEFORE).isEmpty() ? "" : Asked.address(PAGE, conditions());
  }

  /** Answers what is found as a file of comma-separated values instead of the page. */
  public void export() throws IOException {
    List<Map<String, Object>> events;
    try {
      events = search(MOST_EXPORTED);
    } catch (CommandException e) {
      commands.refuse(e, Map.of());
      return;
    }
    ExternalContext external = faces.getExternalContext();
    external.setResponseContentType("text/csv; charset=UTF-8; header=present");
    external.setResponseCharacterEncoding("UTF-8");
    external.setResponseHeader("Content-Disposition", "attachment; filename=\"audit.csv\"");
    external.setResponseHeader("Cache-Control", "no-store");
    Writer writer = external.getResponseOutputWriter();
    writer.write(Csv.line(COLUMNS));
    for (Map<String, Object> event : events) {
      writer.write(
          Csv.line(COLUMNS.stream().map(name -> Objects.toString(event.get(name), "")).toList()));
    }
    writer.flush();
    faces.responseComplete();
  }

  /** Verifies from the beginning, or goes on where the last time ended. */
  public void verify() {
    Optional<Object> answer =
        commands.ask(
            "audit:verify",
            Map.of("head", heads, "from", asked.whole("from")),
            Map.of("head", "heads"));
    answer.map(PanelCommands::told).ifPresent(told -> verified = told);
  }

  /** What the verification told; empty when none was asked for. */
  public Map<String, Object> getVerified() {
    return verified;
  }

  /** Where the next verification goes on; empty at the end. */
  public String getNext() {
    return Objects.toString(verified.get("next"), "");
  }

  /** The outcome of the verification in words. */
  public String getOutcome() {
    if (!((List<?>) verified.get("faults")).isEmpty()) {
      return Texts.of("audit.faulty");
    }
    return Texts.of(getNext().isEmpty() ? "audit.verified" : "audit.partly");
  }

  /** Whether it found nothing that is wrong. */
  public boolean isFaultless() {
    return ((List<?>) verified.get("faults")).isEmpty();
  }

  /** The heads that were kept elsewhere. */
  public String getHeads() {
    return heads;
  }

  /** Sets the heads that were kept elsewhere. */
  public void setHeads(String heads) {
    this.heads = heads;
  }
}
