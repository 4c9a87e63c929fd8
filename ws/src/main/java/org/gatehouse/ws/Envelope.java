package org.gatehouse.ws;

/** The messages that the SOAP gate sends. */
final class Envelope {

  /** The namespace of Gatehouse's calls in its own WSDL. */
  static final String NAMESPACE = "urn:gatehouse:api";

  private Envelope() {}

  /**
   * The answer to a call, for a message's body; a list or map says that it is one, since the schema
   * may not.
   */
  static String answer(String operation, Object result) {
    return "<"
        + operation
        + "Response xmlns=\""
        + NAMESPACE
        + "\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        + Values.result(result)
        + "</"
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
        + Values.escape(reason)
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
