package org.gatehouse.ws;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message before the SOAP stack does: one that is hostile or no message at all gets a fault
 * of ours with 400, and the stack never sees it, so that neither its parser's limits nor its error
 * texts matter.
 */
public class MessageGuard extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Under which attribute the endpoint finds the call that was read. */
  static final String CALL = "org.gatehouse.ws.call";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String type = String.valueOf(request.getContentType()).toLowerCase(java.util.Locale.ROOT);
    if (!type.startsWith("text/xml")) {
      answer(response, 415, "send a SOAP 1.1 message as text/xml");
      return;
    }
    byte[] message = request.getInputStream().readAllBytes();
    try {
      request.setAttribute(CALL, MessageReader.read(new ByteArrayInputStream(message)));
    } catch (MessageException e) {
      answer(response, HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      return;
    }
    chain.doFilter(new ReadRequest(request, message), response);
  }

  private static void answer(HttpServletResponse response, int status, String reason)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/xml;charset=UTF-8");
    response
        .getOutputStream()
        .write(Envelope.fault("Client", reason).getBytes(StandardCharsets.UTF_8));
  }

  /** A request whose body was read and can be read once more. */
  private static final class ReadRequest extends HttpServletRequestWrapper {

    private final ByteArrayInputStream body;

    ReadRequest(HttpServletRequest request, byte[] message) {
      super(request);
      this.body = new ByteArrayInputStream(message);
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
}
