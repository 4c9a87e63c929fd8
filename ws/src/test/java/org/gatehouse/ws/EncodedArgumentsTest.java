package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ws.Messages.encoded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.command.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments in the encoding of SOAP 1.1, section 5, in order. */
class EncodedArgumentsTest {

  private static Map<Object, Object> map(Object... keysAndValues) {
    Map<Object, Object> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of("<p xsi:nil='true'/>", null),
        Arguments.of("<p xsi:nil='1' xsi:type='xsd:int'/>", null),
        Arguments.of("<p xsi:type='xsd:string'>a &lt; b</p>", "a < b"),
        Arguments.of("<p> untyped </p>", " untyped "),
        Arguments.of("<p/>", ""),
        Arguments.of("<p xsi:type='xsd:boolean'>true</p>", true),
        Arguments.of("<p xsi:type='xsd:boolean'>0</p>", false),
        Arguments.of("<p xsi:type='xsd:boolean'>True</p>", true),
        Arguments.of("<p xsi:type='xsd:boolean'>False</p>", false),
        Arguments.of("<p xsi:type='xsd:int'> -5 </p>", -5L),
        Arguments.of("<p xsi:type='xsd:int'>+5</p>", "+5"),
        Arguments.of("<p xsi:type='xsd:int'>007</p>", "007"),
        Arguments.of("<p xsi:type='xsd:long'>9007199254740993</p>", 9007199254740993L),
        Arguments.of("<p xsi:type='xsd:unsignedByte'>5</p>", 5L),
        Arguments.of("<p xsi:type='xsd:float'>1.5</p>", 1.5),
        Arguments.of("<p xsi:type='xsd:double'>-1.0E-5</p>", -1.0E-5),
        Arguments.of("<p xsi:type='xsd:double'>-INF</p>", Double.NEGATIVE_INFINITY),
        Arguments.of("<p xsi:type='xsd:base64Binary'>UMOkc3N3b3J0</p>", "Pässwort"),
        Arguments.of("<enc:int>3</enc:int>", 3L),
        Arguments.of("<p xsi:type='maps:Map'/>", map()),
        Arguments.of(
            "<p xsi:type='maps:Map'><item><key xsi:type='xsd:string'>a</key>"
                + "<value xsi:type='xsd:int'>1</value></item></p>",
            map("a", 1L)),
        Arguments.of(
            "<p xsi:type='maps:Map'><item><key xsi:type='xsd:int'>15</key>"
                + "<value xsi:nil='true'/></item></p>",
            map(15L, null)),
        Arguments.of(
            "<p xsi:type='maps:Map'><item><key xsi:type='xsd:string'>n</key>"
                + "<value xsi:type='maps:Map'><item><key xsi:type='xsd:int'>5</key>"
                + "<value xsi:type='xsd:string'>y</value></item></value></item></p>",
            map("n", map(5L, "y"))),
        Arguments.of("<p enc:arrayType='xsd:ur-type[0]' xsi:type='enc:Array'/>", List.of()),
        Arguments.of(
            "<p enc:arrayType='xsd:int[2]' xsi:type='enc:Array'><item xsi:type='xsd:int'>1</item>"
                + "<item xsi:type='xsd:int'>2</item></p>",
            List.of(1L, 2L)),
        Arguments.of(
            "<p enc:arrayType='xsd:int[2]'><Item>1</Item><Item>2</Item></p>", List.of(1L, 2L)),
        Arguments.of(
            "<p enc:arrayType='xsd:ur-type[2]' xsi:type='enc:Array'><item xsi:type='xsd:float'>1.5"
                + "</item><item xsi:nil='true'/></p>",
            Arrays.asList(1.5, null)),
        Arguments.of(
            "<p enc:arrayType='xsd:anyType[1]'><enc:string>a</enc:string></p>", List.of("a")),
        Arguments.of("<p><item>a</item><item>b</item></p>", List.of("a", "b")),
        Arguments.of("<p><item><key>a</key><value>b</value></item></p>", map("a", "b")),
        Arguments.of(
            "<p xsi:type='enc:Struct'><q xsi:type='xsd:int'>1</q><r/></p>", map("q", 1L, "r", "")),
        Arguments.of(
            "<p><item xsi:type='xsd:int'>1</item><q>2</q></p>", map("item", 1L, "q", "2")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueArrivesAsWhatItIs(String element, Object value) throws Exception {
    assertThat(new EncodedValues(Map.of()).read(one(element))).isEqualTo(value);
  }

  private static XmlElement one(String element) throws MessageException {
    return Messages.call("<ns1:a_b>" + element + "</ns1:a_b>").element().children().getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"param%d", "c-gensym%d", "arg", "domain"})
  void argumentsAreTakenInOrderWhateverTheirElementsAreCalled(String name) throws Exception {
    StringBuilder elements = new StringBuilder();
    for (String content :
        List.of(" xsi:type='xsd:string'>a.test", " xsi:type='xsd:int'>3", " xsi:nil='true'>")) {
      String element = name.formatted(elements.length());
      elements.append("<").append(element).append(content).append("</").append(element).append(">");
    }

    assertThat(encoded(elements.toString())).containsExactly("a.test", 3L, null, null, null);
  }

  @Test
  void trailingOnesAreLeftOutOrNull() throws Exception {
    assertThat(encoded("<a>a.test</a>"))
        .isEqualTo(encoded("<a>a.test</a>" + "<b xsi:nil='true'/>".repeat(9)))
        .containsExactly("a.test", null, null, null, null);
  }

  @Test
  void whereAllHaveNamesOfArgumentsTheNamesDecide() throws Exception {
    assertThat(encoded("<force xsi:type='xsd:boolean'>0</force><domain>a.test</domain>"))
        .containsExactly("a.test", null, false, null, null);
  }

  @Test
  void aTextOfDigitsThatItsClientTookForANumberIsWhatWasWritten() throws Exception {
    assertThat(encoded("<a xsi:type='xsd:int'>007</a>").getFirst()).isEqualTo("007");
    assertThat(encoded("<a xsi:type='xsd:float'>1.10</a>").getFirst()).isEqualTo("1.10");
    Call referring =
        Messages.call(
            "<ns1:test_take_all><domain xsi:type='xsd:int' href='#a'/></ns1:test_take_all>"
                + "<multiRef id='a' xsi:type='xsd:int'>007</multiRef>");
    assertThat(org.gatehouse.ws.Arguments.inOrder(referring, Messages.TAKE_ALL).getFirst())
        .isEqualTo("007");
  }

  @Test
  void idsThatCollideAreFoundEachByItself() throws Exception {
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < 1 << 10; i++) {
      // Each has the same hash code, since "Aa" and "BB" have.
      String id = Integer.toBinaryString(1 << 10 | i).replace("0", "Aa").replace("1", "BB");
      targets.append("<m id='").append(id).append("'>").append(i).append("</m>");
    }
    Call call =
        Messages.call(
            "<ns1:test_take_all><domain href='#"
                + "BB".repeat(11)
                + "'/></ns1:test_take_all>"
                + targets);

    assertThat(call.targets()).hasSize(1 << 10);
    assertThat(org.gatehouse.ws.Arguments.inOrder(call, Messages.TAKE_ALL).getFirst())
        .isEqualTo("1023");
  }

  @Test
  void whatSeveralReferToArrivesAtEach() throws Exception {
    Call call =
        Messages.call(
            """
            <ns1:test_take_all><domain href='#a'/><b href='#n'/><c xsi:nil='true'/><d href='#m'/>
            </ns1:test_take_all>
            <multiRef id='a' xsi:type='xsd:string'>a.test</multiRef>
            <multiRef id='n' xsi:type='xsd:int'>3</multiRef>
            <multiRef id='m' xsi:type='maps:Map'>
              <item><key>x</key><value href='#a'/></item><item><key>y</key><value href='#a'/></item>
            </multiRef>""");

    assertThat(org.gatehouse.ws.Arguments.inOrder(call, Messages.TAKE_ALL))
        .containsExactly("a.test", 3L, null, map("x", "a.test", "y", "a.test"), null);
  }

  static Stream<Arguments> refusals() {
    List<String> bomb = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      bomb.add("<m id='%d'><item href='#%d'/><item href='#%d'/></m>".formatted(i, i + 1, i + 1));
    }
    String text = "<domain>a.test</domain>";
    String toOptions = text + "<b xsi:nil='1'/><c xsi:nil='1'/>";
    return Stream.of(
        Arguments.of(text + "<b xsi:type='xsd:int'>many</b>", "'count' holds no whole number"),
        Arguments.of(
            text + "<b xsi:type='xsd:integer'>" + "9".repeat(100_000) + "</b>",
            "'count' holds no whole number"),
        Arguments.of(text + "<b xsi:type='xsd:double'>0x1p3</b>", "'count' holds no number"),
        Arguments.of(text + "<b xsi:type='xsd:double'>1e999</b>", "'count' holds a number that is"),
        Arguments.of(
            text + "<b xsi:type='xsd:double'>" + "9".repeat(100_000) + "</b>",
            "'count' holds no number"),
        Arguments.of(
            text + "<b xsi:nil='1'/><c xsi:type='xsd:boolean'>yes</c>", "'force' holds neither"),
        Arguments.of("<a xsi:type='xsd:base64Binary'>/w==</a>", "'domain' holds no text of UTF-8"),
        Arguments.of(
            toOptions + "<d xsi:type='maps:Map'><item><key/></item><item><key/></item></d>",
            "'options' has a key twice"),
        Arguments.of(
            toOptions + "<d xsi:type='maps:Map'><x/></d>", "'options' is a map with an item"),
        Arguments.of(
            toOptions
                + "<d xsi:type='maps:Map'><item><key xsi:type='xsd:boolean'>1</key></item></d>",
            "'options' is a map with a key"),
        Arguments.of(toOptions + "<d><x/><y/><x/></d>", "'options' has a key twice"),
        Arguments.of(toOptions + "<d href='#none'/>", "'options' refers to what is not"),
        Arguments.of(toOptions + "<d id='x' href='#x'/>", "'options' refers to what is not"),
        Arguments.of(
            toOptions + "<d id='x'><item href='#x'/></d>", "'options' is too large: a message"),
        Arguments.of(
            toOptions
                + "<d href='#0'/></ns1:test_take_all>"
                + String.join("", bomb)
                + "<ns1:test_take_all id='30'>",
            "'options' is too large: a message"),
        Arguments.of(
            "<a>b</a>".repeat(5000),
            "test:take-all takes at most 5 and got 5000 arguments: domain"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBeReadIsRefusedByTheArgumentsName(String arguments, String reason) {
    assertThatThrownBy(() -> encoded(arguments))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(reason);
  }
}
