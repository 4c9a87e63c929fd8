package org.gatehouse.edge;

import java.util.Arrays;
import java.util.Locale;

/**
 * The type of a SOAP 1.1 message (section 6.1.1 and RFC 7303): {@code text/xml} in UTF-8. A browser
 * sends it for another site's page only after asking whether it may, and is not told so.
 */
final class SoapContent {

  /** What anything else is answered. */
  static final String WANTED = "send a SOAP 1.1 message as text/xml in UTF-8";

  private SoapContent() {}

  /**
   * Whether a type is that of a message. A charset outweighs what the document declares (RFC 7303,
   * section 3), so it is UTF-8 or none.
   *
   * @param contentType the header; may be null
   */
  static boolean fits(String contentType) {
    String[] parts = String.valueOf(contentType).toLowerCase(Locale.ROOT).split(";");
    return parts.length > 0
        && parts[0].strip().equals("text/xml")
        && Arrays.stream(parts)
            .skip(1)
            .map(String::strip)
            .filter(parameter -> parameter.startsWith("charset"))
            .allMatch(parameter -> parameter.matches("charset=\"?utf-8\"?"));
  }
}
