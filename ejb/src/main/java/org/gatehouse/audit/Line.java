package org.gatehouse.audit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text within one line that a person or a log reads. What could end the line, command a terminal,
 * turn the direction of writing or be seen as nothing at all is written as an escape, so that no
 * name can forge a line or a part of one.
 */
final class Line {

  private static final int HEXADECIMAL = 16;

  /** A doubled backslash, or the number of a code point. */
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\\\\\|\\\\u\\{(10[0-9a-f]{4}|[0-9a-f]{1,5})}");

  private Line() {}

  /**
   * The text with every such character written as a backslash, {@code u} and its number in braces,
   * in hexadecimal. A backslash is doubled, so that what was written can be told from an escape;
   * all other printable characters stay.
   */
  static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\\') {
                line.append("\\\\");
              } else if (harmless(point)) {
                line.appendCodePoint(point);
              } else {
                line.append("\\u{").append(Integer.toHexString(point)).append('}');
              }
            });
    return line.toString();
  }

  /** What {@link #of} wrote, as it was before; what it cannot have written stays as it is. */
  static String read(String line) {
    return ESCAPE
        .matcher(line)
        .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1))));
  }

  private static String character(String number) {
    return number == null ? "\\" : Character.toString(Integer.parseInt(number, HEXADECIMAL));
  }

  private static boolean harmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
