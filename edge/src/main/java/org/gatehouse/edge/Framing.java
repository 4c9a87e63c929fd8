package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.attributes.AttributeHolder;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.ByteChunk;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.http.util.MimeHeaders;

/**
 * Whether a head says in one way, and one way alone, where its message ends and which server is
 * meant. Where it does not, two readers of one connection may take what follows for different
 * requests (RFC 9112, section 11.2), or half a body for the whole of it.
 */
final class Framing {

  private static final Logger LOG = Logger.getLogger(Framing.class.getName());

  private static final String ATTRIBUTE = Framing.class.getName();
  static final String BOTH = "send Content-Length or Transfer-Encoding, not both";
  private static final String LAST = "org.gatehouse.edge.last-request";
  private static final String AFTER_THE_LAST =
      "nothing is read after the last request of a connection";

  private static final String NAME = "no name of a header has a space in it or before it";

  /** RFC 9112, section 3.2: of two readers each may take another for the server that is meant. */
  private static final String ONE_HOST = "send one Host";

  private static final String CONTROL = "no header has a line break or a NUL in it";
  private static final String HOST = "Host";
  private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length[ \t]*:");

  private static final String CLOSE = "close";
  private static final String LENGTH_NAME = "Content-Length";
  private static final String CODING_NAME = "Transfer-Encoding";

  private Framing() {}

  /** Whether a head says it in both ways that there are. */
  static boolean twice(HttpServletRequest request) {
    return BOTH.equals(request.getAttribute(ATTRIBUTE))
        || request.getHeader(CODING_NAME) != null && request.getHeader(LENGTH_NAME) != null;
  }

  /**
   * Why a request is not to be read that offers no other protocol.
   *
   * @return empty when it may
   */
  static Optional<String> broken(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String reason) {
      return Optional.of(reason);
    }
    List<String> codings = Collections.list(request.getHeaders(CODING_NAME));
    if (Collections.list(request.getHeaders(LENGTH_NAME)).size() > 1) {
      return Optional.of("send one Content-Length");
    } else if (codings.isEmpty()) {
      return Optional.empty();
    } else if (request.getProtocol().equals("HTTP/1.0")) {
      return Optional.of("there is no Transfer-Encoding in HTTP/1.0");
    }
    return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")
        ? Optional.empty()
        : Optional.of("the one Transfer-Encoding that is read here is chunked");
  }

  /**
   * Looks at a head that was just read for what the server does not show later. What a client sends
   * after the last request of its connection the server serves too, and throws the answer away.
   */
  static void see(Connection<?> connection, HttpRequestPacket head) {
    AttributeHolder ofConnection = connection.getAttributes();
    if (ofConnection.getAttribute(LAST) != null) {
      head.setAttribute(ATTRIBUTE, AFTER_THE_LAST);
      return;
    }
    Optional<String> flaw = flaw(head);
    flaw.ifPresent(reason -> head.setAttribute(ATTRIBUTE, reason));
    if (flaw.isPresent() || isLast(head.getHeaders())) {
      ofConnection.setAttribute(LAST, true);
    }
  }

  private static Optional<String> flaw(HttpRequestPacket head) {
    MimeHeaders headers = head.getHeaders();
    DataChunk host = headers.getValue(HOST);
    if (host != null && host.getLength() == 0) {
      // The server would answer 200 and log an error, before any filter sees the request.
      host.setString("localhost");
      return Optional.of(ONE_HOST);
    }
    if (hasSpacedName(headers)) {
      return Optional.of(NAME);
    } else if (hasControl(headers)) {
      return Optional.of(CONTROL);
    } else if (names(headers, HOST) > 1) {
      return Optional.of(ONE_HOST);
    }
    return head.isChunked() && hasLength(head) ? Optional.of(BOTH) : Optional.empty();
  }

  /** Of these the connection is closed after the answer, whatever is wrong with them. */
  private static boolean isLast(MimeHeaders headers) {
    return headers.getValue(CODING_NAME) != null
        || names(headers, LENGTH_NAME) > 1
        || CLOSE.equalsIgnoreCase(headers.getHeader("Connection"));
  }

  private static int names(MimeHeaders headers, String name) {
    int found = 0;
    for (int i = 0; i < headers.size(); i++) {
      if (headers.getName(i).equalsIgnoreCase(name)) {
        found++;
      }
    }
    return found;
  }

  /** RFC 9110, section 5.5: where one reader goes on, another may see the next header. */
  private static boolean hasControl(MimeHeaders headers) {
    for (int i = 0; i < headers.size(); i++) {
      DataChunk value = headers.getValue(i);
      if (value.getType() == DataChunk.Type.Bytes) {
        ByteChunk bytes = value.getByteChunk();
        byte[] buffer = bytes.getBuffer();
        for (int at = bytes.getStart(); at < bytes.getEnd(); at++) {
          if (buffer[at] == '\r' || buffer[at] == '\n' || buffer[at] == 0) {
            return true;
          }
        }
      } else if (value.toString().chars().anyMatch(one -> one == '\r' || one == '\n' || one == 0)) {
        return true;
      }
    }
    return false;
  }

  /** RFC 9112, section 5.1: what the server takes for another name, others take for this one. */
  private static boolean hasSpacedName(MimeHeaders headers) {
    for (int i = 0; i < headers.size(); i++) {
      DataChunk name = headers.getName(i);
      if (name.getType() == DataChunk.Type.Bytes) {
        ByteChunk bytes = name.getByteChunk();
        byte[] buffer = bytes.getBuffer();
        for (int at = bytes.getStart(); at < bytes.getEnd(); at++) {
          if (buffer[at] <= ' ') {
            return true;
          }
        }
      } else if (name.toString().chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
        return true;
      }
    }
    return false;
  }

  /** The server forgets a Content-Length that comes before a Transfer-Encoding. */
  private static boolean hasLength(HttpRequestPacket head) {
    try {
      Field field = HttpHeader.class.getDeclaredField("headerBuffer");
      field.setAccessible(true);
      return field.get(head) instanceof Buffer whole
          && LENGTH
              .matcher(whole.toStringContent(StandardCharsets.ISO_8859_1, 0, whole.position()))
              .find();
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "this server shows no head as it came", e);
      return false;
    }
  }
}
