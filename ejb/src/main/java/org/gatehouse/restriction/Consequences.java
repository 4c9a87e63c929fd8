package org.gatehouse.restriction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.session.Live;

/**
 * What a change of an account's restrictions does.
 *
 * @param gates the gates that are open to other addresses after it than before
 * @param closed the gates that are open to no address after it
 * @param caller whether whoever asks for it could not come in again from where they are
 * @param sessions the live sessions that it would end
 */
public record Consequences(Set<Gate> gates, Set<Gate> closed, boolean caller, List<Live> sessions) {

  /** How many sessions a sentence names. */
  private static final int NAMED = 5;

  /**
   * What a change does.
   *
   * @param before the account's restrictions as they are
   * @param after as they would be
   * @param live the sessions that answer to them
   */
  static Consequences of(
      RestrictionScope scope,
      Collection<Restriction> before,
      Collection<Restriction> after,
      Caller caller,
      Collection<Live> live) {
    Set<Gate> gates = EnumSet.noneOf(Gate.class);
    for (Gate gate : Gate.values()) {
      if (!networks(scope, before, gate).equals(networks(scope, after, gate))) {
        gates.add(gate);
      }
    }
    Optional<Network> address = Network.of(caller.address());
    return new Consequences(
        gates,
        scope.closed(after),
        answers(caller)
            && scope.allows(before, caller.gate(), address)
            && !scope.allows(after, caller.gate(), address),
        live.stream()
            .filter(session -> allowed(scope, before, session))
            .filter(session -> !allowed(scope, after, session))
            .toList());
  }

  /** The networks that a gate is open to; empty when it is open to all. */
  private static Optional<Set<Network>> networks(
      RestrictionScope scope, Collection<Restriction> listed, Gate gate) {
    return scope.restricts(listed, gate)
        ? Optional.of(
            listed.stream()
                .filter(restriction -> restriction.covers(gate))
                .map(Restriction::network)
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  /** The local socket is the way back in; a hand-over answers to its asker's restrictions. */
  private static boolean answers(Caller caller) {
    return switch (caller.proof()) {
      case Proof.Socket _ -> false;
      case Proof.Session(var _, var _, var askedBy) -> askedBy.isEmpty();
      case Proof.Password _, Proof.Key _ -> true;
    };
  }

  /** Whether restrictions allow a session where it was started. */
  static boolean allowed(RestrictionScope scope, Collection<Restriction> listed, Live session) {
    return scope.allows(listed, session.gate(), Network.of(ClientAddress.of(session.address())));
  }

  /** Whether nobody is locked out who is in now. */
  boolean harmless() {
    return !caller && sessions.isEmpty();
  }

  /** Who would be locked out, for a person: you, and the sessions by handle, gate and address. */
  String lockedOut(Caller asker) {
    List<String> who = new ArrayList<>();
    if (caller) {
      who.add("you (" + asker.gate() + " from " + asker.address().text() + ")");
    }
    sessions.stream().limit(NAMED).map(Consequences::named).forEach(who::add);
    if (sessions.size() > NAMED) {
      who.add((sessions.size() - NAMED) + " more");
    }
    int last = who.size() - 1;
    return last == 0
        ? who.getFirst()
        : String.join(", ", who.subList(0, last)) + " and " + who.get(last);
  }

  private static String named(Live session) {
    return "session %s (%s from %s)"
        .formatted(session.proof().handle(), session.gate(), session.address());
  }
}
