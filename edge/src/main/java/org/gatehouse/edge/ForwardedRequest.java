package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request whose scheme is that of the client's connection, to a forwarder that is trusted. */
final class ForwardedRequest extends HttpServletRequestWrapper {

  private final boolean secure;

  ForwardedRequest(HttpServletRequest request, boolean secure) {
    super(request);
    this.secure = secure;
  }

  /** Whether a request is such a one, in whatever wrapping. */
  static boolean within(ServletRequest request) {
    return request instanceof ForwardedRequest
        || request instanceof ServletRequestWrapper wrapper
            && wrapper.isWrapperFor(ForwardedRequest.class);
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
