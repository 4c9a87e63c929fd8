package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.startup.Readiness;

/** What the first page shows: who and where you are, and how it stands with your account. */
@Named
@RequestScoped
public class Dashboard {

  private static final int MOST_DENIALS = 5;

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private Readiness readiness;

  private Map<String, Object> lastLogin;
  private List<Map<String, Object>> sessions;
  private Map<String, Object> restrictions;
  private Map<String, Long> refusals = Map.of();
  private List<Map<String, Object>> denials;

  @PostConstruct
  void load() {
    lastLogin = commands.map("auth:get-last-login", Map.of());
    sessions = commands.list("auth:list-sessions", Map.of());
    restrictions = commands.map("auth:get-ip-restrictions", Map.of());
    denials = commands.list("auth:get-refusals", Map.of("limit", MOST_DENIALS));
    if (signedIn.isAppliance()) {
      refusals = totals(commands.map("anvil:get-refusals", Map.of()));
    }
  }

  /** The sign-in before this one; empty when there was none. */
  public Map<String, Object> getLastLogin() {
    return lastLogin;
  }

  /** How many sessions of the account are live at all gates. */
  public int getSessions() {
    return sessions.size();
  }

  /** The networks from which the account may be used, by gate; empty when from everywhere. */
  public Map<String, Object> getRestrictions() {
    return restrictions;
  }

  /** How many restrictions are in force. */
  public int getRestrictionCount() {
    return restrictions.values().stream().mapToInt(list -> ((Collection<?>) list).size()).sum();
  }

  private static Map<String, Long> totals(Map<String, Object> told) {
    Map<String, Long> totals = new LinkedHashMap<>();
    ((Map<?, ?>) told.get("gates"))
        .forEach(
            (gate, counts) ->
                totals.put(
                    String.valueOf(gate),
                    ((List<?>) counts)
                        .stream().mapToLong(count -> ((Number) count).longValue()).sum()));
    totals.values().removeIf(total -> total == 0);
    return totals;
  }

  /** The newest attempts to sign in as this account that were refused; the last days' alone. */
  public List<Map<String, Object>> getDenials() {
    return denials;
  }

  /** Refusals of the last 24 hours by gate, where there were any; for the appliance's admin. */
  public Map<String, Long> getRefusals() {
    return refusals;
  }

  /** Whether this node can serve. */
  public boolean isHealthy() {
    return readiness.ready();
  }
}
