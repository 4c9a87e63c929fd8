package org.gatehouse.restriction;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.auth.Gate;

/**
 * What the restrictions of an account say about the gates that none of them names; the decision is
 * ADR 9's.
 */
public enum RestrictionScope {
  /** Once an account has any restriction, each gate is open to what is listed for it alone. */
  ALL_GATES("all-gates") {
    @Override
    boolean restricts(Collection<Restriction> listed, Gate gate) {
      return !listed.isEmpty();
    }
  },
  /** A gate that no restriction is about stays open to all addresses. */
  LISTED_GATES("listed-gates") {
    @Override
    boolean restricts(Collection<Restriction> listed, Gate gate) {
      return listed.stream().anyMatch(restriction -> restriction.covers(gate));
    }
  };

  private final String setting;

  RestrictionScope(String setting) {
    this.setting = setting;
  }

  /** The one that {@code [auth] restriction_scope} names; empty when it names none. */
  public static Optional<RestrictionScope> named(String setting) {
    return Stream.of(values()).filter(scope -> scope.setting.equals(setting)).findFirst();
  }

  /** Whether a gate is closed to addresses that are not listed for it. */
  abstract boolean restricts(Collection<Restriction> listed, Gate gate);

  /**
   * Whether an account may be used from an address at a gate.
   *
   * @param listed all restrictions of the account
   * @param client the network of the client's address alone; empty when it is in none
   */
  public boolean allows(Collection<Restriction> listed, Gate gate, Optional<Network> client) {
    return !restricts(listed, gate)
        || client
            .filter(address -> listed.stream().anyMatch(one -> one.allows(gate, address)))
            .isPresent();
  }

  /** The gates that a restricted account could not be used at from anywhere. */
  Set<Gate> closed(Collection<Restriction> listed) {
    Set<Gate> closed = EnumSet.noneOf(Gate.class);
    for (Gate gate : Gate.values()) {
      if (restricts(listed, gate) && listed.stream().noneMatch(one -> one.covers(gate))) {
        closed.add(gate);
      }
    }
    return closed;
  }
}
