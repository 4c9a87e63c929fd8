package org.gatehouse.scope;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.restriction.Network;

/**
 * What the value of a setting must be.
 *
 * @param <T> what it is when it is read
 * @param accepted what is accepted, so that "must be …" is a sentence
 * @param reader reads a value; empty when it is none
 */
public record SettingType<T>(String accepted, Function<String, Optional<T>> reader) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,9}");
  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_LIST = 16_000;

  /** The value that a text is; empty when it is none. */
  Optional<T> read(String text) {
    return text.length() > LONGEST_LIST ? Optional.empty() : reader.apply(text);
  }

  /** {@code true} or {@code 1}, {@code false} or {@code 0}. */
  static SettingType<Boolean> flag() {
    return new SettingType<>(
        "true or false",
        text ->
            switch (text) {
              case "true", "1" -> Optional.of(true);
              case "false", "0" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** A whole number of digits alone, between two bounds. */
  static SettingType<Integer> number(int least, int most) {
    return new SettingType<>(
        "a whole number from " + least + " to " + most,
        text ->
            Optional.of(text)
                .filter(digits -> WHOLE_NUMBER.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(number -> number >= least && number <= most));
  }

  /**
   * {@code 100ms}, {@code 5s}, {@code 15m}, {@code 2h}, {@code 30d}, or seconds without a unit,
   * between two bounds.
   */
  static SettingType<Duration> duration(Duration least, Duration most) {
    return new SettingType<>(
        "a duration such as 100ms, 5s, 15m, 2h or 30d, from "
            + written(least)
            + " to "
            + written(most),
        text ->
            duration(text)
                .filter(found -> found.compareTo(least) >= 0 && found.compareTo(most) <= 0));
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          case "d" -> Duration.ofDays(amount);
          case null, default -> Duration.ofSeconds(amount);
        });
  }

  private static String written(Duration bound) {
    if (bound.isZero()) {
      return "0";
    } else if (bound.toDaysPart() > 0) {
      return bound.toDays() + "d";
    }
    return bound.toSeconds() + "s";
  }

  /** Any text on one line. */
  static SettingType<String> text() {
    return new SettingType<>(
        "a text of at most " + LONGEST_TEXT + " characters on one line",
        text -> Optional.of(text).filter(given -> given.length() <= LONGEST_TEXT));
  }

  /**
   * The name of a file, or empty for none; what cannot be one in the locale that the server runs in
   * is none, and what refers to the keyring neither: it is opened after the file is read.
   */
  static SettingType<String> file() {
    return new SettingType<>(
        "the name of a file, relative to the data directory, in letters that the server's locale has;"
            + " keyring: and sealed: cannot stand for a file",
        text ->
            Optional.of(text)
                .filter(given -> given.length() <= LONGEST_TEXT)
                .filter(given -> !given.startsWith("keyring:") && !given.startsWith("sealed:"))
                .filter(SettingType::path));
  }

  private static boolean path(String text) {
    try {
      Path.of(text);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** What something else reads, which throws an IllegalArgumentException when it cannot. */
  static <T> SettingType<T> read(String accepted, Function<String, T> reader) {
    return new SettingType<>(
        accepted,
        text -> {
          try {
            return Optional.of(reader.apply(text));
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        });
  }

  /** Addresses and networks with commas between them, in their canonical form; may be none. */
  static SettingType<List<Network>> networks() {
    return listed("addresses and networks (CIDR) with commas between them", Network::parse);
  }

  /**
   * The same, where those of IPv4 together, and those of IPv6, are at most as many addresses as a
   * network has.
   *
   * @param bits the length of that network's prefix
   */
  static SettingType<List<Network>> networksWithin(int bits) {
    SettingType<List<Network>> any = networks();
    return new SettingType<>(
        any.accepted() + ", of IPv4 and of IPv6 together at most a /" + bits + " each",
        text -> any.reader().apply(text).filter(networks -> !Network.exceed(networks, bits)));
  }

  /** Names and addresses of hosts with commas between them; may be none. */
  static SettingType<List<String>> hosts() {
    return listed("host names and addresses with commas between them", HostName::written);
  }

  private static <T> SettingType<List<T>> listed(
      String accepted, Function<String, Optional<T>> item) {
    return new SettingType<>(
        accepted,
        text -> {
          List<Optional<T>> items =
              Stream.of(text.split(","))
                  .map(String::strip)
                  .filter(entry -> !entry.isEmpty())
                  .map(item)
                  .toList();
          return items.stream().allMatch(Optional::isPresent)
              ? Optional.of(items.stream().map(Optional::get).toList())
              : Optional.empty();
        });
  }
}
