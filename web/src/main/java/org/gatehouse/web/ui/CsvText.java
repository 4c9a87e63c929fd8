package org.gatehouse.web.ui;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of comma-separated values as RFC 4180 has them. What a spreadsheet could take for a formula
 * begins with an apostrophe, which makes it a text there.
 */
final class CsvText {

  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r].*", Pattern.DOTALL);

  private CsvText() {}

  /** One line, with its end. */
  static String line(List<String> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    String harmless = FORMULA.matcher(text).matches() ? "'" + text : text;
    return '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
