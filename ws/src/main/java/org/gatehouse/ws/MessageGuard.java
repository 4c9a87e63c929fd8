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
 * texts matter. That it is one by its type the edge has seen.
 */
public class MessageGuard extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Under which attribute the endpoint finds the call that was read. */
  static final String CALL = "org.gatehouse.ws.call";

  private static final byte[] EMPTY_CALL =
      ("<e:Envelope xmlns:e=\"" + MessageReader.SOAP + "\"><e:Body><call/></e:Body></e:Envelope>")
          .getBytes(StandardCharsets.UTF_8);

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
    chain.doFilter(new ReadRequest(request), response);
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
}
