package org.gatehouse.persistence.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.gatehouse.persistence.settings.IniLine.Meaning;

/**
 * Sets values in the text of an INI file and leaves every other character as it is: comments,
 * order, spacing, quotes and the ends of lines.
 */
public final class IniEditor {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /** What ends a line or shows nothing, and half a character, which no file can hold. */
  private static final Pattern UNWRITABLE =
      Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029\\p{Cs}]");

  private final List<IniLine> lines;

  private IniEditor(List<IniLine> lines) {
    this.lines = lines;
  }

  /** Whether a value can stand in a file: it is on one line and has no control characters. */
  public static boolean writable(String value) {
    return !UNWRITABLE.matcher(value).find();
  }

  /**
   * The text with a value set. Where the key is set already, its value alone is replaced; else a
   * line is put below the last one of its section, or the section at the end.
   *
   * @param text a text that {@link IniFile#parse} takes
   * @throws IllegalArgumentException when section or key are no names, or the value is not {@link
   *     #writable}
   */
  public static String set(String text, String section, String key, String value) {
    if (!NAME.matcher(section).matches() || !NAME.matcher(key).matches() || !writable(value)) {
      throw new IllegalArgumentException("this cannot stand in an INI file");
    }
    return new IniEditor(IniLine.of(text)).with(section, key, value);
  }

  private String with(String section, String key, String value) {
    String current = "";
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      Meaning meaning = lines.get(i).meaning();
      if (meaning instanceof Meaning.Title(String name)) {
        current = name;
      } else if (current.equals(section)
          && meaning instanceof Meaning.Entry entry
          && entry.key().equals(key)) {
        return replaced(i, entry, value);
      }
      if (current.equals(section) && !(meaning instanceof Meaning.Nothing)) {
        last = i;
      }
    }
    String line = key + " = " + written(value, false);
    return last < 0 ? appended("[" + section + "]", line) : insertedBelow(last, line);
  }

  private String replaced(int index, Meaning.Entry entry, String value) {
    String content = lines.get(index).content();
    String before = content.substring(0, entry.from());
    boolean tight = entry.from() == entry.to() && !value.isEmpty() && before.endsWith(" =");
    return before(index)
        + before
        + (tight ? " " : "")
        + written(value, entry.quoted())
        + content.substring(entry.to())
        + lines.get(index).end()
        + after(index);
  }

  private String insertedBelow(int index, String line) {
    IniLine above = lines.get(index);
    return before(index)
        + above.content()
        + (above.end().isEmpty() ? lineEnd() + line : above.end() + line + above.end())
        + after(index);
  }

  private String appended(String title, String line) {
    String text = before(lines.size());
    String end = lineEnd();
    if (text.isEmpty()) {
      return title + end + line + end;
    }
    String closed = lines.getLast().content().isEmpty() ? text : text + end;
    return closed + end + title + end + line + end;
  }

  private String lineEnd() {
    String first = lines.getFirst().end();
    return first.isEmpty() ? "\n" : first;
  }

  private String before(int index) {
    return joined(lines.subList(0, index));
  }

  private String after(int index) {
    return joined(lines.subList(index + 1, lines.size()));
  }

  private static String joined(List<IniLine> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.content()).append(line.end()));
    return text.toString();
  }

  /** Quotes keep spaces at the ends, and quotes that are part of the value. */
  private static String written(String value, boolean quoted) {
    boolean ambiguous =
        !value.equals(value.strip())
            || value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted || ambiguous ? "\"" + value + "\"" : value;
  }
}
