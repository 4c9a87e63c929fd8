package org.gatehouse.recovery;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatehouse.persistence.settings.IniFile;

/** Gives a {@code config.ini} another section {@code [database]}, and leaves the rest as it is. */
final class DatabaseSettings {

  private DatabaseSettings() {}

  /** The settings without the section. */
  static String without(String settings) {
    boolean inside = false;
    StringBuilder rest = new StringBuilder();
    for (String line : settings.split("(?<=\n)")) {
      String trimmed = line.strip().toLowerCase(Locale.ROOT);
      if (trimmed.startsWith("[")) {
        inside = trimmed.matches("\\[\\s*database\\s*]");
      }
      if (!inside) {
        rest.append(line);
      }
    }
    return rest.toString();
  }

  /**
   * The settings with the section of others.
   *
   * @param withPassword whether the password stands where a restore puts it
   */
  static String with(String settings, IniFile chosen, boolean withPassword) {
    String rest = without(settings);
    String section =
        chosen.sections().getOrDefault("database", Map.of()).entrySet().stream()
            .filter(entry -> !entry.getKey().equals("password_file"))
            .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
            .collect(Collectors.joining());
    return rest
        + (rest.isEmpty() || rest.endsWith("\n") ? "" : "\n")
        + "[database]\n"
        + section
        + (withPassword ? "password_file = " + Backup.DATABASE_PASSWORD + "\n" : "");
  }
}
