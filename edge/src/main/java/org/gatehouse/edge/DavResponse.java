package org.gatehouse.edge;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The answer of the DAV gate, which may be of any length. It is known afterwards whether the client
 * took it: whoever wrote it may have kept to itself that it could not.
 */
final class DavResponse extends RelativeRedirects {

  private Noted stream;

  DavResponse(HttpServletResponse response) {
    super(response);
  }

  /** Whether something of it could not be written. */
  boolean failed() {
    return stream != null && stream.failed;
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

  private static final class Noted extends ServletOutputStream {

    private final ServletOutputStream target;
    private boolean failed;

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
      failed = true;
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
