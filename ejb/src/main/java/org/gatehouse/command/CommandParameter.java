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
 * @param required whether it must be given
 * @param initial its value when it is left out; empty when it must be given, or is then null
 */
public record CommandParameter(
    String name, ParameterType type, boolean required, Optional<Object> initial) {

  static CommandParameter of(Parameter parameter) {
    String name = snakeCase(parameter.getName());
    ParameterType type = ParameterType.of(parameter);
    Default initial = parameter.getAnnotation(Default.class);
    if (initial == null) {
      return new CommandParameter(name, type, true, Optional.empty());
    }
    boolean ofAnyType = type == ParameterType.SIMPLE || type == ParameterType.ANY;
    if (ofAnyType && initial.value().isEmpty()) {
      return new CommandParameter(name, type, false, Optional.empty());
    }
    Object value = type.convert(initial.value());
    if (value == null) {
      throw new IllegalArgumentException(parameter + " has a default that is not of its type");
    }
    return new CommandParameter(name, type, false, Optional.of(value));
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
      return initial.orElse(null);
    }
    Object value = type.convert(given);
    if (value == null) {
      throw new UsageException(
          Kind.ARGUMENT, "argument '" + name + "' must be " + type.description());
    }
    return value;
  }

  static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
