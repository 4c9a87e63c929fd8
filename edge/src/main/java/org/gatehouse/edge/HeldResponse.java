package org.gatehouse.edge;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.gatehouse.auth.Gate;

/**
 * A response whose body stays in memory until it is let go, so that nothing of it leaves before its
 * time. Status and headers go to the real response, which is not committed meanwhile.
 */
final class HeldResponse extends RelativeRedirects {

  /** A held answer is that of a sign-in or of one command. */
  private static final int LARGEST_BODY = 4 << 20;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Gate gate;
  private PrintWriter writer;

  /**
   * Holds a response.
   *
   * @param gate in whose form an error is told
   */
  HeldResponse(HttpServletResponse response, Gate gate) {
    super(response);
    this.gate = gate;
  }

  /** What was held so far. */
  byte[] body() {
    flushBuffer();
    return body.toByteArray();
  }

  /** Sends what was held. */
  void release() throws IOException {
    flushBuffer();
    HttpServletResponse response = (HttpServletResponse) getResponse();
    response.setContentLength(body.size());
    body.writeTo(response.getOutputStream());
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public void write(int value) throws IOException {
        require(1);
        body.write(value);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        require(length);
        body.write(bytes, offset, length);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("a held answer is written at once");
      }
    };
  }

  private void require(int length) throws IOException {
    if (body.size() + length > LARGEST_BODY) {
      throw new IOException("an answer that is held may have at most 4 MiB");
    }
  }

  @Override
  public PrintWriter getWriter() {
    if (writer == null) {
      Charset charset = Charset.forName(getCharacterEncoding());
      writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), charset), false);
    }
    return writer;
  }

  @Override
  public void sendError(int status) throws IOException {
    resetBuffer();
    Answers.refuse(this, gate, status, Answers.explanation(status));
  }

  /** The message is for nobody: it may hold anything of the inside. */
  @Override
  public void sendError(int status, String message) throws IOException {
    sendError(status);
  }

  @Override
  public void flushBuffer() {
    if (writer != null) {
      writer.flush();
    }
  }

  @Override
  public void resetBuffer() {
    writer = null;
    body.reset();
  }

  @Override
  public void reset() {
    super.reset();
    resetBuffer();
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public void setContentLength(int length) {
    // Set from what was written, when it is let go.
  }

  @Override
  public void setContentLengthLong(long length) {
    // Set from what was written, when it is let go.
  }

  @Override
  public void setBufferSize(int size) {
    // All of it is buffered.
  }
}
