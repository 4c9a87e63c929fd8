package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;

/**
 * A request at one of the DAV ports, which the gate serves from their root. So that nothing of the
 * panel is there, and no name of a file means anything to the server, it has the path {@link #PATH}
 * as soon as its head was read, whatever the client wrote; that is kept in {@link #uri}.
 */
public final class DavRequest extends HttpServletRequestWrapper {

  /** Where the gate stands; at the other ports nobody is led there. */
  static final String PATH = "/dav/";

  /** The attribute that keeps what the client wrote. */
  static final String URI = "org.gatehouse.dav.uri";

  DavRequest(HttpServletRequest request) {
    super(request);
  }

  /**
   * The path of a request as the client wrote it: nothing is decoded or normalised, each char is
   * one byte, and there is no scheme, host or query. It need not begin with a slash ({@code *}),
   * nor be decodable.
   *
   * @throws IllegalStateException when the request did not come by a DAV port
   */
  public static String uri(ServletRequest request) {
    if (request.getAttribute(URI) instanceof String uri) {
      return uri;
    }
    throw new IllegalStateException("this request did not come by a DAV port");
  }

  /** Whether the path of a request could be kept, which depends on the server. */
  static boolean kept(ServletRequest request) {
    return request.getAttribute(URI) != null;
  }

  /** None: at the DAV ports no cookie is read. */
  @Override
  public Cookie[] getCookies() {
    return new Cookie[0];
  }

  /**
   * None, since it would set a cookie.
   *
   * @throws IllegalStateException when one is to be made
   */
  @Override
  public HttpSession getSession(boolean create) {
    if (create) {
      throw new IllegalStateException("no gate keeps anything in the server's sessions");
    }
    return null;
  }

  @Override
  public HttpSession getSession() {
    return getSession(true);
  }
}
