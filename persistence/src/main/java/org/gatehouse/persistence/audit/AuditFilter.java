package org.gatehouse.persistence.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which events are wanted. Texts are compared as they are, in bytes.
 *
 * @param kinds their kinds; empty for all
 * @param actor ways to write a part of who did it, one of which must be there; empty for anybody
 * @param detail the same of what happened
 * @param gate the gate
 * @param address the whole address
 * @param addressBegins how the address begins
 */
public record AuditFilter(
    List<String> kinds,
    List<String> actor,
    List<String> detail,
    Optional<String> gate,
    Optional<String> address,
    Optional<String> addressBegins) {

  /** Copies its lists. */
  public AuditFilter {
    kinds = List.copyOf(kinds);
    actor = List.copyOf(actor);
    detail = List.copyOf(detail);
  }

  /** Every event of some kinds. */
  public static AuditFilter ofKinds(List<String> kinds) {
    return new AuditFilter(
        kinds, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether events must be looked at one by one, since no index knows what is wanted. */
  public boolean looks() {
    return !arguments().isEmpty();
  }

  /** What must hold of an event, beside its kind; begins with {@code and} where anything must. */
  String conditions() {
    StringBuilder conditions = new StringBuilder();
    contains(conditions, "actor", actor);
    contains(conditions, "detail", detail);
    conditions.append(gate.isPresent() ? " and gate = ?" : "");
    conditions.append(address.isPresent() ? " and address = ?" : "");
    conditions.append(addressBegins.isPresent() ? " and locate(?, address) = 1" : "");
    return conditions.toString();
  }

  private static void contains(StringBuilder conditions, String column, List<String> ways) {
    if (!ways.isEmpty()) {
      String one = "locate(?, " + column + ") > 0";
      conditions.append(" and (").append(one).append((" or " + one).repeat(ways.size() - 1));
      conditions.append(')');
    }
  }

  /** The arguments of {@link #conditions}, in order. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(actor);
    arguments.addAll(detail);
    gate.ifPresent(arguments::add);
    address.ifPresent(arguments::add);
    addressBegins.ifPresent(arguments::add);
    return arguments;
  }
}
