package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.gatehouse.listener.Frontend;

/** Tells browsers to come by HTTPS alone, on answers that are on TLS themselves (RFC 6797, 7.2). */
final class StrictTransport {

  private StrictTransport() {}

  /** Sets the header if this answer is to have it; whatever a proxy says of its own connections. */
  static void tell(Frontend frontend, ServletRequest request, HttpServletResponse response) {
    if (ServerConnection.innermost(request).isSecure()) {
      frontend
          .strictTransport()
          .ifPresent(terms -> response.setHeader("Strict-Transport-Security", terms));
    }
  }
}
