package org.gatehouse.anvil;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.restriction.Network;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.SettingCheck;
import org.gatehouse.scope.Settings;

/**
 * Refuses a whitelist that lets most addresses in, wherever its parts are written: in the setting,
 * by the scope or by the command.
 */
@ApplicationScoped
public class WhitelistCheck implements SettingCheck {

  private Anvil anvil;

  /** For the container's proxy; what it makes is never used. */
  public WhitelistCheck() {}

  @Inject
  WhitelistCheck(Anvil anvil) {
    this.anvil = anvil;
  }

  @Override
  public Set<Setting<?>> settings() {
    return Set.of(Settings.ANVIL_WHITELIST);
  }

  @Override
  public Optional<String> check(Function<Setting<?>, String> texts) {
    List<Network> configured =
        Stream.of(texts.apply(Settings.ANVIL_WHITELIST).split(","))
            .flatMap(text -> Network.parse(text).stream())
            .toList();
    require("third", configured, added(anvil));
    return Optional.empty();
  }

  private static List<Network> added(Anvil anvil) {
    return anvil.exempt().stream()
        .flatMap(exempt -> Network.parse(exempt.network()).stream())
        .toList();
  }

  /**
   * Sees whether more networks may be added.
   *
   * @param argument what the caller calls them
   * @throws CommandException when they may not
   */
  static void require(String argument, Anvil anvil, Collection<Network> more) {
    List<Network> now = new ArrayList<>(added(anvil));
    now.addAll(anvil.configured());
    require(argument, more, now);
  }

  private static void require(
      String argument, Collection<Network> more, Collection<Network> others) {
    List<Network> all = new ArrayList<>(others);
    all.addAll(more);
    if (Network.exceed(all, Settings.WIDEST_WHITELIST)) {
      throw new CommandException(
          Kind.ARGUMENT,
          "argument '"
              + argument
              + "': with what is whitelisted already, IPv4 and IPv6 together must be at most a /"
              + Settings.WIDEST_WHITELIST
              + " each");
    }
  }
}
