package org.gatehouse.ws;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gatehouse.command.CommandParameter;
import org.gatehouse.command.Declaration;
import org.gatehouse.command.ParameterType;

/**
 * The WSDL 1.1 of all commands, document/literal wrapped with its schema inlined, for clients that
 * generate code from it. What the Javadoc of a command says is its documentation.
 */
final class LiteralWsdl {

  private LiteralWsdl() {}

  /**
   * Writes the WSDL.
   *
   * @param commands the commands, each an operation {@code module_function}
   * @param address the endpoint's URL
   */
  static String write(Collection<Declaration> commands, String address) {
    StringBuilder elements = new StringBuilder();
    StringBuilder messages = new StringBuilder();
    StringBuilder operations = new StringBuilder();
    StringBuilder bindings = new StringBuilder();
    for (Declaration command : commands) {
      String operation = command.module() + "_" + command.function();
      elements.append(element(operation, command));
      messages.append(
          """
            <message name="%1$s"><part name="parameters" element="tns:%1$s"/></message>
            <message name="%1$sResponse"><part name="parameters" element="tns:%1$sResponse"/></message>
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
                <soap:operation soapAction=""/>
                <input><soap:body use="literal"/></input>
                <output><soap:body use="literal"/></output>
              </operation>
          """
              .formatted(operation));
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions name="Gatehouse" targetNamespace="%1$s" xmlns:tns="%1$s"
            xmlns="http://schemas.xmlsoap.org/wsdl/"
            xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
            xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <types>
            <xs:schema targetNamespace="%1$s" elementFormDefault="qualified">
              <xs:complexType name="MapItem"><xs:sequence>
                <xs:element name="key" type="xs:string"/>
                <xs:element name="value" type="xs:anyType" nillable="true"/>
              </xs:sequence></xs:complexType>
              <xs:complexType name="Map"><xs:sequence>
                <xs:element name="item" type="tns:MapItem" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence></xs:complexType>
              <xs:complexType name="List"><xs:sequence>
                <xs:element name="item" type="xs:anyType" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
              </xs:sequence></xs:complexType>
        %2$s    </xs:schema>
          </types>
        %3$s  <portType name="GatehousePortType">
        %4$s  </portType>
          <binding name="GatehouseBinding" type="tns:GatehousePortType">
            <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
        %5$s  </binding>
          <service name="Gatehouse">
            <port name="GatehousePort" binding="tns:GatehouseBinding">
              <soap:address location="%6$s"/>
            </port>
          </service>
        </definitions>
        """
        .formatted(
            Envelope.NAMESPACE,
            elements,
            messages,
            operations,
            bindings,
            SimpleValue.escape(address));
  }

  private static String element(String operation, Declaration command) {
    StringBuilder parameters = new StringBuilder();
    for (CommandParameter parameter : command.parameters()) {
      parameters.append(
          """
                  <xs:element name="%s" type="%s"%s>%s</xs:element>
          """
              .formatted(
                  parameter.name(),
                  type(parameter.type()),
                  parameter.required() ? "" : " minOccurs=\"0\" nillable=\"true\"",
                  annotation(
                      command.documentation().arguments().getOrDefault(parameter.name(), ""))));
    }
    return """
              <xs:element name="%1$s"><xs:complexType><xs:sequence>
        %2$s      </xs:sequence></xs:complexType></xs:element>
              <xs:element name="%1$sResponse"><xs:complexType><xs:sequence>
                <xs:element name="return" type="%3$s"%4$s>%5$s</xs:element>
              </xs:sequence></xs:complexType></xs:element>
        """
        .formatted(
            operation,
            parameters,
            type(command.resultType()),
            command.resultType() == Object.class ? " nillable=\"true\"" : "",
            annotation(command.documentation().result()));
  }

  private static String annotation(String text) {
    return text.isEmpty()
        ? ""
        : "<xs:annotation><xs:documentation>"
            + SimpleValue.escape(text)
            + "</xs:documentation></xs:annotation>";
  }

  private static String type(ParameterType type) {
    return switch (type) {
      case TEXT -> "xs:string";
      case INTEGER -> "xs:int";
      case BOOLEAN -> "xs:boolean";
      case SIMPLE, ANY -> "xs:anyType";
      case LIST -> "tns:List";
      case MAP -> "tns:Map";
    };
  }

  private static String type(Class<?> result) {
    if (result == int.class) {
      return "xs:int";
    } else if (result == long.class) {
      return "xs:long";
    } else if (result == double.class) {
      return "xs:double";
    } else if (result == boolean.class) {
      return "xs:boolean";
    } else if (result == List.class) {
      return "tns:List";
    } else if (result == Map.class) {
      return "tns:Map";
    } else if (result == Object.class) {
      return "xs:anyType";
    }
    return "xs:string";
  }
}
