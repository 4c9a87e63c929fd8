package org.gatehouse.audit;

/**
 * A text within one line that a person or a log reads. What could end the line, command a terminal,
 * turn the direction of writing or be seen as nothing at all is written as an escape, so that no
 * name can forge a line or a part of one.
 */
final class Line {

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
