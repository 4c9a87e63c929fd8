package org.gatehouse.command;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatehouse.command.CommandException.Kind;

/** A pattern of names in which {@code *} stands for any characters, as people write it. */
public final class Glob {

  private static final int LONGEST = 128;

  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @param argument the name of the argument that it was given as
   * @param text the pattern
   * @throws CommandException naming the argument, when the text is longer than any name
   */
  public static Glob of(String argument, String text) {
    if (text.length() > LONGEST) {
      throw new CommandException(
          Kind.ARGUMENT, "argument '" + argument + "' may have at most " + LONGEST + " characters");
    }
    // Runs of stars are one star: each more would multiply the work of a match.
    return new Glob(
        Pattern.compile(
            Arrays.stream(text.replaceAll("\\*+", "*").split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"))));
  }

  /** Whether a name is one of those that are meant. */
  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
