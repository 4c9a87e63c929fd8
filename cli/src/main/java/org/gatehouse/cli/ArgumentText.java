package org.gatehouse.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one argument as it is typed at a shell.
 *
 * <pre>
 * argument  = container | literal | "\" text that begins with "[" after any number of "\"
 *           | any other text, taken as it is
 * container = "[" "]" | "[" item *("," item) "]" | "[" entry *("," entry) "]"
 * entry     = text ":" [ item ]
 * item      = container | literal | text
 * literal   = "null" | "true" | "false"
 * text      = bare | '"' characters '"' | "'" characters "'"
 * </pre>
 *
 * <p>So {@code \[x} is the text {@code [x}, {@code \\[x} is {@code \[x}, and a backslash anywhere
 * else of a text without brackets around it is a backslash.
 *
 * <p>Whether brackets hold items or entries is decided by the first: a colon after its first text
 * makes it an entry. Within an entry's value a colon is a plain character; an item with a colon is
 * quoted. Spaces around a text do not belong to it unless quoted. A backslash, in quotes or not,
 * takes the next character as it is; a quoted or escaped {@code null} is a text. A number stays a
 * text: the server, which knows what a command takes, makes a number of it.
 *
 * <p>Guarantee: whatever is typed is read or refused with an {@link ArgumentSyntaxException}, in
 * time proportional to its length; brackets are at most {@value #DEEPEST} deep.
 */
final class ArgumentText {

  /** How deep brackets may stand in brackets. */
  static final int DEEPEST = 32;

  private static final char END = '\0';

  private final String text;
  private int position;
  private int depth;

  private ArgumentText(String text) {
    this.text = text;
  }

  /**
   * Reads an argument.
   *
   * @throws ArgumentSyntaxException when it begins with a bracket and does not follow the grammar
   */
  static Value read(String argument) {
    int backslashes = 0;
    while (argument.startsWith("\\", backslashes)) {
      backslashes++;
    }
    if (!argument.startsWith("[", backslashes)) {
      return plain(argument);
    }
    if (backslashes > 0) {
      return new Value.Text(argument.substring(1));
    }
    ArgumentText reader = new ArgumentText(argument);
    Value value = reader.container();
    if (reader.position < argument.length()) {
      throw reader.wrong("nothing may follow the closing bracket");
    }
    return value;
  }

  private Value container() {
    if (++depth > DEEPEST) {
      throw wrong("brackets may be at most " + DEEPEST + " deep");
    }
    position++;
    skipSpaces();
    Value value;
    if (next() == ']') {
      value = new Value.Items(List.of());
    } else if (next() == '[') {
      value = items(container());
    } else {
      int start = position;
      String first = text(true);
      value = next() == ':' ? entries(first) : items(meant(start, first));
    }
    position++;
    depth--;
    return value;
  }

  private Value items(Value first) {
    List<Value> items = new ArrayList<>();
    items.add(first);
    while (another()) {
      items.add(next() == '[' ? container() : value(true));
      if (next() == ':') {
        throw wrong("this list has items without a name before: quote an item that has a colon");
      }
    }
    return new Value.Items(items);
  }

  private Value entries(String first) {
    Map<String, Value> entries = new LinkedHashMap<>();
    String name = first;
    while (true) {
      position++;
      skipSpaces();
      if (entries.put(name, entryValue()) != null) {
        throw wrong("the name '" + name + "' stands here twice");
      }
      if (!another()) {
        return new Value.Entries(entries);
      }
      name = text(true);
      if (next() != ':') {
        throw wrong("a colon is missing after the name '" + name + "'");
      }
    }
  }

  private Value entryValue() {
    return switch (next()) {
      case '[' -> container();
      case ',', ']' -> new Value.Text("");
      default -> value(false);
    };
  }

  /** Whether a comma follows, which is passed over; else the closing bracket stands here. */
  private boolean another() {
    skipSpaces();
    if (next() == ']') {
      return false;
    }
    if (next() != ',') {
      throw wrong(
          position < text.length() ? "a comma or ] is missing" : "the closing bracket is missing");
    }
    position++;
    skipSpaces();
    return true;
  }

  private Value value(boolean endsAtColon) {
    int start = position;
    return meant(start, text(endsAtColon));
  }

  /** What a text means that was read from a position on: quoted or escaped it means itself. */
  private Value meant(int start, String read) {
    return text.startsWith(read, start) ? plain(read) : new Value.Text(read);
  }

  private static Value plain(String word) {
    return switch (word) {
      case "null" -> new Value.Nothing();
      case "true" -> new Value.Truth(true);
      case "false" -> new Value.Truth(false);
      default -> new Value.Text(word);
    };
  }

  private String text(boolean endsAtColon) {
    char quote = next();
    String read = quote == '"' || quote == '\'' ? quoted(quote) : bare(endsAtColon);
    skipSpaces();
    return read;
  }

  private String quoted(char quote) {
    StringBuilder read = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != quote) {
      read.append(character());
    }
    if (position == text.length()) {
      throw wrong("the closing " + quote + " is missing");
    }
    position++;
    return read.toString();
  }

  private String bare(boolean endsAtColon) {
    StringBuilder read = new StringBuilder();
    int length = 0;
    while (position < text.length() && !endsBare(text.charAt(position), endsAtColon)) {
      boolean escaped = text.charAt(position) == '\\';
      char character = character();
      read.append(character);
      if (escaped || !Character.isWhitespace(character)) {
        length = read.length();
      }
    }
    if (length == 0) {
      throw wrong(
          position < text.length()
              ? "a text is missing; an empty one is written ''"
              : "the closing bracket is missing");
    }
    read.setLength(length);
    return read.toString();
  }

  private boolean endsBare(char character, boolean endsAtColon) {
    if (character == '[') {
      throw wrong("write \\[ for a bracket within a text, or quote the text");
    }
    return character == ',' || character == ']' || (character == ':' && endsAtColon);
  }

  private char character() {
    if (text.charAt(position) == '\\' && ++position == text.length()) {
      throw wrong("a character is missing after the backslash");
    }
    return text.charAt(position++);
  }

  private void skipSpaces() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private char next() {
    return position < text.length() ? text.charAt(position) : END;
  }

  private ArgumentSyntaxException wrong(String reason) {
    return new ArgumentSyntaxException(
        "cannot read the argument %s at character %d: %s".formatted(shown(), position + 1, reason));
  }

  /** Enough of it to recognise it, and no more: it may hold a password. */
  private String shown() {
    int end = Math.min(text.length(), 8);
    return text.substring(0, end) + (end < text.length() ? "…" : "");
  }
}
