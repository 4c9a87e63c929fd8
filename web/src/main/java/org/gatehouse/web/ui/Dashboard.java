package org.gatehouse.web.ui;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gatehouse.startup.Readiness;

/** What the first page shows: who and where you are, and how it stands with your account. */
@Named
@RequestScoped
public class Dashboard {

  private static final int RECENT = 5;

  @Inject private PanelCommands commands;
  @Inject private SignedIn signedIn;
  @Inject private Readiness readiness;

  private Map<String, Object> lastLogin;
  private List<Map<String, Object>> sessions;
  private Map<String, Object> restrictions;
  private List<Map<String, Object>> refusals = List.of();

  @PostConstruct
  void load() {
    lastLogin = commands.map("auth:get-last-login", Map.of());
    sessions = commands.list("auth:list-sessions", Map.of());
    restrictions = commands.map("auth:get-ip-restrictions", Map.of());
    if (signedIn.isAppliance()) {
      refusals = commands.list("audit:search", Map.of("what", "REFUSAL", "limit", RECENT));
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

  /** The latest refusals of blocked addresses; for the appliance's admin alone. */
  public List<Map<String, Object>> getRefusals() {
    return refusals;
  }

  /** Whether this node can serve. */
  public boolean isHealthy() {
    return readiness.ready();
  }
}
