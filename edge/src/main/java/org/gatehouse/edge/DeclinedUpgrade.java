package org.gatehouse.edge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request that offers to go on in another protocol, such as HTTP/2, which is not taken up (RFC
 * 9110, section 7.8), as Java's HttpClient makes one on plain HTTP, or asks for it by its method.
 * The server (Grizzly) takes all that follows its head for the other protocol's, never takes that
 * back when nobody takes the offer up, and would read on for ever; here its body ends where its
 * head says, by its length or by its last chunk. What follows that is never read: the connection is
 * closed after the answer.
 */
final class DeclinedUpgrade extends HttpServletRequestWrapper {

  /** A tunnel (RFC 9110, section 9.3.6), and the start of HTTP/2 (RFC 9113, section 3.4). */
  private static final Set<String> TUNNELS = Set.of("CONNECT", "PRI");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** The length of a body that comes in chunks, or of none. */
  private static final long UNDECLARED = -1;

  private final long length;
  private final boolean chunked;
  private ServletInputStream stream;

  private DeclinedUpgrade(HttpServletRequest request, long length, boolean chunked) {
    super(request);
    this.length = length;
    this.chunked = chunked;
  }

  /** Whether a request offers another protocol. */
  static boolean offered(HttpServletRequest request) {
    return request.getHeader("Upgrade") != null || isTunnel(request);
  }

  /** Whether a request asks for another protocol by its method. */
  static boolean isTunnel(HttpServletRequest request) {
    return TUNNELS.contains(request.getMethod());
  }

  /**
   * The request without its offer.
   *
   * @return empty when its head does not say where its body ends
   */
  static Optional<HttpServletRequest> of(HttpServletRequest request) {
    List<String> codings = Collections.list(request.getHeaders("Transfer-Encoding"));
    List<String> lengths = Collections.list(request.getHeaders("Content-Length"));
    if (!codings.isEmpty()) {
      boolean chunked =
          codings.size() == 1
              && lengths.isEmpty()
              && codings.getFirst().strip().equalsIgnoreCase("chunked");
      return chunked
          ? Optional.of(new DeclinedUpgrade(request, UNDECLARED, true))
          : Optional.empty();
    }
    if (lengths.size() > 1) {
      return Optional.empty();
    }
    if (lengths.isEmpty()) {
      return Optional.of(new DeclinedUpgrade(request, UNDECLARED, false));
    }
    String declared = lengths.getFirst().strip();
    return LENGTH.matcher(declared).matches()
        ? Optional.of(new DeclinedUpgrade(request, Long.parseLong(declared), false))
        : Optional.empty();
  }

  @Override
  public long getContentLengthLong() {
    return length;
  }

  @Override
  public int getContentLength() {
    return length > Integer.MAX_VALUE ? -1 : (int) length;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      ServletInputStream raw = super.getInputStream();
      stream = chunked ? new ChunkedBody(raw) : new Declared(raw, Math.max(0, length));
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }

  private static final class Declared extends ServletInputStream {

    private final ServletInputStream body;
    private long left;

    Declared(ServletInputStream body, long length) {
      this.body = body;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int read = left == 0 ? -1 : body.read();
      left -= read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
      if (left == 0) {
        return wanted == 0 ? 0 : -1;
      }
      int read = body.read(buffer, offset, (int) Math.min(wanted, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(body.available(), left);
    }

    @Override
    public boolean isFinished() {
      return left == 0 || body.isFinished();
    }

    @Override
    public boolean isReady() {
      return left == 0 || body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
