package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** Whether what sends a request is a page of ours; other clients than browsers name none. */
final class OwnPage {

  private OwnPage() {}

  /**
   * The same, also where a browser says by {@code Sec-Fetch-Site} alone that a page of another
   * site, or of another port of this one, had it send the request.
   */
  static boolean foreignFetch(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return foreign(request) || site != null && !site.equals("same-origin") && !site.equals("none");
  }

  /** Whether a request names another site's page as the one that sends it. */
  static boolean foreign(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    try {
      URI page = URI.create(origin);
      // What comes on TLS was sent by a page that did; who alters plain HTTP could make the other.
      boolean weaker = request.isSecure() && !"https".equalsIgnoreCase(page.getScheme());
      return weaker
          || !String.valueOf(page.getRawAuthority()).equalsIgnoreCase(request.getHeader("Host"));
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
