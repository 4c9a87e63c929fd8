package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import java.io.CharConversionException;
import java.util.Optional;
import org.gatehouse.auth.Gate;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.RequestURIRef;

/**
 * Requests whose path cannot be decoded (RFC 3986, section 2.1): a broken escape, what is no UTF-8,
 * a NUL, a backslash, or more {@code ..} than there are segments. The server would answer them
 * itself before any filter, with an empty body, after a broken escape even with 200 and a trace of
 * its stack in the log. Here they get the path {@code /} as soon as their head was read, so that
 * the {@link EdgeFilter} answers them as any other, and are known to it by an attribute.
 */
final class UndecodablePath {

  private static final String GATE = UndecodablePath.class.getName();

  private UndecodablePath() {}

  /** In whose form a request is refused, if its path could not be decoded. */
  static Optional<Gate> gate(ServletRequest request) {
    return request.getAttribute(GATE) instanceof Gate gate ? Optional.of(gate) : Optional.empty();
  }

  /** Looks at a head that was just read. */
  static void see(HttpRequestPacket head) {
    RequestURIRef path = head.getRequestURIRef();
    try {
      // The server decodes it once, now or later.
      path.getDecodedRequestURIBC();
    } catch (CharConversionException | RuntimeException e) {
      String sent = path.getURI();
      path.init("/");
      head.setAttribute(GATE, Route.of(sent).gate());
    }
  }
}
