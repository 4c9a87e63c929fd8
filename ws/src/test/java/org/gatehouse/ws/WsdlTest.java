package org.gatehouse.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WsdlTest {

  private static final String ADDRESS = "http://localhost:2082/soap";
  private static final String LITERAL = LiteralWsdl.write(List.of(Messages.TAKE_ALL), ADDRESS);
  private static final String ENCODED = EncodedWsdl.write(List.of(Messages.TAKE_ALL), ADDRESS);

  @Test
  void aRequiredArgumentIsRequiredAndAnOptionalOneMayBeLeftOutOrNil() {
    assertThat(LITERAL)
        .contains("<xs:element name=\"domain\" type=\"xs:string\"><xs:annotation>")
        .contains("<xs:element name=\"count\" type=\"xs:int\" minOccurs=\"0\" nillable=\"true\">");
  }

  @Test
  void bothSayWhatTheJavadocOfTheCommandSays() {
    for (String wsdl : List.of(LITERAL, ENCODED)) {
      assertThat(wsdl)
          .contains(
              """
              <documentation>Takes what it is given, for &lt;tests&gt; &amp; others.
              domain (a text): a domain
              count (a whole number, optional): how many
              force (true or false, optional): whether to insist
              options (a map, optional): values by name
              names (a list, optional): a list
              Result: all of it.</documentation>""");
    }
    assertThat(LITERAL).contains("<xs:documentation>whether to insist</xs:documentation>");
  }

  @Test
  void theEncodedOneHasAPartOfAnyTypeForEachArgumentInOrder() {
    assertThat(ENCODED.replaceAll(">\\s+<", "><"))
        .contains("targetNamespace=\"urn:apnscp.api.soap\"")
        .contains(
            "<message name=\"test_take_all\"><part name=\"domain\" type=\"xsd:anyType\"/>"
                + "<part name=\"count\" type=\"xsd:anyType\"/>"
                + "<part name=\"force\" type=\"xsd:anyType\"/>"
                + "<part name=\"options\" type=\"xsd:anyType\"/>"
                + "<part name=\"names\" type=\"xsd:anyType\"/></message>")
        .contains("<soap:binding style=\"rpc\"")
        .contains(
            "<input><soap:body use=\"encoded\" namespace=\"urn:apnscp.api.soap\""
                + " encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"/></input>");
  }

  @Test
  void theEncodedOneDeclaresTheTypesThatXsiTypeNamesInAnswers() {
    assertThat(ENCODED.replaceAll(">\\s+<", "><"))
        .contains(
            "<xsd:schema targetNamespace=\"http://xml.apache.org/xml-soap\">"
                + "<xsd:complexType name=\"Map\">")
        .contains(
            "<xsd:schema targetNamespace=\"http://schemas.xmlsoap.org/soap/encoding/\">"
                + "<xsd:complexType name=\"Array\">");
  }

  @Test
  void eachHasOneServiceAtTheAddress() {
    for (String wsdl : List.of(LITERAL, ENCODED)) {
      assertThat(wsdl)
          .containsOnlyOnce("<service ")
          .containsOnlyOnce("location=\"" + ADDRESS + "\"");
    }
  }
}
