package org.gatehouse.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as PHP's {@code print_r} shows them: true is 1, false and null are nothing. Control
 * characters are shown as {@link Screen} shows them.
 */
final class PrintText {

  private static final String STEP = " ".repeat(8);

  private PrintText() {}

  /** The text that shows a value; ends with a line feed. */
  static String write(Value value) {
    return shown(value, "")
        + (value instanceof Value.Items || value instanceof Value.Entries ? "" : "\n");
  }

  private static String shown(Value value, String indentation) {
    return switch (value) {
      case Value.Text(String text) -> Screen.harmless(text);
      case Value.Figure(String digits) -> digits;
      case Value.Truth(boolean holds) -> holds ? "1" : "";
      case Value.Nothing _ -> "";
      case Value.Items(List<Value> items) -> array(numbered(items), indentation);
      case Value.Entries(Map<String, Value> entries) -> array(entries, indentation);
    };
  }

  private static Map<String, Value> numbered(List<Value> items) {
    Map<String, Value> numbered = new LinkedHashMap<>();
    items.forEach(item -> numbered.put(Integer.toString(numbered.size()), item));
    return numbered;
  }

  private static String array(Map<String, Value> members, String indentation) {
    StringBuilder text = new StringBuilder("Array\n").append(indentation).append("(\n");
    members.forEach(
        (name, member) ->
            text.append(indentation)
                .append("    [")
                .append(Screen.harmless(name))
                .append("] => ")
                .append(shown(member, indentation + STEP))
                .append('\n'));
    return text.append(indentation).append(")\n").toString();
  }
}
