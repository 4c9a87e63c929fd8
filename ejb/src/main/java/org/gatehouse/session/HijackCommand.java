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
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.HostRefusal;
import org.gatehouse.command.Module;
import org.gatehouse.command.TakingBack;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;

/**
 * How the appliance admin comes in as another account. No enterprise bean: within one that has no
 * transaction, no connection joins one that begins later.
 */
@ApplicationScoped
@Module("admin")
public class HijackCommand {

  private HandOvers handOvers;
  private Accounts accounts;
  private Host host;

  /** For the container's proxy; what it makes is never used. */
  public HijackCommand() {}

  @Inject
  HijackCommand(HandOvers handOvers, Accounts accounts, Host host) {
    this.handOvers = handOvers;
    this.accounts = accounts;
    this.host = host;
  }

  /**
   * Lets the caller come in as an account of a site, without its password. It dies with the
   * session, key or password that asked for it, is valid only where the caller may be, and is told
   * to the audit.
   *
   * @param site the site's domain
   * @param user the account's user name; left out, the site's admin
   * @param gate UI for an id that lets a browser in once within 60 seconds, as ?esprit_id= on the
   *     panel; SOAP for the id of a session of at most an hour. Left out, it is SOAP when asked at
   *     the SOAP gate, and UI everywhere else
   * @return the id, shown this once; a call that is repeated because its answer did not arrive gets
   *     another and ends that one
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.REVEALS)
  public String hijack(
      Caller caller, String site, @Default("") String user, @Default("") String gate) {
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
