package org.gatehouse.edge;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The response of the panel. Of the policies for its content the last one that is set holds, be it
 * added or set; to a browser that asks for a page refusals are pages too.
 */
final class PageResponse extends RelativeRedirects {

  /** The header that says what a page may load and run. */
  static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

  private final boolean page;

  /** The response to a request. */
  PageResponse(HttpServletRequest request, HttpServletResponse response) {
    super(response);
    String accept = request.getHeader("Accept");
    this.page = accept != null && accept.contains("text/html");
  }

  /** Whether a response, or what it wraps, is one to a browser that asks for a page. */
  static boolean isPage(ServletResponse response) {
    ServletResponse one = response;
    while (!(one instanceof PageResponse) && one instanceof ServletResponseWrapper wrapper) {
      one = wrapper.getResponse();
    }
    return one instanceof PageResponse ours && ours.page;
  }

  @Override
  public void addHeader(String name, String value) {
    if (CONTENT_SECURITY_POLICY.equalsIgnoreCase(name)) {
      setHeader(name, value);
    } else {
      super.addHeader(name, value);
    }
  }
}
