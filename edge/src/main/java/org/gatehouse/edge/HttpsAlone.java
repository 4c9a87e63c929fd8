package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.gatehouse.frontend.StrictTransport;

/** Tells browsers to come by HTTPS alone, on answers that are on TLS (RFC 6797, section 7.2). */
final class HttpsAlone {

  private HttpsAlone() {}

  /** Sets the header if this answer is to have it, whatever a proxy says of its own connections. */
  static void tell(
      StrictTransport transport, ServletRequest request, HttpServletResponse response) {
    if (ServerConnection.innermost(request).isSecure()) {
      transport.terms().ifPresent(terms -> response.setHeader("Strict-Transport-Security", terms));
    }
  }
}
