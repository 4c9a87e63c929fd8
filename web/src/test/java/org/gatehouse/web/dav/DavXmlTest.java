package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.dav.PropertyName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in XML: hostile ones are refused, and values are kept as they were sent. */
class DavXmlTest {

  private static Element read(String xml) throws IOException {
    return DavXml.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<",
        "<a>",
        "<a></b>",
        "no XML",
        "<a:b/>",
        "<a xmlns:x=''/>",
        "<?xml version='1.0'?><!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a/>",
        "<a>&undeclared;</a>",
        "<a/><b/>"
      })
  void whatIsNotPlainXmlIsRefused(String xml) {
    assertThatThrownBy(() -> read(xml))
        .isInstanceOfSatisfying(
            DavRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  private static Stream<Arguments> tooLarge() {
    return Stream.of(
        Arguments.of(
            "attributes",
            IntStream.range(0, 50_000)
                .mapToObj(i -> "a" + i + "=''")
                .collect(Collectors.joining(" ", "<a ", "/>"))),
        Arguments.of(
            "namespaces",
            IntStream.range(0, 50_000)
                .mapToObj(i -> "xmlns:a" + i + "='b'")
                .collect(Collectors.joining(" ", "<a ", "/>"))),
        Arguments.of("elements", "<a>" + "<b/>".repeat(100_000) + "</a>"),
        Arguments.of("levels", "<a>".repeat(100) + "</a>".repeat(100)),
        Arguments.of("octets", "<a>" + " ".repeat(DavXml.MOST_OCTETS) + "</a>"),
        Arguments.of("a name", "<" + "a".repeat(10_000) + "/>"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLarge")
  void whatIsTooLargeIsRefused(String what, String xml) {
    assertThatThrownBy(() -> read(xml))
        .isInstanceOfSatisfying(
            DavRefusal.class, refusal -> assertThat(refusal.status()).isIn(400, 413));
  }

  @Test
  void noBodyIsNone() throws IOException {
    assertThat(DavXml.read(new ByteArrayInputStream(new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1"})
  void tooManyNamespacesAreFoundBeforeTheyAreReadWhateverTheEncoding(String encoding) {
    byte[] declared =
        IntStream.rangeClosed(0, DavXml.MOST_NAMESPACES)
            .mapToObj(i -> "<a xmlns='b'/>")
            .collect(Collectors.joining())
            .getBytes(Charset.forName(encoding));

    assertThatThrownBy(() -> DavXml.read(new ByteArrayInputStream(declared)))
        .isInstanceOfSatisfying(
            DavRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(413));
  }

  @Test
  void encodingsInWhichTheyWouldNotBeFoundAreRefused() {
    for (byte[] xml :
        List.of(
            "<?xml version='1.0' encoding='Cp037'?><a/>".getBytes(Charset.forName("Cp037")),
            "<a/>".getBytes(Charset.forName("Cp037")),
            "<?xml version='1.0' encoding='Cp037'?><a/>".getBytes(StandardCharsets.US_ASCII),
            "<?xml version='1.0' encoding='UTF-7'?><a/>".getBytes(StandardCharsets.US_ASCII))) {
      assertThatThrownBy(() -> DavXml.read(new ByteArrayInputStream(xml)))
          .isInstanceOfSatisfying(
              DavRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }
  }

  @Test
  void otherEncodingsAreRead() throws IOException {
    byte[] xml =
        "<?xml version='1.0' encoding='UTF-16'?><a>é</a>".getBytes(StandardCharsets.UTF_16);

    assertThat(DavXml.read(new ByteArrayInputStream(xml)).orElseThrow().text()).isEqualTo("é");
  }

  @Test
  void aValueStandsForItselfWhenItIsWrittenAgain() throws IOException {
    Element sent =
        read(
            "<D:prop xmlns:D='DAV:' xmlns:x='urn:x' xml:lang='de'>"
                + "<x:a b='1&quot;' x:c='2'>T&amp;&lt;<D:d/><e xmlns=''>&#13;\n</e></x:a></D:prop>");

    String written = sent.children().findFirst().orElseThrow().write(sent.language());
    Element again = read(written);

    assertThat(again.name()).isEqualTo(new PropertyName("urn:x", "a"));
    assertThat(again.language()).contains("de");
    assertThat(again.text()).isEqualTo("T&<");
    assertThat(again.child("d")).isPresent();
    assertThat(again.children().skip(1).findFirst().orElseThrow().text()).isEqualTo("\r\n");
    assertThat(again.children().skip(1).findFirst().orElseThrow().name())
        .isEqualTo(new PropertyName("", "e"));
    assertThat(again.attributes())
        .contains(
            new Element.Attribute("", "", "b", "1\""),
            new Element.Attribute("urn:x", "x", "c", "2"));
    assertThat(again.write(Optional.empty())).isEqualTo(written);
  }

  @Test
  void aNamespaceThatIsDeclaredAnewInsideIsKept() throws IOException {
    Element sent = read("<p xmlns='urn:1'><p xmlns='urn:2'><p xmlns='urn:1'/></p></p>");

    assertThat(read(sent.write(Optional.empty()))).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DAV:", "urn:x", "<&\">", "http://www.w3.org/XML/1998/namespace"})
  void aPropertyIsNamedInXmlWhateverItsNamespace(String namespace) throws IOException {
    PropertyName name = new PropertyName(namespace, "a");

    Element root = read("<D:b xmlns:D='DAV:'>" + PropertyAnswer.emptyElement(name) + "</D:b>");

    assertThat(root.children().map(Element::name)).containsExactly(name);
  }
}
