package org.gatehouse.cli;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Values as YAML 1.2 in block style. A text that could be read as anything else, or holds a control
 * character, is in double quotes as in JSON, which is YAML.
 */
final class YamlText {

  private static final String STEP = "  ";

  /** Begins with a letter and has nothing that means something to YAML, 1.1 or 1.2. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./@+-]{0,119}");

  private static final Pattern MEANS_MORE =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

  private YamlText() {}

  /** A value as YAML text, which ends with a line feed. */
  static String write(Value value) {
    StringBuilder text = new StringBuilder();
    if (block(value)) {
      block(value, "", text);
    } else {
      text.append(flow(value)).append('\n');
    }
    return text.toString();
  }

  private static void block(Value value, String indentation, StringBuilder text) {
    switch (value) {
      case Value.Items(List<Value> items) ->
          items.forEach(item -> member(indentation + "-", item, indentation, text));
      case Value.Entries(Map<String, Value> entries) ->
          entries.forEach(
              (name, member) -> member(indentation + text(name) + ":", member, indentation, text));
      case Value.Text _, Value.Figure _, Value.Truth _, Value.Nothing _ ->
          throw new IllegalArgumentException("no block");
    }
  }

  private static void member(
      String beginning, Value member, String indentation, StringBuilder text) {
    text.append(beginning);
    if (block(member)) {
      text.append('\n');
      block(member, indentation + STEP, text);
    } else {
      text.append(' ').append(flow(member)).append('\n');
    }
  }

  /** Whether a value needs lines of its own. */
  private static boolean block(Value value) {
    return switch (value) {
      case Value.Items(List<Value> items) -> !items.isEmpty();
      case Value.Entries(Map<String, Value> entries) -> !entries.isEmpty();
      case Value.Text _, Value.Figure _, Value.Truth _, Value.Nothing _ -> false;
    };
  }

  private static String flow(Value value) {
    return value instanceof Value.Text(String text) ? text(text) : JsonText.write(value);
  }

  private static String text(String text) {
    boolean plain = PLAIN.matcher(text).matches() && !MEANS_MORE.matcher(text).matches();
    return plain ? text : escaped(JsonText.write(new Value.Text(text)));
  }

  /** JSON lets stand what YAML does not print: DEL, the C1 controls, and other code points. */
  private static String escaped(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    for (char character : json.toCharArray()) {
      boolean printable =
          character >= ' ' && character < '\u007f'
              || character >= '\u00a0' && character != '\ufeff' && character < '\ufffe';
      if (printable) {
        escaped.append(character);
      } else {
        escaped.append("\\u%04x".formatted((int) character));
      }
    }
    return escaped.toString();
  }
}
