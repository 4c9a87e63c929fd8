package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The scopes: their list, what one is, its value now, and another. */
@Named
@RequestScoped
public class ScopesPage {

  private static final String PAGE = "/apps/scopes";
  private static final String SCOPE = "scope";
  private static final String FIRST = "first";
  private static final String SECOND = "second";
  private static final List<String> PLACES = List.of(FIRST, SECOND, "third");

  /** What is typed into one of these may be a secret, which is never sent back. */
  private static final String CONFIDENTIAL = "auth.";

  @Inject private PanelCommands commands;
  @Inject private Asked asked;

  private String scope;
  private List<String> place;
  private Map<String, Object> info;
  private Object now;
  private String value;

  /**
   * Something that has a value, or more below it.
   *
   * @param name its name
   * @param value as text; empty where more is below it
   * @param address of its page
   */
  public record Entry(String name, String value, String address) {}

  @PostConstruct
  void ask() {
    scope = asked.text(SCOPE);
    place = new ArrayList<>(List.of(asked.text(FIRST), asked.text(SECOND)));
    while (!place.isEmpty() && place.getLast().isEmpty()) {
      place.removeLast();
    }
  }

  /** The scope that the page is about; empty when it lists them. */
  public String getScope() {
    return scope;
  }

  /** The scope and where in it, as it is said. */
  public String getTitle() {
    return (scope + " " + String.join(" ", place)).strip();
  }

  /** The first part of the place; empty for none. */
  public String getFirst() {
    return place.isEmpty() ? "" : place.getFirst();
  }

  /** The second part of the place; empty for none. */
  public String getSecond() {
    return place.size() < 2 ? "" : place.get(1);
  }

  /** The scopes that there are. */
  public List<Entry> getScopes() {
    return ((List<?>) commands.call("scope:list", Map.of()))
        .stream().map(name -> new Entry((String) name, "", address((String) name))).toList();
  }

  private static String address(String name) {
    return Asked.address(PAGE, Map.of(SCOPE, name));
  }

  /** What the scope is. */
  public Map<String, Object> getInfo() {
    if (info == null) {
      info = commands.map("scope:info", Map.of(SCOPE, scope));
    }
    return info;
  }

  /** Its value at first, where that is one text. */
  public String getInitial() {
    return getInfo().get("default") instanceof Map ? "" : text(getInfo().get("default"));
  }

  /** Whether there is one value at the place, which can be another. */
  public boolean isSettable() {
    return !scope.isEmpty() && place.size() == deepest();
  }

  private int deepest() {
    return ((List<?>) getInfo().get("arguments")).size() - 1;
  }

  private Object now() {
    if (now == null) {
      now =
          commands.call("scope:get", Map.of(SCOPE, scope, FIRST, getFirst(), SECOND, getSecond()));
    }
    return now;
  }

  /** What is below the place, or the parts of its value; none where the value is one text. */
  public List<Entry> getEntries() {
    if (!(now() instanceof Map<?, ?> map)) {
      return List.of();
    }
    return map.entrySet().stream()
        .map(
            one ->
                new Entry(
                    (String) one.getKey(),
                    one.getValue() instanceof Map ? "" : text(one.getValue()),
                    isSettable() ? "" : below((String) one.getKey())))
        .toList();
  }

  /** Whether there are parts below the place and no value among them. */
  public boolean isParted() {
    List<Entry> entries = getEntries();
    return !entries.isEmpty()
        && entries.stream().allMatch(one -> one.value().isEmpty() && !one.address().isEmpty());
  }

  private String below(String name) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(SCOPE, scope);
    parameters.put(FIRST, place.isEmpty() ? name : getFirst());
    parameters.put(SECOND, place.isEmpty() ? "" : name);
    return Asked.address(PAGE, parameters);
  }

  /** The address of what the place is in; empty where that is the list of scopes. */
  public String getAbove() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(SCOPE, scope);
    parameters.put(FIRST, place.size() > 1 ? getFirst() : "");
    return place.isEmpty() ? "" : Asked.address(PAGE, parameters);
  }

  /** The name of what the place is in. */
  public String getAboveTitle() {
    return place.size() > 1 ? scope + " " + getFirst() : scope;
  }

  /** The value now as one text, by which a later one is told from it. */
  public String getNow() {
    return text(now());
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "";
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(one -> one.getKey() + ": " + text(one.getValue()))
              .collect(Collectors.joining(", "));
      case Collection<?> items ->
          items.stream().map(ScopesPage::text).collect(Collectors.joining(","));
      default -> value.toString();
    };
  }

  /** Sets what was typed, unless the value is another by now than the page showed. */
  public void set() {
    if (!getNow().equals(asked.whole("seen"))) {
      commands.refuse("value", Texts.of("panel.changedMeanwhile", getNow()));
      return;
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put(SCOPE, scope);
    for (int i = 0; i < place.size(); i++) {
      arguments.put(PLACES.get(i), place.get(i));
    }
    String last = PLACES.get(place.size());
    arguments.put(last, value);
    Optional<Object> answer = commands.ask("scope:set", arguments, Map.of(last, "value"));
    if (answer.isPresent()) {
      now = null;
      value = null;
      commands.done(Texts.of("scopes.done", getTitle(), ((Map<?, ?>) answer.get()).get("effect")));
    }
  }

  /** What was typed, or the value now; never a secret. */
  public String getValue() {
    if (scope.startsWith(CONFIDENTIAL)) {
      return "";
    }
    if (value != null) {
      return value;
    }
    return now() instanceof Map ? "" : getNow();
  }

  /** Sets what was typed. */
  public void setValue(String value) {
    this.value = value;
  }
}
