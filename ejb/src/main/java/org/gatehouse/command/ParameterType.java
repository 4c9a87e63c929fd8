package org.gatehouse.command;

import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The type of a command's argument, and how each gate's form of a value becomes it. */
public enum ParameterType {
  /** Text. */
  TEXT("a text") {
    @Override
    Object convert(Object value) {
      // Never a number's digits: 007 and 1.10 would not come back as they were written.
      return value instanceof String text ? text : null;
    }
  },
  /** A whole number of 32 bits. */
  INTEGER("a whole number") {
    @Override
    Object convert(Object value) {
      try {
        return switch (value) {
          case Integer number -> number;
          case Long number -> Math.toIntExact(number);
          case String text -> Integer.valueOf(text);
          default -> null;
        };
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
    }
  },
  /** True or false. */
  BOOLEAN("true or false") {
    @Override
    Object convert(Object value) {
      return switch (value) {
        case Boolean truth -> truth;
        // As PHP and Perl write it.
        case Long number when number == 0 || number == 1 -> number == 1;
        case Integer number when number == 0 || number == 1 -> number == 1;
        case String text when text.equals("true") || text.equals("1") -> true;
        case String text when text.equals("false") || text.equals("0") -> false;
        default -> null;
      };
    }
  },
  /** A text, a number, or true or false, each as it was given. */
  SIMPLE("a text, a number, or true or false") {
    @Override
    Object convert(Object value) {
      return switch (value) {
        case String text -> text;
        case Boolean truth -> truth;
        case Integer number -> number;
        case Long number -> number;
        case Double number -> number;
        default -> null;
      };
    }
  },
  /** A text, a number, true or false, a list or a map, each as it was given. */
  ANY("a value") {
    @Override
    Object convert(Object value) {
      return value instanceof List<?> || value instanceof Map<?, ?> ? value : SIMPLE.convert(value);
    }
  },
  /** A list of values. */
  LIST("a list") {
    @Override
    Object convert(Object value) {
      return switch (value) {
        case List<?> list -> list;
        case Map<?, ?> map when map.isEmpty() -> List.of();
        case String text when text.isEmpty() -> List.of();
        default -> null;
      };
    }
  },
  /** Values by name. */
  MAP("a map") {
    @Override
    Object convert(Object value) {
      return switch (value) {
        case Map<?, ?> map -> byName(map);
        // An empty array of PHP is a list and a map at once.
        case List<?> list when list.isEmpty() -> Map.of();
        case String text when text.isEmpty() -> Map.of();
        default -> null;
      };
    }
  };

  private final String description;

  ParameterType(String description) {
    this.description = description;
  }

  /** What an error message calls it. */
  public String description() {
    return description;
  }

  /** Clients of other languages have keys that are numbers; what they name is a text here. */
  private static Map<String, Object> byName(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value));
    // 1 and "1" are one name: which of them was meant?
    return named.size() == map.size() ? named : null;
  }

  /** The value as this type, or null when it is none. */
  abstract Object convert(Object value);

  /**
   * The type of a declared parameter.
   *
   * @throws IllegalArgumentException when commands have no arguments of its type
   */
  static ParameterType of(Parameter parameter) {
    if (parameter.getType() == Object.class && parameter.isAnnotationPresent(AnyValue.class)) {
      return ANY;
    }
    return of(parameter.getType())
        .orElseThrow(
            () -> new IllegalArgumentException(parameter + " is of no type that a command takes"));
  }

  /** What a Java type is here; empty when it is none. */
  static Optional<ParameterType> of(Class<?> type) {
    if (type == String.class) {
      return Optional.of(TEXT);
    } else if (type == int.class) {
      return Optional.of(INTEGER);
    } else if (type == boolean.class) {
      return Optional.of(BOOLEAN);
    } else if (type == Object.class) {
      return Optional.of(SIMPLE);
    } else if (type == List.class) {
      return Optional.of(LIST);
    } else if (type == Map.class) {
      return Optional.of(MAP);
    }
    return Optional.empty();
  }
}
