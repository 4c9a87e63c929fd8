package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Results as they are written. */
class AnswerTest {

  private static Map<Object, Object> load() {
    Map<Object, Object> load = new LinkedHashMap<>();
    load.put(1, 0.25);
    load.put("5", null);
    return load;
  }

  static Stream<Arguments> encoded() {
    return Stream.of(
        Arguments.of("a<b", "<return xsi:type=\"xsd:string\">a&lt;b</return>"),
        Arguments.of("", "<return xsi:type=\"xsd:string\"></return>"),
        Arguments.of(true, "<return xsi:type=\"xsd:boolean\">true</return>"),
        Arguments.of(7, "<return xsi:type=\"xsd:int\">7</return>"),
        Arguments.of(7L, "<return xsi:type=\"xsd:int\">7</return>"),
        Arguments.of(1L << 40, "<return xsi:type=\"xsd:long\">1099511627776</return>"),
        Arguments.of(1.0E-5, "<return xsi:type=\"xsd:double\">1.0E-5</return>"),
        Arguments.of(Double.POSITIVE_INFINITY, "<return xsi:type=\"xsd:double\">INF</return>"),
        Arguments.of(
            List.of(),
            "<return SOAP-ENC:arrayType=\"xsd:anyType[0]\" xsi:type=\"SOAP-ENC:Array\"></return>"),
        Arguments.of(
            Arrays.asList("a", null),
            "<return SOAP-ENC:arrayType=\"xsd:anyType[2]\" xsi:type=\"SOAP-ENC:Array\">"
                + "<item xsi:type=\"xsd:string\">a</item><item xsi:nil=\"true\"/></return>"),
        Arguments.of(
            load(),
            "<return xsi:type=\"ns2:Map\"><item><key xsi:type=\"xsd:int\">1</key>"
                + "<value xsi:type=\"xsd:double\">0.25</value></item><item>"
                + "<key xsi:type=\"xsd:string\">5</key><value xsi:nil=\"true\"/></item></return>"));
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void anEncodedResultSaysOfEachValueWhatItIs(Object result, String written) {
    assertThat(Envelope.encodedAnswer("a_b", result))
        .contains(">" + written + "</ns1:a_bResponse>");
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void andComesBackAsWhatItWas(Object result, String written) throws Exception {
    Call answer =
        MessageReader.read(
            Envelope.around(Envelope.encodedAnswer("a_b", result))
                .getBytes(StandardCharsets.UTF_8));
    XmlElement element = answer.element().children().getFirst();

    assertThat(String.valueOf(new EncodedValues(answer.targets()).read(element)))
        .isEqualTo(result.toString());
  }

  @Test
  void anEmptyMapIsAnEmptyListSincePhpTakesAnEmptyMapForNull() {
    assertThat(EncodedValues.write("return", Map.of()))
        .isEqualTo(EncodedValues.write("return", List.of()));
  }

  @Test
  void aLiteralResultIsTypedWhereTheSchemaSaysAnyType() {
    assertThat(LiteralValues.result(7, true)).isEqualTo("<return>7</return>");
    assertThat(LiteralValues.result(7, false)).isEqualTo("<return xsi:type=\"xs:long\">7</return>");
    assertThat(LiteralValues.result(load(), true))
        .isEqualTo(
            "<return xsi:type=\"Map\"><item><key>1</key><value xsi:type=\"xs:double\">0.25</value>"
                + "</item><item><key>5</key><value xsi:nil=\"true\"/></item></return>");
  }

  @Test
  void textIsAsciiWhateverItHoldsAndWhatXmlCannotHoldIsTheReplacementCharacter() {
    assertThat(SimpleValue.escape("a<b>&\"\u0000\u0001\r\uD800é😀"))
        .isEqualTo("a&lt;b&gt;&amp;&quot;&#65533;&#65533;&#13;&#65533;&#233;&#128512;");
    assertThat(SimpleValue.escape("a\n\t ~\u007f")).isEqualTo("a\n\t ~&#127;");
  }
}
