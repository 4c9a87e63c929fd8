package org.gatehouse.scope;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.persistence.settings.IniEditor;

/** The text that a given value is in {@code config.ini}. */
final class SettingText {

  private SettingText() {}

  /**
   * A text as it is, a whole number, true or false as they are written, and a list of these with
   * commas between them.
   *
   * @return empty when the value is no such thing, or cannot stand on one line
   */
  static Optional<String> of(Object given) {
    return written(given).filter(IniEditor::writable);
  }

  private static Optional<String> written(Object given) {
    return switch (given) {
      case List<?> items -> listed(items);
      // An empty array of PHP is a map as well.
      case Map<?, ?> map when map.isEmpty() -> Optional.of("");
      default -> simple(given);
    };
  }

  private static Optional<String> listed(List<?> items) {
    return items.stream().allMatch(item -> simple(item).isPresent())
        ? Optional.of(items.stream().map(Object::toString).collect(Collectors.joining(", ")))
        : Optional.empty();
  }

  private static Optional<String> simple(Object given) {
    return given instanceof String
            || given instanceof Boolean
            || given instanceof Integer
            || given instanceof Long
        ? Optional.of(given.toString())
        : Optional.empty();
  }
}
