package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.gatehouse.host.HostException.PasswordRefused;
import org.gatehouse.host.PasswordFlaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Passwords: up to 256 characters and 511 bytes of UTF-8, no NUL, CR or LF; …any Unicode are
 * theirs."
 */
class PasswordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        " leading and trailing ",
        "with:colons::",
        "tab\tand\u0001control",
        "Ünïcödé \u05e9\u05dc\u05d5\u05dd \ud83d\ude00",
        "e\u0301 is not \u00e9",
        "\ufeff\u202e\u00a0"
      })
  void anyTextIsTakenByteForByte(String text) throws Exception {
    try (Password password = Password.of(text)) {
      assertThat(password.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void lengthIsCountedInCharactersAndInBytes() throws Exception {
    assertThat(Password.of("x".repeat(256)).bytes()).hasSize(256);
    assertFlaw("x".repeat(257), PasswordFlaw.TOO_MANY_CHARACTERS);
    assertFlaw("x".repeat(10_000_000), PasswordFlaw.TOO_MANY_CHARACTERS);
    assertThat(Password.of("ö".repeat(255)).bytes()).hasSize(510);
    assertFlaw("ö".repeat(256), PasswordFlaw.TOO_MANY_BYTES);
    assertThat(Password.of("ö".repeat(255) + "x").bytes()).hasSize(511);
    assertThat(Password.of("😀".repeat(127)).bytes()).hasSize(508);
    assertFlaw("😀".repeat(128), PasswordFlaw.TOO_MANY_BYTES);
    assertFlaw("😀".repeat(257), PasswordFlaw.TOO_MANY_CHARACTERS);
    assertFlaw("", PasswordFlaw.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "a\rb", "a\n", "\r\n"})
  void whatEndsALineOrAStringIsRefused(String text) {
    assertFlaw(text, PasswordFlaw.FORBIDDEN_CHARACTER);
  }

  @Test
  void anUnpairedSurrogateIsRefusedAndNeverReplaced() {
    assertFlaw("a\ud83d", PasswordFlaw.NOT_UNICODE);
    assertFlaw("\ude00\ud83d", PasswordFlaw.NOT_UNICODE);
  }

  @Test
  void closingWipesTheBytes() throws Exception {
    Password password = Password.of("secret");
    byte[] bytes = password.bytes();

    password.close();

    assertThat(bytes).containsOnly(0);
  }

  @Test
  void neitherItsTextNorItsRefusalShowsIt() throws Exception {
    assertThat(Password.of("secret").toString()).doesNotContain("secret");
    assertThatThrownBy(() -> Password.of("secret\n")).message().doesNotContain("secret");
  }

  private static void assertFlaw(String text, PasswordFlaw flaw) {
    assertThatThrownBy(() -> Password.of(text))
        .isInstanceOfSatisfying(
            PasswordRefused.class, refused -> assertThat(refused.flaw()).isEqualTo(flaw));
  }
}
