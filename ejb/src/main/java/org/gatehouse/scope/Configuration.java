package org.gatehouse.scope;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.persistence.settings.IniFile;

/**
 * The settings in force: the shipped {@code config.ini} overlaid by {@code custom/config.ini} of
 * the data directory. A section or key that the shipped file does not have is refused by name.
 */
@ApplicationScoped
public class Configuration {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

  private static final int KIBIBYTE = 1024;
  private static final int LARGEST_BODY_LIMIT = 65_536;

  /** Read by the data source before there is a domain, so not a setting of the shipped file. */
  private static final String DATABASE = "database";

  private IniFile shipped;
  private IniFile custom;

  @PostConstruct
  void read() {
    try (InputStream stream = Configuration.class.getResourceAsStream("/config.ini")) {
      shipped =
          IniFile.parse("config.ini", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
      custom = IniFile.read(DataDirectory.customSettings());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read custom/config.ini", e);
    }
    custom.sections().forEach(this::requireKnown);
  }

  private void requireKnown(String section, Map<String, String> keys) {
    if (section.equals(DATABASE)) {
      return;
    }
    for (String key : keys.keySet()) {
      if (shipped.value(section, key).isEmpty()) {
        throw new IllegalArgumentException(
            "custom/config.ini: there is no setting '" + key + "' in [" + section + "]");
      }
    }
  }

  /** The directory of this instance. */
  public Path dataDirectory() {
    return DataDirectory.path();
  }

  /** The largest body of a request that is not an upload, in bytes. */
  public int bodyLimit() {
    return KIBIBYTE * number("edge", "body_limit", 1, LARGEST_BODY_LIMIT);
  }

  /**
   * A setting as text.
   *
   * @throws IllegalArgumentException when there is no such setting
   */
  public String text(String section, String key) {
    return custom
        .value(section, key)
        .or(() -> shipped.value(section, key))
        .orElseThrow(
            () -> new IllegalArgumentException("no setting '" + key + "' in [" + section + "]"));
  }

  /**
   * A setting as a whole number.
   *
   * @throws IllegalArgumentException when it is none, or not between least and most
   */
  public int number(String section, String key, int least, int most) {
    String text = text(section, key);
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw unusable(section, key, text, "a whole number from " + least + " to " + most);
  }

  /**
   * A setting as yes or no: {@code true} or {@code 1}, {@code false} or {@code 0}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public boolean flag(String section, String key) {
    return switch (text(section, key)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      case String other -> throw unusable(section, key, other, "true or false");
    };
  }

  /**
   * A setting as a duration: {@code 100ms}, {@code 5s}, {@code 15m}, {@code 2h}, {@code 30d}, or
   * seconds without a unit.
   *
   * @throws IllegalArgumentException when it is none, or shorter than least
   */
  public Duration duration(String section, String key, Duration least) {
    Duration duration = duration(section, key);
    if (duration.compareTo(least) < 0) {
      throw unusable(section, key, text(section, key), "at least " + least.toMillis() + "ms");
    }
    return duration;
  }

  private Duration duration(String section, String key) {
    String text = text(section, key);
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw unusable(section, key, text, "a duration such as 100ms, 5s, 15m, 2h or 30d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      case null, default -> Duration.ofSeconds(amount);
    };
  }

  private static IllegalArgumentException unusable(
      String section, String key, String text, String accepted) {
    return new IllegalArgumentException(
        "[" + section + "] " + key + " = " + text + " is not " + accepted);
  }
}
