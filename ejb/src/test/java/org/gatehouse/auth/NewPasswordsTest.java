package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.gatehouse.command.CommandException;
import org.gatehouse.scope.Settings;
import org.gatehouse.scope.TestConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a password must be that somebody chooses. */
class NewPasswordsTest {

  private static final AccountName EVE = AccountName.parse("eve@wonderland.test").orElseThrow();
  private static final Optional<String> EMAIL = Optional.of("eve.jorgensen@mail.example");

  private final TestConfiguration settings = new TestConfiguration();
  private final NewPasswords passwords = new NewPasswords(new FakeHost(), settings);

  private NewPasswords.Assessment assess(String password) {
    return passwords.assess(password, EVE, EMAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          short          | must have at least 8 characters
          trustno1       | is one of the most common and breached passwords
          TrustNo1       | is one of the most common and breached passwords
          20041231       | is too easy to guess: dates are often easy to guess
          wonderland1    | is too easy to guess
          jorgensen12    | is too easy to guess
          eve@wonderland.test | is too easy to guess
          """)
  void aWeakOneIsRefusedWithTheReason(String password, String reason) {
    assertThat(assess(password).permitted()).isFalse();
    assertThatThrownBy(() -> passwords.require("argument 'password'", password, EVE, EMAIL))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("argument 'password' " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a good password",
        "lower case and nothing else",
        "только по-русски написано",
        "tr0ub4dor&3x",
        "    spaces    are   fine"
      })
  void thereAreNoRulesOfComposition(String password) {
    assertThatCode(() -> passwords.require("it", password, EVE, EMAIL)).doesNotThrowAnyException();
  }

  @Test
  void whatABillingModuleMakesAtRandomPasses() {
    Random random = new Random(42);
    for (int i = 0; i < 500; i++) {
      String made =
          random
              .ints(10, 0, 62)
              .mapToObj(
                  n ->
                      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                          .substring(n, n + 1))
              .collect(Collectors.joining());

      assertThat(assess(made).reasons()).as(made).isEmpty();
    }
  }

  @Test
  void lengthAndStrengthFollowTheSettings() {
    settings.with(Settings.PASSWORD_MIN_SCORE, "4").with(Settings.PASSWORD_MIN_LENGTH, "16");
    assertThat(assess("a good password").reasons())
        .containsExactly("must have at least 16 characters", "is too easy to guess");

    settings.with(Settings.PASSWORD_MIN_SCORE, "0").with(Settings.PASSWORD_MIN_LENGTH, "8");
    assertThat(assess("20041231").permitted()).isTrue();
    assertThat(assess("password").permitted()).as("a common one never is").isFalse();
  }

  @Test
  void ofALongOneTheBeginningCountsAndWhatNoHostTakesIsRefused() {
    String looked = "a".repeat(NewPasswords.LOOKED_AT);

    assertThat(assess(looked + "kf8#mQz2pL tr0ub4dor&3x").permitted()).isFalse();
    assertThat(assess("kf8#mQz2pL" + looked).permitted()).isTrue();
    assertThat(assess("kf8#mQz2pL".repeat(100)).reasons())
        .containsExactly("must have at most 256 characters");
    assertThat(assess("kf8#mQ\nz2pL").reasons())
        .containsExactly("must not contain NUL, carriage return or line feed");
  }
}
