package org.gatehouse.edge;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.RequestURIRef;

/**
 * A request at one of the DAV ports, which the gate serves from their root. So that nothing of the
 * panel is there, and no name of a file means anything to the server, it has the path {@link #PATH}
 * as soon as its head was read, whatever the client wrote; that is kept in {@link #uri}.
 */
public final class DavRequest extends HttpServletRequestWrapper {

  /** Where the gate stands; at the other ports nobody is led there. */
  static final String PATH = "/dav/";

  /** The attribute that keeps what the client wrote. */
  private static final String URI = "org.gatehouse.dav.uri";

  private final UploadPace pace;
  private final LongSupplier nanoTime;
  private final UploadStream.Beginning beginning;
  private UploadStream stream;

  /**
   * Wraps a request.
   *
   * @param pace how fast its body must come
   * @param nanoTime a clock that only ever goes on
   * @param beginning what is done before anything of its body is read
   */
  DavRequest(
      HttpServletRequest request,
      UploadPace pace,
      LongSupplier nanoTime,
      UploadStream.Beginning beginning) {
    super(request);
    this.pace = pace;
    this.nanoTime = nanoTime;
    this.beginning = beginning;
  }

  /** Looks at a head that was just read. */
  static void see(HttpRequestPacket head) {
    RequestURIRef path = head.getRequestURIRef();
    head.setAttribute(URI, path.getURI(StandardCharsets.ISO_8859_1));
    path.init(PATH);
    Continuing.see(head);
  }

  /**
   * The body. Its client is told to send it ({@code Expect: 100-continue}) when it is read for the
   * first time. To read it fails when it ends before its framing says, and with {@link
   * SlowBodyException} when it does not come as fast as {@code [dav] slowest_upload} asks: whatever
   * was read then is not the whole of it. What is answered then is the last of its connection.
   */
  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new UploadStream(super.getInputStream(), pace, nanoTime, beginning);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String encoding = getCharacterEncoding();
    Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  /** Whether reading the body failed, so that nobody knows where a next request begins. */
  boolean failed() {
    return stream != null && stream.failed();
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
