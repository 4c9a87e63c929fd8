package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;

/**
 * How this server is called in what it answers. A name is only ever one of {@code [core]
 * hostnames}, or, where that is empty, one that the server knows of itself: the machine's name, one
 * of its addresses, or localhost. What a client writes into its Host header chooses among these and
 * never appears itself.
 *
 * @param scheme {@code http} or {@code https}, as the client's connection is
 * @param host the name or address; an IPv6 address in brackets
 * @param port the port at which the connection arrived; when a trusted forwarder says that the
 *     client's has another scheme, the usual one of that
 */
public record ServerName(String scheme, String host, int port) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * The name to answer a request under: the one that the client used, when it is ours.
   *
   * @throws IllegalStateException when the request did not pass the edge
   */
  public static ServerName of(HttpServletRequest request) {
    return new ServerName(
        request.isSecure() ? "https" : "http", Hostnames.of(request), port(request));
  }

  /** The URL of the root, without a slash at its end. */
  public String baseUrl() {
    return scheme + "://" + host + ":" + port;
  }

  private static int port(HttpServletRequest request) {
    if (!ForwardedRequest.within(request)) {
      return request.getLocalPort();
    }
    return request.isSecure() ? HTTPS : HTTP;
  }
}
