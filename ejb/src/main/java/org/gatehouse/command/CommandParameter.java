package org.gatehouse.command;

import java.lang.reflect.Parameter;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.command.CommandException.Kind;

/**
 * An argument that a command takes.
 *
 * @param name its name in snake_case
 * @param type its type
 * @param initial its value when it is left out; empty when it must be given
 */
public record CommandParameter(String name, ParameterType type, Optional<Object> initial) {

  static CommandParameter of(Parameter parameter) {
    ParameterType type = ParameterType.of(parameter);
    Default initial = parameter.getAnnotation(Default.class);
    Optional<Object> value = Optional.ofNullable(initial).map(given -> type.convert(given.value()));
    if (initial != null && value.isEmpty()) {
      throw new IllegalArgumentException(parameter + " has a default that is not of its type");
    }
    return new CommandParameter(snakeCase(parameter.getName()), type, value);
  }

  /** Whether it must be given. */
  public boolean required() {
    return initial.isEmpty();
  }

  /**
   * The value to call the command with.
   *
   * @param given what the caller gave; null when it was left out, as only one may be that is not
   *     {@link #required()}
   * @throws CommandException when it is of another type
   */
  Object bind(Object given) {
    if (given == null) {
      return initial.orElseThrow();
    }
    Object value = type.convert(given);
    if (value == null) {
      throw new CommandException(
          Kind.ARGUMENT, "argument '" + name + "' must be " + type.description());
    }
    return value;
  }

  static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
