package org.gatehouse.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonArgumentsTest {

  private static Object read(String text) {
    return JsonArguments.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(String text) {
    return catchThrowableOfType(CommandException.class, () -> read(text)).getMessage();
  }

  @Test
  void readsArgumentsByNameAndInOrder() {
    assertThat(read("{\"a\":\"x\",\"b\":5,\"c\":true,\"d\":null,\"e\":[1.5,{}]}"))
        .asInstanceOf(map(String.class, Object.class))
        .containsEntry("a", "x")
        .containsEntry("b", 5L)
        .containsEntry("c", true)
        .containsEntry("d", null)
        .containsEntry("e", List.of(1.5, Map.of()));
    assertThat(read("[\"ü😀\",null]")).isEqualTo(Arrays.asList("ü😀", null));
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "-9223372036854775808", "0", "-1"})
  void aWholeNumberOf64BitsStaysWhole(long number) {
    assertThat(read("[" + number + "]")).isEqualTo(List.of(number));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808,9.223372036854775808e18",
    "1e3,1000.0",
    "1.0,1.0",
    "-2.5E-3,-0.0025"
  })
  void anyOtherNumberIsAFloatingPointNumber(String text, double number) {
    assertThat(read("[" + text + "]")).isEqualTo(List.of(number));
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
        "[",
        "{\"a\"",
        "{\"a\":}",
        "{\"a\":1]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "\"text\"",
        "5",
        "null",
        "{} {}",
        "{}x",
        "{},",
        "[] null",
        "\uFEFF{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\ud800\"}",
        "[".repeat(70) + "]".repeat(70),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "{\"a\":1e99999999999}",
        "{\"a\":" + "9".repeat(3_000) + "}",
        "[" + "1,".repeat(20_000) + "1]");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsNoUsableJsonIsTheCallersMistakeAndNothingOfTheParserIsTold(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(CommandException.class)
        .hasMessageNotContainingAny("Exception", "parser", "token", "jakarta", "parsson", "org.")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.ARGUMENT);
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() {
    assertThatThrownBy(() -> JsonArguments.read(new byte[] {'[', '"', (byte) 0xE9, '"', ']'}))
        .isInstanceOf(CommandException.class)
        .hasMessage("the body is not UTF-8");
  }

  @Test
  void whatIsWrongIsToldByTheNameOfItsArgument() {
    assertThat(refusal("{\"user\":\"a\",\"options\":" + "[".repeat(64) + "]".repeat(64) + "}"))
        .isEqualTo("argument 'options' is deeper than 64 levels");
    assertThat(refusal("{\"list\":[" + "1,".repeat(10_000) + "1]}"))
        .isEqualTo("a call may have at most 10000 values; argument 'list' is beyond");
    assertThat(refusal("{\"user\":1,\"user\":2}")).isEqualTo("argument 'user' is given twice");
    assertThat(refusal("{\"options\":{\"a\":1,\"a\":2}}"))
        .isEqualTo("argument 'options' has 'a' twice");
    assertThat(refusal("{\"size\":1e400}"))
        .isEqualTo("argument 'size' has a number that is out of range");
    assertThat(refusal("{\"user\":\"a\",\n\"full_name\":x}"))
        .startsWith("the body is not one valid JSON text: line 2, column ")
        .endsWith(", in argument 'full_name'");
    assertThat(refusal("[1,[\"\\udc00\"]]"))
        .isEqualTo("argument number 2 has half a surrogate pair");
  }

  @Test
  void aNameThatIsLongIsToldInPart() {
    String name = "n".repeat(100_000);
    assertThat(refusal("{\"" + name + "\":1,\"" + name + "\":2}"))
        .isEqualTo("argument '" + "n".repeat(64) + "…' is given twice");
  }

  @Test
  void argumentsOf64LevelsAnd10000ValuesAreRead() {
    assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    assertThat(read("[" + "1,".repeat(9_999) + "1]"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(10_000);
  }
}
