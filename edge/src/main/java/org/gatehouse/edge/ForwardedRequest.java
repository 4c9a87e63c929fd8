package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request whose scheme is that of the client's connection, to a forwarder that is trusted. */
final class ForwardedRequest extends HttpServletRequestWrapper {

  private static final String ATTRIBUTE = ForwardedRequest.class.getName();

  private final boolean secure;

  ForwardedRequest(HttpServletRequest request, boolean secure) {
    super(request);
    request.setAttribute(ATTRIBUTE, true);
    this.secure = secure;
  }

  /** Whether a request is such a one, in whatever wrapping, of the server's too. */
  static boolean within(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) != null;
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public String getScheme() {
    return secure ? "https" : "http";
  }
}
