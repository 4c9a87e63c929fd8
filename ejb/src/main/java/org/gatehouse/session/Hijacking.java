package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.TakingBack;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;

/**
 * Gives somebody what lets them come in as an account of a site; who may, their commands say. No
 * enterprise bean: within one that has no transaction, no connection joins one that begins later.
 */
@ApplicationScoped
public class Hijacking {

  private HandOvers handOvers;
  private Accounts accounts;
  private Host host;

  /** For the container's proxy; what it makes is never used. */
  public Hijacking() {}

  @Inject
  Hijacking(HandOvers handOvers, Accounts accounts, Host host) {
    this.handOvers = handOvers;
    this.accounts = accounts;
    this.host = host;
  }

  /**
   * Lets a caller come in as an account of a site.
   *
   * @param site the site's domain
   * @param user the account's user name; empty for the site's admin
   * @param gate UI or SOAP; empty for SOAP when asked there, and UI everywhere else
   * @return the id of a hand-over to the panel, or of a session at the SOAP gate
   * @throws CommandException when there is no such account, or it is suspended
   */
  public String hijack(Caller caller, String site, String user, String gate) {
    Gate wanted = gate(caller, gate);
    Account target = target(site, user);
    String id = handOvers.hijack(caller, target, wanted);
    if (handOvers.withdrawOvertaken(caller)) {
      throw new CommandException(
          Kind.FORBIDDEN, "your password was changed meanwhile; sign in with the new one");
    }
    String hash = SessionIds.hash(id);
    TakingBack.by(() -> handOvers.takeBack(hash, caller));
    return id;
  }

  private static Gate gate(Caller caller, String gate) {
    return switch (gate.toUpperCase(Locale.ROOT)) {
      case "" -> caller.gate() == Gate.SOAP ? Gate.SOAP : Gate.UI;
      case "UI" -> Gate.UI;
      case "SOAP" -> Gate.SOAP;
      default -> throw new CommandException(Kind.ARGUMENT, "argument 'gate' must be UI or SOAP");
    };
  }

  private Account target(String site, String user) {
    Standing admin =
        AccountName.domain(site)
            .flatMap(accounts::findAdmin)
            .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "there is no such site"));
    Optional<Standing> standing =
        user.isEmpty()
            ? Optional.of(admin)
            : AccountName.parse(user)
                .filter(name -> name.domain().isEmpty())
                .flatMap(name -> accounts.find(admin.account().siteId(), name.user()));
    Standing target =
        standing
            .filter(this::exists)
            .orElseThrow(() -> new CommandException(Kind.NOT_FOUND, "the site has no such user"));
    if (!target.active()) {
      throw new CommandException(
          Kind.FORBIDDEN, "the site is suspended; nobody comes in until it is activated");
    }
    if (suspended(target.account())) {
      throw new CommandException(
          Kind.FORBIDDEN, "the account is suspended; nobody comes in until it is activated");
    }
    return target.account();
  }

  private boolean suspended(Account account) {
    try {
      return host.isLocked(account.realm(), account.name().user());
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }

  private boolean exists(Standing standing) {
    try {
      return host.accounts(standing.account().realm()).stream()
          .anyMatch(unix -> unix.name().equals(standing.account().name().user()));
    } catch (HostException e) {
      throw HostRefusal.told(e);
    }
  }
}
