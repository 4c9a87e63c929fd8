package org.gatehouse.edge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A request whose body ends in an error when it is longer than its gate takes, and ends where its
 * Content-Length says also when it asks for an upgrade: what the server does not upgrade it reads
 * without an end. Clients of Java 11 and newer ask for one with each request over plain HTTP.
 */
final class LimitedRequest extends HttpServletRequestWrapper {

  private final long limit;
  private ServletInputStream stream;

  /**
   * Wraps a request.
   *
   * @param limit the most bytes of body that may be read
   */
  LimitedRequest(HttpServletRequest request, long limit) {
    super(request);
    this.limit = limit;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new LimitedStream(super.getInputStream(), limit, length());
    }
    return stream;
  }

  /** How long the body is, when nothing else ends it (RFC 9112, section 6.3). */
  private long length() {
    return getHeader("Upgrade") == null ? Long.MAX_VALUE : Math.max(0, getContentLengthLong());
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String encoding = getCharacterEncoding();
    Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  private static final class LimitedStream extends ServletInputStream {

    private final ServletInputStream body;
    private long left;
    private long unread;

    LimitedStream(ServletInputStream body, long limit, long length) {
      this.body = body;
      this.left = limit;
      this.unread = length;
    }

    @Override
    public int read() throws IOException {
      if (unread == 0) {
        return -1;
      }
      int read = body.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (unread == 0 && length > 0) {
        return -1;
      }
      int read = body.read(buffer, offset, (int) Math.min(length, unread));
      count(Math.max(read, 0));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      unread -= read;
      if (left < 0) {
        throw new BodyTooLargeException();
      }
    }

    @Override
    public int available() throws IOException {
      return body.available();
    }

    @Override
    public boolean isFinished() {
      return unread == 0 || body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
