package org.gatehouse.restriction;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * One restriction more, or one less.
 *
 * @param restriction which
 * @param removal whether it is removed rather than added
 */
public record RestrictionChange(Restriction restriction, boolean removal) {

  /**
   * The restrictions of an account after it.
   *
   * @param before those that the account has
   * @param limit how many an account may have
   * @throws CommandException when it is listed already, is not listed, or is one too many; says
   *     which
   */
  List<Restriction> applied(List<Restriction> before, int limit) {
    boolean listed = before.contains(restriction);
    List<Restriction> after = new ArrayList<>(before);
    if (removal) {
      if (!listed) {
        throw new CommandException(Kind.NOT_FOUND, this + " is not a restriction of this account");
      }
      after.remove(restriction);
      return after;
    }
    if (listed) {
      throw new CommandException(Kind.EXISTS, "this account is restricted to " + this + " already");
    }
    if (before.size() >= limit) {
      throw new CommandException(
          Kind.FORBIDDEN,
          "an account may have at most " + limit + " restrictions; remove one first");
    }
    after.add(restriction);
    return after;
  }

  /** The network and what it is listed for, {@code 64.22.68.0/24 at SOAP}. */
  @Override
  public String toString() {
    return restriction.network()
        + restriction.gate().map(gate -> " at " + gate).orElse(" at all gates");
  }
}
