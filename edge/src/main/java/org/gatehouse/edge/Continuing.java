package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.lang.reflect.Method;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.Header;

/**
 * Clients that wait to be told before they send their body (RFC 9110, section 10.1.1). The server
 * would tell each of them as soon as it has read the head, who may not come in too; here they are
 * told when their body is wanted.
 */
final class Continuing {

  private static final String WAITS = Continuing.class.getName();
  private static final String EXPECTATION = "100-continue";
  private static final int CONTINUE = 100;
  private static final int OK = 200;

  private Continuing() {}

  /** Looks at a head that was just read, and keeps the server from telling. */
  static void see(HttpRequestPacket head) {
    if (head.requiresAcknowledgement()
        && EXPECTATION.equalsIgnoreCase(head.getHeader(Header.Expect))) {
      try {
        setWaiting(head, false);
        head.setAttribute(WAITS, head);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Whether the client of a request still waits to be told. */
  static boolean waits(ServletRequest request) {
    return request.getAttribute(WAITS) != null;
  }

  /**
   * Tells the client of a request to send its body, if it waits for that.
   *
   * @throws IOException when it cannot be told
   */
  static void tell(ServletRequest request) throws IOException {
    if (request.getAttribute(WAITS) instanceof HttpRequestPacket head) {
      request.removeAttribute(WAITS);
      try {
        Object response = ServerConnection.response(request);
        Method status = response.getClass().getMethod("setStatus", int.class);
        setWaiting(head, true);
        status.invoke(response, CONTINUE);
        response.getClass().getMethod("sendAcknowledgement").invoke(response);
        status.invoke(response, OK);
      } catch (ReflectiveOperationException e) {
        throw new IOException("a client could not be told to go on", e);
      }
    }
  }

  private static void setWaiting(HttpRequestPacket head, boolean waiting)
      throws ReflectiveOperationException {
    Method set =
        HttpRequestPacket.class.getDeclaredMethod("requiresAcknowledgement", boolean.class);
    set.setAccessible(true);
    set.invoke(head, waiting);
  }
}
