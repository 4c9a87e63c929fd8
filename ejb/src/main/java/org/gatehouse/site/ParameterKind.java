package org.gatehouse.site;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.EmailAddresses;

/** What a parameter of a service holds: its type and its bounds. */
sealed interface ParameterKind {

  /** The longest value that is kept, in characters as SQL counts them. */
  int LONGEST = 4_000;

  /** The name of its type, for documentation. */
  String type();

  /** What a value must be, for a message: "a whole number from 0 to 4096". */
  String description();

  /**
   * A value as this kind, from whatever a caller gave.
   *
   * @return empty when it is none
   */
  Optional<Object> convert(Object given);

  /** A value as it is kept in SQL. */
  default String kept(Object value) {
    return value.toString();
  }

  /**
   * A value that was kept.
   *
   * @return empty when it is none of this kind any more
   */
  default Optional<Object> restored(String kept) {
    return convert(kept);
  }

  /**
   * Text on one line.
   *
   * @param longest the most characters
   * @param pattern what it must match
   * @param description what that is in words
   */
  record Text(int longest, Pattern pattern, String description) implements ParameterKind {

    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}\\u2028\\u2029]+");

    /** Any line of text. */
    static Text line(int longest) {
      return new Text(longest, LINE, "a text of at most " + longest + " characters on one line");
    }

    @Override
    public String type() {
      return "text";
    }

    @Override
    public Optional<Object> convert(Object given) {
      return switch (given) {
        case String text -> fits(text);
        // Clients of other languages write an invoice's number as one.
        case Integer number -> fits(number.toString());
        case Long number -> fits(number.toString());
        default -> Optional.empty();
      };
    }

    private Optional<Object> fits(String text) {
      return Optional.<Object>of(text)
          .filter(_ -> text.length() <= longest && pattern.matcher(text).matches());
    }
  }

  /** An address for mail, as common:set-email takes it. */
  record Address() implements ParameterKind {

    @Override
    public String type() {
      return "text";
    }

    @Override
    public String description() {
      return "an address such as owner@example.org";
    }

    @Override
    public Optional<Object> convert(Object given) {
      return Optional.of(given)
          .filter(address -> address instanceof String text && EmailAddresses.valid(text));
    }
  }

  /**
   * A whole number.
   *
   * @param least the smallest
   * @param most the greatest
   */
  record WholeNumber(int least, int most) implements ParameterKind {

    @Override
    public String type() {
      return "whole number";
    }

    @Override
    public String description() {
      return "a whole number from " + least + " to " + most;
    }

    @Override
    public Optional<Object> convert(Object given) {
      try {
        return switch (given) {
          case Integer number -> bounded(number);
          case Long number -> bounded(number);
          case String text -> bounded(Long.parseLong(text));
          default -> Optional.empty();
        };
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private Optional<Object> bounded(long number) {
      return number >= least && number <= most ? Optional.of((int) number) : Optional.empty();
    }
  }

  /** True or false, which billing modules write as 1 and 0. */
  record Truth() implements ParameterKind {

    @Override
    public String type() {
      return "boolean";
    }

    @Override
    public String description() {
      return "true or false";
    }

    @Override
    public Optional<Object> convert(Object given) {
      return switch (Objects.toString(given)) {
        case "true", "1" -> Optional.of(true);
        case "false", "0" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
  }

  /**
   * One of several words, in any case.
   *
   * @param words as they are kept
   */
  record Choice(List<String> words) implements ParameterKind {

    @Override
    public String type() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public String description() {
      return type();
    }

    @Override
    public Optional<Object> convert(Object given) {
      return words.stream()
          .filter(word -> given instanceof String text && word.equalsIgnoreCase(text))
          .findFirst()
          .map(Object.class::cast);
    }
  }

  /**
   * A list of texts, given as a list or written {@code [a,b]}.
   *
   * @param most how many there may be
   * @param item what each must be
   */
  record Items(int most, Text item) implements ParameterKind {

    @Override
    public String type() {
      return "list";
    }

    @Override
    public String description() {
      return "a list of at most "
          + most
          + ", each "
          + item.description()
          + ", and at most "
          + LONGEST
          + " characters in all";
    }

    @Override
    public Optional<Object> convert(Object given) {
      return switch (given) {
        case List<?> list -> items(list);
        case Map<?, ?> map when map.isEmpty() -> items(List.of());
        case String text when text.startsWith("[") && text.endsWith("]") ->
            items(split(text.substring(1, text.length() - 1), ","));
        case String text -> items(split(text, ","));
        default -> Optional.empty();
      };
    }

    private static List<String> split(String text, String separator) {
      return text.isBlank()
          ? List.of()
          : Arrays.stream(text.split(separator, -1)).map(Items::unquoted).toList();
    }

    private static String unquoted(String item) {
      String stripped = item.strip();
      boolean quoted =
          stripped.length() >= 2
              && (stripped.startsWith("'") && stripped.endsWith("'")
                  || stripped.startsWith("\"") && stripped.endsWith("\""));
      return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    private Optional<Object> items(List<?> given) {
      if (given.size() > most) {
        return Optional.empty();
      }
      List<Optional<Object>> items =
          given.stream().map(one -> one == null ? Optional.empty() : item.convert(one)).toList();
      if (items.stream().anyMatch(Optional::isEmpty)) {
        return Optional.empty();
      }
      List<Object> list = items.stream().map(Optional::get).distinct().toList();
      return kept(list).length() <= LONGEST ? Optional.of(list) : Optional.empty();
    }

    /** No item has a line's end in it. */
    @Override
    public String kept(Object value) {
      return String.join("\n", ((List<?>) value).stream().map(Object::toString).toList());
    }

    @Override
    public Optional<Object> restored(String kept) {
      return items(split(kept, "\n"));
    }
  }
}
