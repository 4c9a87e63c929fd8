package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenTest {

  @Test
  void showsTextsNumbersAndTruthPlainly() {
    assertThat(shown("\"two\\nlines\"")).isEqualTo("two\nlines\n");
    assertThat(shown("12")).isEqualTo("12\n");
    assertThat(shown("true")).isEqualTo("true\n");
    assertThat(shown("null")).isEmpty();
  }

  @Test
  void showsAListWithOneItemPerLine() {
    assertThat(shown("[\"a\",1,null]")).isEqualTo("a\n1\n\n");
    assertThat(shown("[]")).isEmpty();
  }

  @Test
  void showsAMapAsNamesAndValues() {
    assertThat(shown("{\"b\":\"x\",\"a\":2,\"none\":null}")).isEqualTo("b: x\na: 2\nnone:\n");
  }

  @Test
  void indentsWhatStandsDeeper() {
    assertThat(shown("{\"ips\":[\"a\",\"b\"],\"who\":{\"user\":\"joe\"}}"))
        .isEqualTo("ips:\n  a\n  b\nwho:\n  user: joe\n");
    assertThat(shown("[{\"a\":1,\"b\":2},[3,4],{}]")).isEqualTo("- a: 1\n  b: 2\n- 3\n  4\n- \n");
  }

  @Test
  void neverCommandsTheTerminal() {
    assertThat(shown("\"\\u001b[2J\\u0007\\u009b1m\\r\""))
        .isEqualTo("\\u001b[2J\\u0007\\u009b1m\\u000d\n");
    assertThat(shown("{\"\\u001b\":1}")).isEqualTo("\\u001b: 1\n");
  }

  private static String shown(String json) {
    return Screen.text(JsonText.read(json).orElseThrow());
  }
}
