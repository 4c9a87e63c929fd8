package org.gatehouse.site;

import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * One parameter of a service of sites.
 *
 * @param service the service
 * @param name its name in the service
 * @param kind its type and bounds
 * @param initial its value where neither a site nor its plan has one; empty when it is unset then
 * @param use what Gatehouse does with it
 * @param help what it means, in one line
 */
record ServiceParameter(
    String service,
    String name,
    ParameterKind kind,
    Optional<Object> initial,
    Use use,
    String help) {

  /** What Gatehouse does with a parameter. */
  enum Use {
    /** It is kept and given back, for other programs to act on. */
    KEPT,
    /** Gatehouse acts on it. */
    ACTED_ON,
    /** A secret that Gatehouse sets; never kept and never given back. */
    SECRET_ACTED_ON,
    /** A secret that Gatehouse has no use for yet: accepted, never kept and never given back. */
    SECRET
  }

  /** As it is written: {@code service.parameter}. */
  String fullName() {
    return service + "." + name;
  }

  /** Whether its value is never kept or given back. */
  boolean secret() {
    return use == Use.SECRET || use == Use.SECRET_ACTED_ON;
  }

  /** Whether it may be unset, written {@code null}. */
  boolean mayBeUnset() {
    return initial.isEmpty();
  }

  /**
   * The value that a caller gave.
   *
   * @return empty when it is to be unset
   * @throws CommandException naming it, when it is no value for it
   */
  Optional<Object> value(Object given) {
    if (mayBeUnset() && !secret() && isNull(given)) {
      return Optional.empty();
    }
    // Numbers have lost what a password's digits were.
    Object usable = secret() && !(given instanceof String) ? null : given;
    return Optional.of(
        Optional.ofNullable(usable)
            .flatMap(kind::convert)
            .orElseThrow(
                () ->
                    new CommandException(
                        Kind.ARGUMENT,
                        "option '" + fullName() + "' must be " + kind.description())));
  }

  /** The null of other languages is a word here when it comes by a form or a shell. */
  private static boolean isNull(Object given) {
    return given == null
        || given instanceof String text
            && (text.isEmpty() || text.equalsIgnoreCase("null") || text.equals("None"));
  }
}
