package org.gatehouse.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Results as a person reads them: a text plainly, a list with one item per line, a map as {@code
 * name: value}, what stands deeper indented. Control characters but line feed and tab are shown as
 * an escape, so that no stored text can command the terminal.
 */
final class Screen {

  private Screen() {}

  /** The lines that show a value, each ended by a line feed; nothing for nothing. */
  static String text(Value value) {
    StringBuilder text = new StringBuilder();
    lines(value).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static List<String> lines(Value value) {
    return switch (value) {
      case Value.Text text -> List.of(harmless(text.text()));
      case Value.Figure figure -> List.of(figure.digits());
      case Value.Truth truth -> List.of(Boolean.toString(truth.holds()));
      case Value.Nothing _ -> List.of();
      case Value.Items items -> items.items().stream().flatMap(Screen::item).toList();
      case Value.Entries entries ->
          entries.entries().entrySet().stream().flatMap(Screen::entry).toList();
    };
  }

  private static Stream<String> item(Value item) {
    return container(item) ? hanging("- ", lines(item)) : Stream.of(single(item));
  }

  private static Stream<String> entry(Map.Entry<String, Value> entry) {
    String name = harmless(entry.getKey()) + ":";
    Value value = entry.getValue();
    if (!container(value)) {
      String shown = single(value);
      return Stream.of(shown.isEmpty() ? name : name + " " + shown);
    }
    return Stream.concat(Stream.of(name), lines(value).stream().map(line -> "  " + line));
  }

  private static Stream<String> hanging(String mark, List<String> lines) {
    List<String> hanging = new ArrayList<>();
    for (String line : lines.isEmpty() ? List.of("") : lines) {
      hanging.add((hanging.isEmpty() ? mark : " ".repeat(mark.length())) + line);
    }
    return hanging.stream();
  }

  private static boolean container(Value value) {
    return value instanceof Value.Items || value instanceof Value.Entries;
  }

  private static String single(Value value) {
    return String.join("", lines(value));
  }

  /** The text with its control characters made visible. */
  static String harmless(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (Character.isISOControl(character) && character != '\n' && character != '\t') {
                shown.append("\\u%04x".formatted(character));
              } else {
                shown.appendCodePoint(character);
              }
            });
    return shown.toString();
  }
}
