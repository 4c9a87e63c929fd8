package org.gatehouse.ws;

/** The messages that the SOAP gate sends. */
final class Envelope {

  /** The namespace of Gatehouse's calls in its own WSDL. */
  static final String NAMESPACE = "urn:gatehouse:api";

  private Envelope() {}

  /** The answer to a call; a list or map says that it is one, since the schema may not. */
  static String answer(String operation, Object result) {
    return """
        <S:Envelope xmlns:S="%s"><S:Body><%sResponse xmlns="%s" \
        xmlns:xs="http://www.w3.org/2001/XMLSchema" \
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</%sResponse>\
        </S:Body></S:Envelope>"""
        .formatted(MessageReader.SOAP, operation, NAMESPACE, Values.result(result), operation);
  }

  /**
   * A fault.
   *
   * @param code {@code Client} when the message was at fault, else {@code Server}
   * @param reason one sentence for a person
   */
  static String fault(String code, String reason) {
    return """
        <S:Envelope xmlns:S="%s"><S:Body><S:Fault><faultcode>S:%s</faultcode>\
        <faultstring>%s</faultstring></S:Fault></S:Body></S:Envelope>"""
        .formatted(MessageReader.SOAP, code, Values.escape(reason));
  }
}
