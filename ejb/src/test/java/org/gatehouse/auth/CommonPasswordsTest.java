package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.passpol.BreachDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which passwords are too common. */
class CommonPasswordsTest {

  private static final CommonPasswords COMMON = CommonPasswords.read();

  @Test
  void everyOneOfTheListIsFoundAndThereAre100000() throws Exception {
    List<String> list;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                BreachDatabase.class.getResourceAsStream("weak-passwords.txt"),
                StandardCharsets.UTF_8))) {
      list = lines.lines().toList();
    }

    assertThat(list).hasSize(100_000).allMatch(COMMON::contains);
    assertThat(COMMON.size()).as("without those of other case").isBetween(95_000, 100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "PaSSword", "12345678", "trustno1", "ｐａｓｓｗｏｒｄ"})
  void caseAndCompatibleFormsDoNotMatter(String password) {
    assertThat(COMMON.contains(password)).isTrue();
  }

  @Test
  void othersAreNot() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[8];

    assertThat(Stream.of("", "a good password", "password ".repeat(50)))
        .noneMatch(COMMON::contains);
    for (int i = 0; i < 1_000; i++) {
      random.nextBytes(bytes);
      assertThat(COMMON.contains(HexFormat.of().formatHex(bytes))).isFalse();
    }
  }
}
