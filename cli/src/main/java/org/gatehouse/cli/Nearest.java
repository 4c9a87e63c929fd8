package org.gatehouse.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which name was meant. The server guesses for commands and their arguments. */
final class Nearest {

  /** Further off than this many characters it would be no slip. */
  private static final int FURTHEST = 2;

  private static final int LONGEST = 40;

  private Nearest() {}

  /** The name that takes the fewest characters to be put, left out or replaced, if that is few. */
  static Optional<String> of(String written, Collection<String> known) {
    return known.stream()
        .filter(name -> name.length() > 2 && written.length() <= LONGEST)
        .min(Comparator.comparingInt(name -> distance(written, name)))
        .filter(name -> distance(written, name) <= FURTHEST);
  }

  /** Levenshtein's. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
