package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNameTest {

  private static final List<String> LETTERS =
      List.of("a", "z", "0", "9", "-", ".", ".", "_", "/", "a".repeat(31), "b".repeat(62));

  @ParameterizedTest
  @CsvSource({
    "admin, admin",
    "Admin, admin",
    "demo@example.test, demo@example.test",
    "DEMO@Example.TEST, demo@example.test",
    "info@bücher.example, info@xn--bcher-kva.example",
    "a.b-c_1@x.y, a.b-c_1@x.y",
    "demo@1.2.x3, demo@1.2.x3"
  })
  void readsANameAsAPersonWritesIt(String written, String name) {
    assertThat(AccountName.parse(written)).map(AccountName::toString).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "@example.test",
        "demo@",
        "demo@test",
        "demo@-a.test",
        "demo@a..test",
        "../x@a.test",
        "demo@a.test/..",
        "d emo@a.test",
        "demo\n@a.test",
        "demo@a.test\u0000",
        "démo@a.test",
        "abcdefghijklmnopqrstuvwxyz0123456789@a.test",
        "a@b@c.test",
        "root:x@a.test",
        "demo@127.0.0.1",
        "demo@a.1",
        "demo@a.test.",
        "demo@１２７.０.０.１"
      })
  void knowsWhatCannotBeAName(String written) {
    assertThat(AccountName.parse(written)).isEmpty();
  }

  @Test
  void takesTheSameDomainsAsTheGrammarOfTheirLabels() {
    Pattern label = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(1, 9), 0, LETTERS.size())
              .mapToObj(LETTERS::get)
              .collect(Collectors.joining());
      List<String> labels = List.of(text.split("\\.", -1));
      boolean wanted =
          labels.size() > 1
              && text.length() <= 253
              && labels.stream().allMatch(one -> label.matcher(one).matches())
              && !labels.getLast().matches("[0-9]+");

      assertThat(AccountName.domain(text))
          .as(text)
          .isEqualTo(Optional.of(text).filter(_ -> wanted));
    }
  }

  @Test
  void looksAtNoNameLongerThanAnyCanBe() {
    assertThat(AccountName.parse("a".repeat(100_000))).isEmpty();
    assertThat(AccountName.parse("a@" + "a.".repeat(100_000) + "test")).isEmpty();
    assertThat(AccountName.parse(null)).isEmpty();
  }
}
