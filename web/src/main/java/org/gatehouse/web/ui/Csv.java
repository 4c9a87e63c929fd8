package org.gatehouse.web.ui;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows as a file of comma-separated values (RFC 4180). Each cell is quoted; one that a spreadsheet
 * would take for a formula begins with an apostrophe (CWE-1236).
 */
final class Csv {

  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r\\n]");
  private static final String END_OF_LINE = "\r\n";

  private Csv() {}

  /**
   * The file.
   *
   * @param columns the keys of the cells, which are the header too
   */
  static String of(List<String> columns, List<Map<String, Object>> rows) {
    StringBuilder file = new StringBuilder(line(columns));
    for (Map<String, Object> row : rows) {
      file.append(line(columns.stream().map(column -> String.valueOf(row.get(column))).toList()));
    }
    return file.toString();
  }

  /** One line, with its end. */
  static String line(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", END_OF_LINE));
  }

  private static String cell(String text) {
    String harmless = FORMULA.matcher(text).find() ? "'" + text : text;
    return '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
