package org.gatehouse.site;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.site.ParameterKind.Truth;

/** Switches that a command takes as a map of names to true. */
final class Flags {

  private Flags() {}

  /**
   * The names of those that are on.
   *
   * @param known the names there are
   * @throws CommandException when one is unknown, or neither true nor false; names it
   */
  static Set<String> on(Map<String, Object> given, Set<String> known) {
    Set<String> on = new HashSet<>();
    given.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            throw Services.unknown("option", name, known);
          }
          boolean truth =
              (boolean)
                  new Truth()
                      .convert(value)
                      .orElseThrow(
                          () ->
                              new CommandException(
                                  Kind.ARGUMENT, "option '" + name + "' must be true or false"));
          if (truth) {
            on.add(name);
          }
        });
    return on;
  }
}
