package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

  private static Call read(String text) throws MessageException {
    return MessageReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Call call(String body) throws MessageException {
    return read(
        """
        <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xmlns:xs="http://www.w3.org/2001/XMLSchema"><e:Header><a>b</a></e:Header>
          <e:Body>%s</e:Body></e:Envelope>
        """
            .formatted(body));
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
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><a id='1'><b id='1'/></a></Body></Envelope>",
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><a href='http://b.test/'/></Body></Envelope>",
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
  void findsTheCallAndWhatItsArgumentsReferTo() throws Exception {
    Call call = call("<a:b xmlns:a='urn:a'><c href='#1'/></a:b><multiRef id='1'>d</multiRef>");

    assertThat(call.element().name()).isEqualTo("b");
    assertThat(call.element().namespace()).isEqualTo("urn:a");
    assertThat(call.element().children().getFirst().attributes().href()).contains("1");
    assertThat(call.targets().get("1").text()).isEqualTo("d");
    assertThat(call.strays()).isFalse();
  }

  @Test
  void saysThatThereIsMoreThanTheCall() throws Exception {
    assertThat(call("<a/><param1>b</param1>").strays()).isTrue();
  }

  @Test
  void keepsEachCharacterOfAText() throws Exception {
    assertThat(call("<a>  spaces &amp; &lt;signs&gt; <![CDATA[<kept>]]></a>").element().text())
        .isEqualTo("  spaces & <signs> <kept>");
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
}
