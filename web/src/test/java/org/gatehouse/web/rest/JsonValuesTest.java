package org.gatehouse.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonValuesTest {

  private static Object read(String text) {
    return JsonValues.arguments(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsArgumentsByNameAndInOrder() {
    assertThat(read("{\"a\":\"x\",\"b\":5,\"c\":true,\"d\":null,\"e\":[1.5,{}]}"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("a", "x")
        .containsEntry("b", 5L)
        .containsEntry("c", true)
        .containsEntry("d", null)
        .containsEntry("e", List.of(1.5, Map.of()));
    assertThat(read("[\"ü😀\",null]")).isEqualTo(Arrays.asList("ü😀", null));
  }

  @Test
  void anEmptyBodyIsACallWithoutArguments() {
    assertThat(read("")).isEqualTo(Map.of());
    assertThat(read(" \r\n")).isEqualTo(Map.of());
  }

  static List<String> hostile() {
    return List.of(
        "x",
        "{",
        "{\"a\":}",
        "\"text\"",
        "5",
        "null",
        "{\"a\":1,\"a\":2}",
        "[".repeat(70) + "]".repeat(70),
        "[".repeat(100_000),
        "{\"a\":1e99999999999}",
        "{\"a\":" + "9".repeat(3_000) + "}",
        "[" + "1,".repeat(20_000) + "1]");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsNoUsableJsonIsTheCallersMistake(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.ARGUMENT);
  }

  @Test
  void writesResultsThatParsersRead() {
    assertThat(
            new String(
                JsonValues.write(Map.of("a", List.of(1, 2L, true, "\"\n\u0001ü"))),
                StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":[1,2,true,\"\\\"\\n\\u0001ü\"]}\n");
  }
}
