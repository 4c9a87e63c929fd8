package org.gatehouse.auth;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Passwords that one person can read out to another: six words of 16 random bits, each of five
 * letters, consonants and vowels by turns (Wilkerson, "A Proposal for Proquints", 2009), such as
 * {@code lusab-babad-gutih-tugad-mudof-sakat}. They have 96 bits.
 */
final class SpokenPassword {

  private static final String CONSONANTS = "bdfghjklmnprstvz";
  private static final String VOWELS = "aiou";
  private static final int WORDS = 6;

  private SpokenPassword() {}

  /** A fresh one. */
  static String of(RandomGenerator random) {
    return IntStream.range(0, WORDS)
        .mapToObj(ignored -> word(random))
        .collect(Collectors.joining("-"));
  }

  private static String word(RandomGenerator random) {
    StringBuilder word = new StringBuilder();
    for (String letters : new String[] {CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS}) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }
}
