package org.gatehouse.ws;

/** The messages that the SOAP gate sends. */
final class Envelope {

  /** The namespace of the document/literal calls of {@code /gatehouse.wsdl}. */
  static final String NAMESPACE = "urn:gatehouse:api";

  /** The namespace of the rpc/encoded calls of {@code /apnscp.wsdl}. */
  static final String RPC_NAMESPACE = "urn:apnscp.api.soap";

  private Envelope() {}

  /**
   * The answer to a document/literal call, for a message's body.
   *
   * @param declared whether the schema declares the result's type, and not just any
   */
  static String literalAnswer(String operation, Object result, boolean declared) {
    return "<"
        + operation
        + "Response xmlns=\""
        + NAMESPACE
        + "\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        + LiteralValues.result(result, declared)
        + "</"
        + operation
        + "Response>";
  }

  /** The answer to an rpc/encoded call (SOAP 1.1, section 7.1), for a message's body. */
  static String encodedAnswer(String operation, Object result) {
    return "<ns1:"
        + operation
        + "Response xmlns:ns1=\""
        + RPC_NAMESPACE
        + "\" xmlns:ns2=\""
        + EncodedValues.MAPS
        + "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:SOAP-ENC=\""
        + MessageReader.ENCODING
        + "\" xmlns:S=\""
        + MessageReader.SOAP
        + "\" S:encodingStyle=\""
        + MessageReader.ENCODING
        + "\">"
        + EncodedValues.write("return", result)
        + "</ns1:"
        + operation
        + "Response>";
  }

  /**
   * A fault, for a message's body.
   *
   * @param code {@code Client} when the message was at fault, else {@code Server}
   * @param reason one sentence for a person
   */
  static String fault(String code, String reason) {
    return "<S:Fault xmlns:S=\""
        + MessageReader.SOAP
        + "\"><faultcode>S:"
        + code
        + "</faultcode><faultstring>"
        + SimpleValue.escape(reason)
        + "</faultstring></S:Fault>";
  }

  /** The message whose body holds an answer or a fault. */
  static String around(String body) {
    return "<S:Envelope xmlns:S=\""
        + MessageReader.SOAP
        + "\"><S:Body>"
        + body
        + "</S:Body></S:Envelope>";
  }
}
