package org.gatehouse.arquillian.outside;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests as bytes, each with a header or two of its own. */
final class Requests {

  private static final String ENVELOPE =
      """
      <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">\
      <S:Body><common_whoami xmlns="urn:gatehouse:api"/></S:Body></S:Envelope>""";

  private static final String ECHO_ENVELOPE =
      """
      <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">\
      <S:Body><e:echo xmlns:e="urn:echo"><arg0>demo@example.test</arg0></e:echo></S:Body>\
      </S:Envelope>""";

  private Requests() {}

  /** {@code common:whoami} over SOAP. */
  static byte[] soap(String... headers) {
    return request("POST /soap", "text/xml;charset=UTF-8", ENVELOPE, headers);
  }

  /** {@code common:whoami} over REST. */
  static byte[] rest(String... headers) {
    return request("POST /api/common/whoami", "application/json", "{}", headers);
  }

  /** A text to the echo of {@link MeasuredServer#startWithEchoes} over SOAP. */
  static byte[] soapEcho() {
    return request("POST /bare/echo", "text/xml;charset=UTF-8", ECHO_ENVELOPE);
  }

  /** A text to the echo of {@link MeasuredServer#startWithEchoes} over REST. */
  static byte[] restEcho() {
    return request("POST /bare/rest/echo", "application/json", "\"demo@example.test\"");
  }

  /** A GET. */
  static byte[] get(String path, String... headers) {
    return bytes("GET " + path + " HTTP/1.1\r\n" + lines(headers) + "\r\n");
  }

  /** A form that is sent by POST. */
  static byte[] form(String path, String body, String... headers) {
    return request("POST " + path, "application/x-www-form-urlencoded", body, headers);
  }

  private static byte[] request(String line, String type, String body, String... headers) {
    return bytes(
        line
            + " HTTP/1.1\r\n"
            + lines(headers)
            + "Content-Type: "
            + type
            + "\r\nContent-Length: "
            + bytes(body).length
            + "\r\n\r\n"
            + body);
  }

  private static String lines(String... headers) {
    StringBuilder lines = new StringBuilder("Host: localhost\r\n");
    for (String header : headers) {
      lines.append(header).append("\r\n");
    }
    return lines.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The header that shows a name and its password. */
  static String basic(String name, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(bytes(name + ":" + password));
  }

  /** The header that shows what a client calls itself. */
  static String userAgent(String name) {
    return "User-Agent: " + name;
  }
}
