package org.gatehouse.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options and words that a program was called with, as POSIX and GNU write them: {@code -d
 * VALUE}, {@code -dVALUE}, {@code --domain VALUE}, {@code --domain=VALUE}; {@code --} ends the
 * options.
 *
 * <p>All is read before anything is refused, so that it is known how a refusal is to be shown.
 */
final class Options {

  private static final int LONGEST_ECHO = 40;

  private final Set<Option> known;
  private final Map<Option, List<String>> given = new EnumMap<>(Option.class);
  private final List<String> words = new ArrayList<>();
  private Optional<String> complaint = Optional.empty();

  private Options(Set<Option> known) {
    this.known = known;
  }

  /**
   * Reads what was typed.
   *
   * @param known the options that the program has
   * @param anywhere whether options may also stand after the first word
   */
  static Options read(Set<Option> known, List<String> typed, boolean anywhere) {
    Options options = new Options(known);
    for (int next = 0; next < typed.size(); ) {
      String word = typed.get(next);
      if (word.equals("--")) {
        options.words.addAll(typed.subList(next + 1, typed.size()));
        break;
      } else if (word.startsWith("-") && word.length() > 1) {
        next = options.option(typed, next);
      } else if (anywhere || options.complaint.isPresent()) {
        options.words.add(word);
        next++;
      } else {
        options.words.addAll(typed.subList(next, typed.size()));
        break;
      }
    }
    return options;
  }

  /** Reads the option at a position; answers the position after it. */
  private int option(List<String> typed, int position) {
    String word = typed.get(position);
    int end = word.startsWith("--") ? word.indexOf('=') : word.length() > 2 ? 2 : -1;
    String name = end < 0 ? word : word.substring(0, end);
    Optional<Option> found = Option.find(name, known);
    if (found.isEmpty()) {
      complain("there is no option " + shortened(name) + suggestion(name));
      return position + 1;
    }
    Option option = found.get();
    if (end >= 0) {
      if (option.switches()) {
        complain(name + " takes no value");
      } else {
        add(option, word.substring(word.startsWith("--") ? end + 1 : end));
      }
      return position + 1;
    }
    if (option.switches()) {
      add(option, "");
      return position + 1;
    }
    boolean last = position + 1 == typed.size();
    if (option.mayStandAlone() && (last || typed.get(position + 1).startsWith("-"))) {
      add(option, "");
      return position + 1;
    }
    if (last) {
      complain(name + " needs a value: " + option.label());
      return position + 1;
    }
    add(option, typed.get(position + 1));
    return position + 2;
  }

  private void add(Option option, String value) {
    if (!option.choices().isEmpty() && !option.choices().contains(value)) {
      complain(
          "%s must be one of %s, not %s"
              .formatted(option.longName(), String.join(", ", option.choices()), shortened(value)));
    }
    List<String> values = given.computeIfAbsent(option, ignored -> new ArrayList<>());
    if (!values.isEmpty() && !option.repeatable()) {
      complain(option.longName() + " stands there twice");
    }
    values.add(value);
  }

  private void complain(String reason) {
    complaint = complaint.or(() -> Optional.of(reason));
  }

  private String suggestion(String written) {
    return Nearest.of(written, known.stream().flatMap(option -> option.names().stream()).toList())
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  private static String shortened(String word) {
    return word.length() <= LONGEST_ECHO ? word : word.substring(0, LONGEST_ECHO) + "…";
  }

  /**
   * Refuses what could not be understood.
   *
   * @throws ArgumentSyntaxException with the first complaint
   */
  void check() {
    if (complaint.isPresent()) {
      throw new ArgumentSyntaxException(complaint.get());
    }
  }

  /** Whether an option was given. */
  boolean has(Option option) {
    return given.containsKey(option);
  }

  /** The value that an option was given. */
  Optional<String> value(Option option) {
    return all(option).stream().findFirst();
  }

  /** All values that an option was given, in order. */
  List<String> all(Option option) {
    return given.getOrDefault(option, List.of());
  }

  /** The words that are no options, in order. */
  List<String> words() {
    return words;
  }
}
