package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-1.50e3",
        "12345678901234567890",
        "\"<a href='x'>ä\\n\\\"\"",
        "[]",
        "[1,[\"a\",{}],false]",
        "{\"b\":1,\"a\":{\"c\":[null]}}"
      })
  void readsAndWritesWithoutChange(String json) {
    assertThat(JsonText.read(json).map(JsonText::write)).contains(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "{", "[1", "[1,]", "[1] x", "{a:1}", "'a'", "NaN", "nul", "<html>", "\u0000"
      })
  void refusesWhatIsNoJson(String text) {
    assertThat(JsonText.read(text)).isEmpty();
  }

  @Test
  void refusesWhatIsTooDeep() {
    int deepest = JsonText.DEEPEST;
    assertThat(JsonText.read("[".repeat(deepest) + "]".repeat(deepest))).isPresent();
    assertThat(JsonText.read("[".repeat(deepest + 1) + "]".repeat(deepest + 1))).isEmpty();
    assertThat(JsonText.read("[".repeat(1_000_000))).isEmpty();
  }
}
