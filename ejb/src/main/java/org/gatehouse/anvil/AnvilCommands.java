package org.gatehouse.anvil;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.restriction.Network;

/**
 * What the appliance admin does with the anvil. No enterprise bean: within one that has no
 * transaction, no connection joins one that begins later.
 */
@ApplicationScoped
@Module("anvil")
public class AnvilCommands {

  private static final int MOST_LISTED = 1_000;
  private static final int LONGEST_KEY = 64;

  @Inject private Anvil anvil;

  /** For the container, which gives it what it needs. */
  public AnvilCommands() {}

  /** One for tests. */
  AnvilCommands(Anvil anvil) {
    this.anvil = anvil;
  }

  /**
   * The blocks that stand, page by page.
   *
   * @param limit how many at most, 1 to 1000
   * @param after the {@code key} of the last one of the page before; empty for the first page
   * @return of each: {@code what} is blocked (an address, a network, or an account from a
   *     whitelisted address), {@code why}, {@code since} and {@code until} when (ISO 8601), and its
   *     {@code key}
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> list(Caller caller, @Default("100") int limit, @Default("") String after) {
    if (limit < 1 || limit > MOST_LISTED) {
      throw argument("'limit' must be from 1 to " + MOST_LISTED);
    }
    if (after.length() > LONGEST_KEY) {
      throw argument("'after' must be the key of an entry that this command listed");
    }
    return List.copyOf(anvil.standing(after, limit).stream().map(AnvilCommands::entry).toList());
  }

  private static Map<String, Object> entry(Ledger.Standing standing) {
    return Map.of(
        "key", standing.key(),
        "what", standing.what(),
        "why", standing.block().why(),
        "since", standing.block().since().toString(),
        "until", standing.block().until().toString());
  }

  /**
   * Whether requests of an address are refused now.
   *
   * @param address an IPv4 or IPv6 address
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public boolean isBlocked(Caller caller, String address) {
    return anvil.blocked(address(address));
  }

  /**
   * Lifts every block of an address, those of its IPv6 networks and of accounts from it included,
   * and forgets its failures.
   *
   * @param address an IPv4 or IPv6 address
   * @return whether anything was known of it
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean unblock(Caller caller, String address) {
    return anvil.unblock(caller, address(address));
  }

  /**
   * The networks that are never blocked.
   *
   * @return of each: {@code network}, {@code by} whom and {@code since} when (ISO 8601); those of
   *     the configuration have an empty {@code since}
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.READS)
  public List<Object> whitelistList(Caller caller) {
    List<Object> all = new ArrayList<>();
    for (Network network : anvil.configured()) {
      all.add(Map.of("network", network.toString(), "by", "[anvil] whitelist", "since", ""));
    }
    for (Ledger.Exempt exempt : anvil.exempt()) {
      all.add(
          Map.of(
              "network", exempt.network(),
              "by", exempt.addedBy(),
              "since", exempt.addedAt().toString()));
    }
    return all;
  }

  /**
   * Adds an address or network to those that are never blocked. Its accounts are still stopped at
   * the limit, each by itself.
   *
   * @param network an IPv4 or IPv6 address or CIDR; of IPv4 and of IPv6 all that are whitelisted
   *     are together at most a /6 each
   * @return whether it was not whitelisted before
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean whitelistAdd(Caller caller, String network) {
    Network wanted = network(network);
    if (anvil.configured().contains(wanted)) {
      return false;
    }
    WhitelistCheck.require("network", anvil, List.of(wanted));
    if (anvil.exempt().size() >= Whitelist.MOST_ADDED) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "at most " + Whitelist.MOST_ADDED + " networks can be whitelisted; remove some first");
    }
    return anvil.exempt(caller, wanted);
  }

  /**
   * Takes an address or network off the whitelist, as it was added.
   *
   * @param network an IPv4 or IPv6 address or CIDR
   * @return whether it was whitelisted
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean whitelistRemove(Caller caller, String network) {
    Network wanted = network(network);
    if (anvil.configured().contains(wanted)) {
      throw new CommandException(
          Kind.FORBIDDEN,
          wanted + " is whitelisted by the configuration; change [anvil] whitelist there");
    }
    return anvil.expose(caller, wanted);
  }

  private static ClientAddress address(String text) {
    try {
      return ClientAddress.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw argument("'address' must be an IPv4 or IPv6 address");
    }
  }

  private static Network network(String text) {
    return Network.parse(text)
        .orElseThrow(() -> argument("'network' must be an IPv4 or IPv6 address or CIDR"));
  }

  private static CommandException argument(String reason) {
    return new CommandException(Kind.ARGUMENT, "argument " + reason);
  }
}
