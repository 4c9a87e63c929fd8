package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Module;
import org.gatehouse.persistence.login.LoginRow;

/** What an account may know of its own sign-ins. */
@ApplicationScoped
@Module("auth")
public class LoginCommands {

  @Inject private LoginHistory history;
  @Inject private Accounts accounts;

  /** For the container. */
  public LoginCommands() {}

  /** For tests. */
  LoginCommands(LoginHistory history, Accounts accounts) {
    this.history = history;
    this.accounts = accounts;
  }

  /**
   * Lists the caller's sign-ins, newest first. Where no session is started (REST, DAV, CLI, and
   * SOAP with a key) the first request from an address counts as one, every 15 minutes.
   *
   * @param limit how many at most, 1 to 1000
   * @return for each the instant (UTC), gate, address and user agent
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public List<Object> getLoginHistory(Caller caller, @Default("10") int limit) {
    if (limit < 1 || limit > LoginHistory.KEPT) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'limit' must be from 1 to " + LoginHistory.KEPT);
    }
    return history.last(caller.account(), limit).stream()
        .<Object>map(LoginCommands::shown)
        .toList();
  }

  /**
   * The caller's sign-in before the present one.
   *
   * @return its instant (UTC), gate, address and user agent; empty when there was none
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public Map<String, Object> getLastLogin(Caller caller) {
    // Coming in by the local socket, or by somebody else's hand-over, is no sign-in of the account.
    boolean presentIsOne =
        switch (caller.proof()) {
          case Proof.Password _, Proof.Key _ -> true;
          case Proof.Session session -> session.askedBy().isEmpty();
          case Proof.Socket _ -> false;
        };
    return history.last(caller.account(), 2).stream()
        .skip(presentIsOne ? 1 : 0)
        .findFirst()
        .map(LoginCommands::shown)
        .orElseGet(Map::of);
  }

  private static Map<String, Object> shown(LoginRow login) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("at", login.at().toString());
    shown.put("gate", login.gate());
    shown.put("address", login.address());
    shown.put("user_agent", login.userAgent());
    return shown;
  }

  /**
   * Whether the caller's site is suspended.
   *
   * @return false for the appliance
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public boolean isInactive(Caller caller) {
    return accounts
        .find(caller.account().siteId(), caller.account().name().user())
        .filter(Accounts.Standing::active)
        .isEmpty();
  }
}
