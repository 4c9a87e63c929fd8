package org.gatehouse.ws;

import java.util.Collection;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;

/**
 * The WSDL 1.1 of all commands for clients of ApisCP's: rpc/encoded, each argument a part of any
 * type. Under {@code use="encoded"} (section 3.5) PHP's SoapClient says of each value what it is,
 * an associative array too; under {@code literal} it would send it without a type.
 *
 * <p>It declares how maps and arrays are written, and refers to it nowhere: PHP knows both by
 * itself, and Python's suds takes an array of one for an empty one unless it finds the type that
 * {@code xsi:type} names.
 */
final class EncodedWsdl {

  private static final String BODY =
      "<soap:body use=\"encoded\" namespace=\""
          + Envelope.RPC_NAMESPACE
          + "\" encodingStyle=\""
          + MessageReader.ENCODING
          + "\"/>";

  private EncodedWsdl() {}

  /**
   * Writes the WSDL.
   *
   * @param commands the commands, each an operation {@code module_function}
   * @param address the endpoint's URL
   */
  static String write(Collection<Declaration> commands, String address) {
    StringBuilder messages = new StringBuilder();
    StringBuilder operations = new StringBuilder();
    StringBuilder bindings = new StringBuilder();
    for (Declaration command : commands) {
      String operation = command.module() + "_" + command.function();
      messages.append("  <message name=\"").append(operation).append("\">\n");
      for (CommandParameter parameter : command.parameters()) {
        messages.append(
            """
                <part name="%s" type="xsd:anyType"/>
            """
                .formatted(parameter.name()));
      }
      messages.append(
          """
            </message>
            <message name="%1$sResponse"><part name="return" type="xsd:anyType"/></message>
          """
              .formatted(operation));
      operations.append(
          """
              <operation name="%1$s">
                %2$s
                <input message="tns:%1$s"/>
                <output message="tns:%1$sResponse"/>
              </operation>
          """
              .formatted(operation, WsdlText.documentation(command)));
      bindings.append(
          """
              <operation name="%1$s">
                <soap:operation soapAction="%2$s#%1$s"/>
                <input>%3$s</input>
                <output>%3$s</output>
              </operation>
          """
              .formatted(operation, Envelope.RPC_NAMESPACE, BODY));
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions name="apnscp" targetNamespace="%1$s" xmlns:tns="%1$s"
            xmlns="http://schemas.xmlsoap.org/wsdl/"
            xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
            xmlns:xsd="http://www.w3.org/2001/XMLSchema">
          <types>
            <xsd:schema targetNamespace="%6$s">
              <xsd:complexType name="Map"><xsd:sequence>
                <xsd:element name="item" minOccurs="0" maxOccurs="unbounded"><xsd:complexType><xsd:sequence>
                  <xsd:element name="key" type="xsd:anyType"/>
                  <xsd:element name="value" type="xsd:anyType" nillable="true"/>
                </xsd:sequence></xsd:complexType></xsd:element>
              </xsd:sequence></xsd:complexType>
            </xsd:schema>
            <xsd:schema targetNamespace="%7$s">
              <xsd:complexType name="Array"><xsd:sequence>
                <xsd:element name="item" type="xsd:anyType" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
              </xsd:sequence></xsd:complexType>
            </xsd:schema>
          </types>
        %2$s  <portType name="apnscpPortType">
        %3$s  </portType>
          <binding name="apnscpBinding" type="tns:apnscpPortType">
            <soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
        %4$s  </binding>
          <service name="apnscp">
            <port name="apnscpPort" binding="tns:apnscpBinding">
              <soap:address location="%5$s"/>
            </port>
          </service>
        </definitions>
        """
        .formatted(
            Envelope.RPC_NAMESPACE,
            messages,
            operations,
            bindings,
            SimpleValue.escape(address),
            EncodedValues.MAPS,
            MessageReader.ENCODING);
  }
}
