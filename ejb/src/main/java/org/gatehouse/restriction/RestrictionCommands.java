package org.gatehouse.restriction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.session.Live;

/** What an account does with the networks that it may be used from. */
@ApplicationScoped
@Module("auth")
public class RestrictionCommands {

  private RestrictionChanges changes;

  /** For the container's proxy; what it makes is never used. */
  public RestrictionCommands() {}

  @Inject
  RestrictionCommands(RestrictionChanges changes) {
    this.changes = changes;
  }

  /**
   * Restricts the caller's account to one network more. Once an account has a restriction, an
   * address must be listed for the gate or for all gates; with restriction_scope=listed-gates, only
   * at gates that something is listed for. A change that would lock out the caller or a live
   * session is refused.
   *
   * @param ip an IPv4 or IPv6 address or CIDR; host bits are dropped
   * @param gate UI, SOAP, REST, DAV or CLI in any case; left out, all of them
   * @param force true locks out whom it locks out; their sessions end at once
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean restrictIp(
      Caller caller, String ip, @Default("") String gate, @Default("false") boolean force) {
    changes.make(caller, change(ip, gate, false), force);
    return true;
  }

  /**
   * Removes a restriction of the caller's account, by the network and gate that it was made for;
   * with the last one every address may come in again.
   *
   * @param ip the network, as auth:get-ip-restrictions shows it or with host bits
   * @param gate the gate it was made for; left out, what was made for all of them
   * @param force true locks out whom it locks out; their sessions end at once
   * @return true
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.CHANGES)
  public boolean removeIpRestriction(
      Caller caller, String ip, @Default("") String gate, @Default("false") boolean force) {
    changes.make(caller, change(ip, gate, true), force);
    return true;
  }

  /**
   * Lists the networks that the caller's account is restricted to.
   *
   * @param gate a gate, or all; left out, every one
   * @return with a gate the list of networks made for it or for all gates; without one a map from
   *     the gate, or all, to the list of networks made for it; in order, empty when there are none
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Object getIpRestrictions(Caller caller, @Default("") String gate) {
    List<Restriction> listed = changes.of(caller.account());
    if (gate.isBlank()) {
      Map<String, Object> byGate = new LinkedHashMap<>();
      for (Restriction restriction : listed) {
        List<Object> networks = new ArrayList<>(networks(listed, restriction.gate()));
        byGate.put(restriction.gateName(), networks);
      }
      return byGate;
    }
    return gate(gate)
        .map(
            one ->
                listed.stream()
                    .filter(restriction -> restriction.covers(one))
                    .<Object>map(restriction -> restriction.network().toString())
                    .distinct()
                    .sorted()
                    .toList())
        .orElseGet(() -> networks(listed, Optional.empty()));
  }

  private static List<Object> networks(List<Restriction> listed, Optional<Gate> gate) {
    return listed.stream()
        .filter(restriction -> restriction.gate().equals(gate))
        .<Object>map(restriction -> restriction.network().toString())
        .toList();
  }

  /**
   * Tells what auth:restrict-ip or auth:remove-ip-restriction would do, and changes nothing.
   *
   * @param ip an IPv4 or IPv6 address or CIDR
   * @param gate a gate; left out, all of them
   * @param remove true for what removing it would do
   * @return network as it would be kept; gate it would be for, or all; gates whose addresses would
   *     change; closed, the gates that nobody could use any more; caller, whether the caller would
   *     be locked out; sessions that would be, each with handle, gate and address; force, whether
   *     the change needs it
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public Map<String, Object> previewIpRestriction(
      Caller caller, String ip, @Default("") String gate, @Default("false") boolean remove) {
    RestrictionChange change = change(ip, gate, remove);
    Consequences consequences = changes.consequences(caller, change);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("network", change.restriction().network().toString());
    told.put("gate", change.restriction().gateName());
    told.put("gates", names(consequences.gates()));
    told.put("closed", names(consequences.closed()));
    told.put("caller", consequences.caller());
    told.put(
        "sessions",
        consequences.sessions().stream().<Object>map(RestrictionCommands::session).toList());
    told.put("force", !consequences.harmless());
    return told;
  }

  private static List<Object> names(Collection<Gate> gates) {
    return gates.stream().<Object>map(Gate::name).toList();
  }

  private static Map<String, Object> session(Live live) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("handle", live.proof().handle());
    session.put("gate", live.gate().name());
    session.put("address", live.address());
    return session;
  }

  private static RestrictionChange change(String ip, String gate, boolean removal) {
    Network network =
        Network.parse(ip)
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.ARGUMENT,
                        "argument 'ip' must be an IPv4 or IPv6 address, or a CIDR such as"
                            + " 64.22.68.0/24"));
    return new RestrictionChange(new Restriction(network, gate(gate)), removal);
  }

  private static Optional<Gate> gate(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (name.isEmpty() || name.equals(Restriction.ALL.toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(Gate.values())
            .filter(gate -> gate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.ARGUMENT,
                        "argument 'gate' must be UI, SOAP, REST, DAV or CLI; left out, it is all"
                            + " of them")));
  }
}
