package org.gatehouse.persistence.recovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Rows of a table as lines: values with tabs between them, {@code \N} for null, and backslashes
 * before what would break a line, as PostgreSQL's {@code COPY} writes text. Bytes are hexadecimal.
 */
final class TableText {

  private static final String NULL = "\\N";

  private TableText() {}

  static String line(List<?> values) {
    StringBuilder line = new StringBuilder();
    for (Object value : values) {
      if (!line.isEmpty()) {
        line.append('\t');
      }
      append(line, value);
    }
    return line.append('\n').toString();
  }

  private static void append(StringBuilder line, Object value) {
    if (value == null) {
      line.append(NULL);
    } else if (value instanceof byte[] bytes) {
      // Never empty, so that a line of one empty value is still told from none.
      line.append("\\x").append(HexFormat.of().formatHex(bytes));
    } else {
      escape(line, value.toString());
    }
  }

  private static void escape(StringBuilder line, String text) {
    if (text.isEmpty()) {
      line.append("\\e");
    }
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(character);
      }
    }
  }

  /**
   * The values of a line: null, {@code byte[]} or {@code String}.
   *
   * @throws IOException when it is not one of {@link #line}
   */
  static List<Object> values(String line) throws IOException {
    List<Object> values = new ArrayList<>();
    for (String part : line.split("\t", -1)) {
      values.add(value(part));
    }
    return values;
  }

  private static Object value(String part) throws IOException {
    if (part.equals(NULL)) {
      return null;
    }
    if (part.equals("\\e")) {
      return "";
    }
    if (part.startsWith("\\x")) {
      try {
        return HexFormat.of().parseHex(part, 2, part.length());
      } catch (IllegalArgumentException e) {
        throw new IOException("a value is not hexadecimal", e);
      }
    }
    return part.indexOf('\\') < 0 ? part : unescaped(part);
  }

  private static String unescaped(String part) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char character = part.charAt(i);
      if (character == '\\') {
        i++;
        text.append(
            switch (i < part.length() ? part.charAt(i) : ' ') {
              case '\\' -> '\\';
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> throw new IOException("a value has a backslash that means nothing");
            });
      } else {
        text.append(character);
      }
    }
    return text.toString();
  }
}
