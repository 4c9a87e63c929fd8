package org.gatehouse.persistence.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of an INI file, as it stands there.
 *
 * @param content its characters without the line's end
 * @param end the characters that end it; empty at the end of the file
 * @param meaning what it says
 */
record IniLine(String content, String end, Meaning meaning) {

  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** What a line says. */
  sealed interface Meaning {

    /** Nothing: it is empty or a comment. */
    record Nothing() implements Meaning {}

    /** A section begins. */
    record Title(String name) implements Meaning {}

    /**
     * A key has a value.
     *
     * @param from where the value begins in the line, with its quotes
     * @param to where it ends
     * @param quoted whether it stands in double quotes
     */
    record Entry(String key, String value, int from, int to, boolean quoted) implements Meaning {}

    /** It breaks the grammar. */
    record Broken(String reason) implements Meaning {}
  }

  /** The lines of a text; put together again they are the text. */
  static List<IniLine> of(String text) {
    List<IniLine> lines = new ArrayList<>();
    Matcher end = LINE_END.matcher(text);
    int from = 0;
    while (end.find()) {
      lines.add(of(text.substring(from, end.start()), end.group(), from == 0));
      from = end.end();
    }
    lines.add(of(text.substring(from), "", from == 0));
    return lines;
  }

  private static IniLine of(String content, String end, boolean first) {
    // Some editors mark UTF-8 so.
    boolean marked = first && content.startsWith(BYTE_ORDER_MARK);
    return new IniLine(content, end, marked ? meaning(content, 1) : meaning(content, 0));
  }

  private static Meaning meaning(String content, int from) {
    String line = content.substring(from).strip();
    if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
      return new Meaning.Nothing();
    }
    if (line.startsWith("[")) {
      String name = line.endsWith("]") ? line.substring(1, line.length() - 1).strip() : "";
      return name.isEmpty()
          ? new Meaning.Broken("a section is written [name]")
          : new Meaning.Title(name);
    }
    int equals = content.indexOf('=', from);
    String key = equals < 0 ? "" : content.substring(from, equals).strip();
    return key.isEmpty()
        ? new Meaning.Broken("a setting is written key = value")
        : entry(key, content, equals + 1);
  }

  private static Meaning entry(String key, String content, int from) {
    String value = content.substring(from);
    int begin = from + value.length() - value.stripLeading().length();
    String written = value.strip();
    boolean quoted = written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
    String meant = quoted ? written.substring(1, written.length() - 1) : written;
    return new Meaning.Entry(key, meant, begin, begin + written.length(), quoted);
  }
}
