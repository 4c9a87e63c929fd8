package org.gatehouse.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. */
public final class Nearest {

  /** A longer text is no slip of a name, and would cost its length each time. */
  private static final int LONGEST = 128;

  /** Of how many characters one may be wrong. */
  private static final int WRONG_OF = 3;

  private Nearest() {}

  /**
   * The name that takes the fewest characters to be put, left out, replaced, or swapped with the
   * next.
   *
   * @return empty when each differs in more than a third, or the text is longer than any name
   */
  public static Optional<String> of(String written, Collection<String> known) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(written, name)))
        .filter(name -> distance(written, name) <= Math.max(1, name.length() / WRONG_OF));
  }

  /** Levenshtein's, in which two neighbours that were swapped are one mistake. */
  private static int distance(String from, String to) {
    int[][] mistakes = new int[from.length() + 1][to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      mistakes[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      mistakes[i][0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int fewest = mistakes[i - 1][j - 1] + (same ? 0 : 1);
        fewest = Math.min(fewest, 1 + Math.min(mistakes[i - 1][j], mistakes[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          fewest = Math.min(fewest, 1 + mistakes[i - 2][j - 2]);
        }
        mistakes[i][j] = fewest;
      }
    }
    return mistakes[from.length()][to.length()];
  }
}
