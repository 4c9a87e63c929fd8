package org.gatehouse.restriction;

import java.util.Optional;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.restriction.RestrictionRow;

/**
 * A network that an account may be used from.
 *
 * @param network the network
 * @param gate the gate that it is listed for; empty for all gates
 */
public record Restriction(Network network, Optional<Gate> gate) {

  /** What people and clients call all gates together. */
  public static final String ALL = "all";

  /** Whether it is about a gate. */
  boolean covers(Gate asked) {
    return gate.isEmpty() || gate.get() == asked;
  }

  /** Whether it lets a client in at a gate. */
  boolean allows(Gate asked, Network client) {
    return covers(asked) && network.contains(client);
  }

  static Restriction of(RestrictionRow row) {
    return new Restriction(
        Network.canonical(row.network()),
        row.gate().equals(RestrictionRow.EVERY_GATE)
            ? Optional.empty()
            : Optional.of(Gate.valueOf(row.gate())));
  }

  RestrictionRow row() {
    return new RestrictionRow(
        gate.map(Gate::name).orElse(RestrictionRow.EVERY_GATE), network.toString());
  }

  /** What people call the gate, or all gates. */
  String gateName() {
    return gate.map(Gate::name).orElse(ALL);
  }
}
