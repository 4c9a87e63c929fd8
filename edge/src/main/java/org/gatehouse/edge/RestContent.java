package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;

/**
 * What a body at the REST gate may say of itself. JSON is always UTF-8 (RFC 8259, section 8.1), so
 * no charset matters. Clients that say nothing of JSON send it all the same: shells as a form, and
 * some as plain text.
 */
final class RestContent {

  /** What anything else is answered. */
  static final String WANTED = "send the arguments as application/json, without a content encoding";

  private static final Set<String> TYPES =
      Set.of("application/json", "text/json", "text/plain", "application/x-www-form-urlencoded");

  private RestContent() {}

  /** Whether the gate reads such a body; one of no type may be empty or JSON. */
  static boolean fits(HttpServletRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    return (encoding == null || encoding.strip().equalsIgnoreCase("identity"))
        && fits(request.getContentType());
  }

  private static boolean fits(String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return true;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return TYPES.contains(type) || type.startsWith("application/") && type.endsWith("+json");
  }
}
