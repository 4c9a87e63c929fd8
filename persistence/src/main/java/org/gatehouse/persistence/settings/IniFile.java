package org.gatehouse.persistence.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of one INI file: sections in brackets, {@code key = value} lines, and comments that
 * begin a line with {@code ;} or {@code #}. Keys and section names are case-sensitive; white space
 * around both is not part of them, and a value may stand in double quotes.
 *
 * <p>A file that breaks this grammar, or names a key twice, is refused whole with file, line and
 * reason: a gate must never come up with half of its settings.
 */
public final class IniFile {

  private static final long LARGEST_FILE = 1 << 20;

  private final String name;
  private final Map<String, Map<String, String>> sections;
  private final Map<String, Map<String, Integer>> lines;

  private IniFile(
      String name,
      Map<String, Map<String, String>> sections,
      Map<String, Map<String, Integer>> lines) {
    this.name = name;
    this.sections = sections;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @param file the file; one that does not exist reads as empty
   * @throws IOException when the file cannot be read or is larger than 1 MiB
   * @throws IniSyntaxException when a line breaks the grammar
   */
  public static IniFile read(Path file) throws IOException {
    if (Files.notExists(file)) {
      return new IniFile(file.toString(), Map.of(), Map.of());
    }
    return read(file, file.toString());
  }

  /**
   * Reads a file that exists.
   *
   * @param name what to call the file in an error
   * @throws IOException when the file cannot be read or is larger than 1 MiB
   * @throws IniSyntaxException when a line breaks the grammar
   */
  public static IniFile read(Path file, String name) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(name + " is larger than 1 MiB");
    }
    return parse(name, Files.readString(file));
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
    Map<String, String> section = null;
    Map<String, Integer> sectionLines = null;
    int number = 0;
    for (String raw : text.split("\\R", -1)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        if (!line.endsWith("]") || line.length() < 3) {
          throw new IniSyntaxException(name, number, "a section is written [name]");
        }
        String title = line.substring(1, line.length() - 1).strip();
        section = sections.computeIfAbsent(title, ignored -> new LinkedHashMap<>());
        sectionLines = lines.computeIfAbsent(title, ignored -> new LinkedHashMap<>());
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new IniSyntaxException(name, number, "a setting is written key = value");
      }
      if (section == null) {
        throw new IniSyntaxException(name, number, "a setting stands below a [section]");
      }
      String key = line.substring(0, equals).strip();
      if (section.put(key, unquote(line.substring(equals + 1).strip())) != null) {
        throw new IniSyntaxException(name, number, "'" + key + "' is set twice in its section");
      }
      sectionLines.put(key, number);
    }
    return new IniFile(name, sections, lines);
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
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

  /** All values by section and key, in the order of the file; not modifiable. */
  public Map<String, Map<String, String>> sections() {
    return Collections.unmodifiableMap(sections);
  }
}
