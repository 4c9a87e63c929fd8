package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A password to be read out. */
class SpokenPasswordTest {

  @Test
  void itHasSixWordsOfConsonantsAndVowels() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(SpokenPassword.of(new SecureRandom()))
          .matches(
              "([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz](-([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz]){5}");
    }
  }

  @Test
  void everyLetterIsAtEveryPlaceSoThatEachOfTheWordsHas16Bits() {
    Random random = new Random(7);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      String password = SpokenPassword.of(random);
      for (int place = 0; place < password.length(); place++) {
        seen.add(place + " " + password.charAt(place));
      }
    }

    assertThat(seen)
        .as("3 of 16 and 2 of 4 letters in each word, and 5 hyphens")
        .hasSize(6 * (3 * 16 + 2 * 4) + 5);
  }
}
