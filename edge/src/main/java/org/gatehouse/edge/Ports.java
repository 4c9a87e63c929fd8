package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;

/** Which listener a request came in by; the launcher names the ports as system properties. */
final class Ports {

  private static final int DAV = Integer.getInteger("gatehouse.port.dav", -1);
  private static final int DAV_TLS = Integer.getInteger("gatehouse.port.dav.tls", -1);

  private Ports() {}

  /** Whether the request came in by one of the two ports that serve DAV and nothing else. */
  static boolean dav(ServletRequest request) {
    return dav(request.getLocalPort());
  }

  /** Whether a port is one of those two. */
  static boolean dav(int port) {
    return port == DAV || port == DAV_TLS;
  }
}
