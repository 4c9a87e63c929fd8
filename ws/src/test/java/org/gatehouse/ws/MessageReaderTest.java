package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

  private static XmlElement read(String text) throws MessageException {
    return MessageReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static XmlElement call(String body) throws MessageException {
    return read(
        """
        <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xmlns:xs="http://www.w3.org/2001/XMLSchema"><e:Header><a>b</a></e:Header>
          <e:Body>%s</e:Body></e:Envelope>
        """
            .formatted(body));
  }

  @Test
  void findsTheCallAndItsArguments() throws Exception {
    XmlElement call =
        call(
            """
            <admin_add_site xmlns="urn:gatehouse:api"><domain>a.test</domain>
              <admin>  spaces &amp; &lt;signs&gt; <![CDATA[<kept>]]></admin>
              <options>
                <item><key>auth.tpasswd</key><value xsi:type="xs:string">secret</value></item>
                <item><key>n</key><value xsi:type="xs:int">5</value></item>
                <item><key>t</key><value xsi:type="xs:boolean">1</value></item>
                <item><key>none</key><value xsi:nil="true"/></item>
                <item><key>untyped</key><value>text</value></item>
                <item><key>list</key><value><item>a</item><item>b</item></value></item>
              </options><force xsi:nil="1"/></admin_add_site>
            """);

    assertThat(call.name()).isEqualTo("admin_add_site");
    Map<String, Object> arguments = Values.arguments(call);
    assertThat(arguments).containsEntry("domain", "a.test").containsEntry("force", null);
    assertThat(arguments.get("admin")).isEqualTo("  spaces & <signs> <kept>");
    assertThat(arguments.get("options"))
        .asInstanceOf(
            org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("auth.tpasswd", "secret")
        .containsEntry("n", 5L)
        .containsEntry("t", true)
        .containsEntry("none", null)
        .containsEntry("untyped", "text")
        .containsEntry("list", List.of("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<a>",
        "<a/>",
        "<Envelope/>",
        "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Body><a/></Body></Envelope>",
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body/></Envelope>",
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><a/><b/></Body></Envelope>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Envelope"
            + " xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><a/></Body></Envelope>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope"
            + " xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><a>&b;</a></Body></Envelope>"
      })
  void refusesWhatIsNoCallInOurWords(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MessageException.class)
        .hasMessageMatching("(the|a) .*")
        .hasMessageNotContaining("Exception")
        .hasMessageNotContaining("passwd");
  }

  @Test
  void refusesAnUndeclaredEntity() {
    assertThatThrownBy(() -> call("<a>&b;</a>")).isInstanceOf(MessageException.class);
  }

  @Test
  void boundsDepthAndNumberOfElements() {
    assertThatThrownBy(() -> call("<a>".repeat(100_000))).hasMessageContaining("64 levels");
    assertThatThrownBy(() -> call("<a>" + "<b/>".repeat(20_000) + "</a>"))
        .hasMessageContaining("10000 elements");
  }

  @Test
  void writesWhatXmlCannotHoldAsTheReplacementCharacter() {
    assertThat(Values.escape("a<b>&\"\u0000\u0001\r\uD800é😀"))
        .isEqualTo("a&lt;b&gt;&amp;&quot;\uFFFD\uFFFD&#13;\uFFFDé😀");
  }
}
