package org.gatehouse.ws;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message before the SOAP stack does: one that is hostile or no message at all gets a fault
 * of ours with 400, and the stack never sees it, so that neither its parser's limits nor its error
 * texts matter. That it is one by its type the edge has seen. The answer is written here too: the
 * stack's parser and writer would keep its text, which may be a key or a session's id, in buffers
 * of the thread.
 */
public class MessageGuard extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Under which attribute the endpoint finds the call that was read. */
  static final String CALL = "org.gatehouse.ws.call";

  /** Under which attribute the endpoint leaves what stands in the answer's body. */
  static final String ANSWER = "org.gatehouse.ws.answer";

  /** What the stack gets in place of a call's body and of an answer's. */
  static final String EMPTY = "<call/>";

  private static final byte[] EMPTY_CALL = Envelope.around(EMPTY).getBytes(StandardCharsets.UTF_8);

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    byte[] message = request.getInputStream().readAllBytes();
    try {
      request.setAttribute(CALL, MessageReader.read(message));
    } catch (MessageException e) {
      answer(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      return;
    }
    StandIn standIn = new StandIn(response);
    chain.doFilter(new ReadRequest(request), standIn);
    byte[] answer =
        request.getAttribute(ANSWER) instanceof String text
            ? Envelope.around(text).getBytes(StandardCharsets.UTF_8)
            : standIn.written.toByteArray();
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
  }

  private static void answer(HttpServletResponse response, int status, String reason)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/xml;charset=UTF-8");
    response
        .getOutputStream()
        .write(Envelope.around(Envelope.fault("Client", reason)).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A request whose message was read: the SOAP stack gets an empty one in its place, so that no
   * second parser has an opinion on what a client sent.
   */
  private static final class ReadRequest extends HttpServletRequestWrapper {

    private final ByteArrayInputStream body = new ByteArrayInputStream(EMPTY_CALL);

    ReadRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getContentType() {
      return "text/xml;charset=utf-8";
    }

    @Override
    public String getHeader(String name) {
      return name.equalsIgnoreCase("Content-Type") ? getContentType() : super.getHeader(name);
    }

    @Override
    public String getCharacterEncoding() {
      return "utf-8";
    }

    @Override
    public int getContentLength() {
      return EMPTY_CALL.length;
    }

    @Override
    public long getContentLengthLong() {
      return EMPTY_CALL.length;
    }

    @Override
    public ServletInputStream getInputStream() {
      return new ServletInputStream() {
        @Override
        public int read() {
          return body.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
          return body.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
          return body.available() == 0;
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
          throw new IllegalStateException("this body was read already");
        }
      };
    }
  }

  /** Takes what the stack writes, which is nobody's answer unless the endpoint was not reached. */
  private static final class StandIn extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    StandIn(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setContentLength(int length) {
      // The answer has its own.
    }

    @Override
    public void setContentLengthLong(long length) {
      // The answer has its own.
    }

    @Override
    public void flushBuffer() {
      // The head must not leave before the answer's length is known.
    }

    @Override
    public PrintWriter getWriter() {
      return new PrintWriter(written, true, StandardCharsets.UTF_8);
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public void write(int value) {
          written.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          written.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new IllegalStateException("this is written at once");
        }
      };
    }
  }
}
