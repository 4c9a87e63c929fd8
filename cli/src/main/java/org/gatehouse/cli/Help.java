package org.gatehouse.cli;

import java.util.ArrayList;
import java.util.List;

/** The text that {@code --help} shows; no line is longer than 80 columns. */
final class Help {

  private static final int WIDTH = 80;
  private static final int INDENTATION = 24;
  private static final String CALLED = "Usage: ";

  private Help() {}

  /** The help of a program. */
  static String of(Program program) {
    StringBuilder text = new StringBuilder();
    String before = CALLED;
    for (String line : program.synopsis()) {
      text.append(before).append(line).append('\n');
      before = " ".repeat(CALLED.length());
    }
    text.append('\n').append(program.description()).append('\n');
    program.options().forEach(option -> text.append(described(option)));
    return text.append('\n').append(program.footer()).toString();
  }

  private static String described(Option option) {
    List<String> names = option.names();
    String heading =
        "  "
            + (names.size() == 1 ? "    " : "")
            + String.join(", ", names)
            + (option.switches() ? "" : " " + option.label());
    StringBuilder text = new StringBuilder(heading);
    int column = heading.length();
    if (column >= INDENTATION) {
      text.append('\n');
      column = 0;
    }
    for (String line : wrapped(option.help())) {
      text.append(" ".repeat(INDENTATION - column)).append(line).append('\n');
      column = 0;
    }
    return text.toString();
  }

  private static List<String> wrapped(String sentence) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH - INDENTATION) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
