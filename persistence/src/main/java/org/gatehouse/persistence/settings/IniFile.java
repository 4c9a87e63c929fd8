package org.gatehouse.persistence.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.persistence.settings.IniLine.Meaning;

/**
 * The values of one INI file: sections in brackets, {@code key = value} lines, and comments that
 * begin a line with {@code ;} or {@code #}. Keys and section names are case-sensitive; white space
 * around both is not part of them, and a value may stand in double quotes.
 *
 * <p>A file that breaks this grammar, or names a key twice, is refused whole with file, line and
 * reason: a gate must never come up with half of its settings.
 */
public final class IniFile {

  private final String name;
  private final Map<String, Map<String, String>> sections;
  private final Map<String, Map<String, Integer>> lines;
  private final Map<String, Integer> titles;

  private IniFile(
      String name,
      Map<String, Map<String, String>> sections,
      Map<String, Map<String, Integer>> lines,
      Map<String, Integer> titles) {
    this.name = name;
    this.sections = sections;
    this.lines = lines;
    this.titles = titles;
  }

  /**
   * Reads a file.
   *
   * @param file the file; one that does not exist reads as empty
   * @throws IOException when the file cannot be read or is larger than 1 MiB
   * @throws IniSyntaxException when a line breaks the grammar
   */
  public static IniFile read(Path file) throws IOException {
    return read(file, file.toString());
  }

  /**
   * Reads a file; one that does not exist reads as empty.
   *
   * @param name what to call the file in an error
   * @throws IOException when the file cannot be read or is larger than 1 MiB
   * @throws IniSyntaxException when a line breaks the grammar
   */
  public static IniFile read(Path file, String name) throws IOException {
    return parse(name, new SettingsFile(file, name).text());
  }

  /**
   * Parses a text.
   *
   * @param name what to call the text in an error
   * @param text the lines
   * @throws IniSyntaxException when a line breaks the grammar
   */
  public static IniFile parse(String name, String text) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Map<String, Map<String, Integer>> lines = new LinkedHashMap<>();
    Map<String, Integer> titles = new LinkedHashMap<>();
    String section = null;
    int number = 0;
    for (IniLine line : IniLine.of(text)) {
      number++;
      switch (line.meaning()) {
        case Meaning.Nothing() -> {
          // For people.
        }
        case Meaning.Title(String title) -> {
          section = title;
          titles.putIfAbsent(title, number);
          sections.computeIfAbsent(title, ignored -> new LinkedHashMap<>());
          lines.computeIfAbsent(title, ignored -> new LinkedHashMap<>());
        }
        case Meaning.Entry entry -> {
          if (section == null) {
            throw new IniSyntaxException(name, number, "a setting stands below a [section]");
          }
          if (sections.get(section).put(entry.key(), entry.value()) != null) {
            throw new IniSyntaxException(
                name, number, "'" + entry.key() + "' is set twice in its section");
          }
          lines.get(section).put(entry.key(), number);
        }
        case Meaning.Broken(String reason) -> throw new IniSyntaxException(name, number, reason);
      }
    }
    return new IniFile(name, sections, lines, titles);
  }

  /** The value of a key, or empty when the file does not set it. */
  public Optional<String> value(String section, String key) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(key));
  }

  /**
   * Says what is wrong with a value that keeps the grammar.
   *
   * @param section where it stands in the file
   * @param key its key there
   */
  public IniSyntaxException refuse(String section, String key, String reason) {
    return new IniSyntaxException(
        name, lines.getOrDefault(section, Map.of()).getOrDefault(key, 1), reason);
  }

  /**
   * Says what is wrong with a section.
   *
   * @param section its name, as the file has it
   */
  public IniSyntaxException refuse(String section, String reason) {
    return new IniSyntaxException(name, titles.getOrDefault(section, 1), reason);
  }

  /** All values by section and key, in the order of the file; not modifiable. */
  public Map<String, Map<String, String>> sections() {
    return Collections.unmodifiableMap(sections);
  }
}
