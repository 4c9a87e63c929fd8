package org.gatehouse.edge;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The answer of the DAV gate, which may be of any length. It is known afterwards whether the client
 * took it: whoever wrote it may have kept to itself that it could not.
 */
final class DavResponse extends RelativeRedirects {

  private static final String ATTRIBUTE = DavResponse.class.getName();

  private Noted stream;
  private boolean failed;

  /** The answer to a request, by which it is found again. */
  DavResponse(HttpServletRequest request, HttpServletResponse response) {
    super(response);
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The answer to a request. */
  static Optional<DavResponse> of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof DavResponse response
        ? Optional.of(response)
        : Optional.empty();
  }

  /** Whether something of it could not be written. */
  boolean failed() {
    return failed;
  }

  /** Notes that something of it could not be written. */
  void fail() {
    failed = true;
  }

  /**
   * Answers an error, unless the client did not take what it was answered: the server would write
   * into its log that it could not make a page of it.
   */
  @Override
  public void sendError(int status, String message) throws IOException {
    if (!failed()) {
      super.sendError(status, message);
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    if (!failed()) {
      super.sendError(status);
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new Noted(super.getOutputStream());
    }
    return stream;
  }

  private final class Noted extends ServletOutputStream {

    private final ServletOutputStream target;

    Noted(ServletOutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int one) throws IOException {
      try {
        target.write(one);
      } catch (IOException e) {
        throw note(e);
      }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      try {
        target.write(buffer, offset, length);
      } catch (IOException e) {
        throw note(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        target.flush();
      } catch (IOException e) {
        throw note(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        target.close();
      } catch (IOException e) {
        throw note(e);
      }
    }

    private IOException note(IOException failure) {
      fail();
      return failure;
    }

    @Override
    public boolean isReady() {
      return target.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      target.setWriteListener(listener);
    }
  }
}
