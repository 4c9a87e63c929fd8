package org.gatehouse.anvil;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.restriction.Network;
import org.gatehouse.scope.Settings;
import org.gatehouse.scope.SingleScope;

/** {@code anvil.whitelist}: who is never blocked. */
@ApplicationScoped
public class WhitelistScope implements SingleScope {

  @Inject private Anvil anvil;

  /** For the container, which gives it what it needs. */
  public WhitelistScope() {}

  /** One for tests. */
  WhitelistScope(Anvil anvil) {
    this.anvil = anvil;
  }

  @Override
  public String name() {
    return "anvil.whitelist";
  }

  @Override
  public String help() {
    return "The addresses and networks that are never blocked: those of [anvil] whitelist, and those"
        + " that were added here or by anvil:whitelist-add.";
  }

  @Override
  public String accepted() {
    return "one or several IPv4 or IPv6 addresses or CIDRs, with commas between them or as a list,"
        + " which with those that are whitelisted are, of IPv4 and of IPv6, at most a /"
        + Settings.WIDEST_WHITELIST
        + " each";
  }

  @Override
  public String effect() {
    return "At once, on every node: what is given is added. anvil:whitelist-remove takes away.";
  }

  @Override
  public boolean appendOnly() {
    return true;
  }

  @Override
  public Object initial() {
    return List.of();
  }

  @Override
  public Object get() {
    TreeSet<String> networks = new TreeSet<>();
    anvil.configured().forEach(network -> networks.add(network.toString()));
    anvil.exempt().forEach(exempt -> networks.add(exempt.network()));
    return List.<Object>copyOf(networks);
  }

  @Override
  public Object accept(Object given) {
    TreeSet<String> networks = new TreeSet<>();
    texts(get()).forEach(networks::add);
    texts(given).forEach(text -> networks.add(network(text)));
    if (Network.exceed(
        networks.stream().map(Network::canonical).toList(), Settings.WIDEST_WHITELIST)) {
      throw refused();
    }
    return List.<Object>copyOf(networks);
  }

  private List<String> texts(Object given) {
    return switch (given) {
      case String text -> List.of(text.split(","));
      case List<?> items when items.stream().allMatch(String.class::isInstance) ->
          items.stream().map(String.class::cast).toList();
      case Map<?, ?> map when map.isEmpty() -> List.of();
      default -> throw refused();
    };
  }

  private String network(String text) {
    return Network.parse(text).map(Network::toString).orElseThrow(this::refused);
  }

  private CommandException refused() {
    return new CommandException(
        Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name());
  }

  @Override
  public String set(Caller caller, Object value) {
    List<String> added = new ArrayList<>(texts(value));
    added.removeAll(texts(get()));
    if (anvil.exempt().size() + added.size() > Whitelist.MOST_ADDED) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "at most " + Whitelist.MOST_ADDED + " networks can be whitelisted; remove some first");
    }
    added.forEach(network -> anvil.exempt(caller, Network.parse(network).orElseThrow()));
    return "in force now";
  }
}
