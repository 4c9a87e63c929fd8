package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Gate;

/** The answers that the edge gives itself, each in the form that clients of its gate read. */
final class Answers {

  /** A request without a credential, or with a wrong one. */
  static final int UNAUTHORIZED = HttpServletResponse.SC_UNAUTHORIZED;

  /** RFC 6585, section 4. */
  static final int TOO_MANY_REQUESTS = 429;

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad request"),
          Map.entry(401, "Sign-in refused"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not found"),
          Map.entry(405, "Method not allowed"),
          Map.entry(411, "Length required"),
          Map.entry(413, "Request too large"),
          Map.entry(415, "Unsupported media type"),
          Map.entry(429, "Too many attempts"),
          Map.entry(500, "Internal error"),
          Map.entry(503, "Not available now"));

  private Answers() {}

  /**
   * Why a request is refused.
   *
   * @param status the status to answer
   * @param reason one sentence for a person
   */
  record Refusal(int status, String reason) {}

  /**
   * Denies an attempt: one status and one body per gate, whatever the reason.
   *
   * @param challenges the ways to sign in that a client may try, as {@link Challenges} names them
   */
  static void deny(HttpServletResponse response, Gate gate, List<String> challenges)
      throws IOException {
    for (String challenge : challenges) {
      response.addHeader("WWW-Authenticate", challenge);
    }
    refuse(response, gate, UNAUTHORIZED, "sign-in refused: wrong account, password or key");
  }

  /**
   * Refuses a request of a blocked address. Nothing may store such an answer anyway (RFC 6585,
   * section 4), and each header costs time that an attacker would have us spend.
   */
  static void throttle(HttpServletResponse response, Gate gate, Duration remaining)
      throws IOException {
    long seconds = Math.max(1, remaining.plusMillis(999).toSeconds());
    response.setHeader("Retry-After", Long.toString(seconds));
    send(
        response,
        TOO_MANY_REQUESTS,
        gate,
        "too many failed attempts from your address; try again in " + seconds + " seconds");
  }

  /** Says that a part of Gatehouse is away or overloaded. */
  static void unavailable(HttpServletResponse response, Gate gate) throws IOException {
    response.setHeader("Retry-After", "1");
    refuse(response, gate, 503, "Gatehouse cannot answer this now; try again");
  }

  /** Refuses a request in the form of its gate. */
  static void refuse(HttpServletResponse response, Gate gate, int status, String reason)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    send(response, status, gate, reason);
  }

  private static void send(HttpServletResponse response, int status, Gate gate, String reason)
      throws IOException {
    switch (gate) {
      case SOAP -> send(response, status, "text/xml;charset=UTF-8", fault(status, reason));
      case REST, CLI ->
          send(
              response,
              status,
              "application/problem+json;charset=UTF-8",
              "{\"title\":\""
                  + title(status)
                  + "\",\"status\":"
                  + status
                  + ",\"detail\":\""
                  + reason
                  + "\"}\n");
      case UI, DAV -> {
        if (PageResponse.isPage(response)) {
          page(response, status, reason);
        } else {
          send(response, status, "text/plain;charset=UTF-8", title(status) + ": " + reason + "\n");
        }
      }
    }
  }

  private static void page(HttpServletResponse response, int status, String reason)
      throws IOException {
    String retry = response.getHeader("Retry-After");
    response.setHeader(PageResponse.CONTENT_SECURITY_POLICY, RefusalPage.POLICY);
    response.setHeader("Referrer-Policy", "same-origin");
    send(
        response,
        status,
        "text/html;charset=UTF-8",
        RefusalPage.of(status, reason, retry == null ? 0 : Long.parseLong(retry)));
  }

  /** Sends a script of ours, which asked for a part of its page, to another page. */
  static void leadPartOf(HttpServletResponse response, String path) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    send(
        response,
        HttpServletResponse.SC_OK,
        "text/xml;charset=UTF-8",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<partial-response><redirect url=\""
            + path
            + "\"/></partial-response>\n");
  }

  /** What a status is called in answers for people. */
  static String title(int status) {
    return TITLES.getOrDefault(status, "Error");
  }

  /** One sentence that goes with a status when nothing better is known. */
  static String explanation(int status) {
    return switch (status) {
      case 404 -> "there is nothing here";
      case 405 -> "this cannot be done here";
      case 413 -> "the request is larger than this gate takes";
      case 503 -> "Gatehouse cannot answer this now; try again";
      default -> status < 500 ? "the request cannot be served" : "Gatehouse failed; try again";
    };
  }

  private static String fault(int status, String reason) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body><S:Fault>"
        + "<faultcode>S:"
        + (status < 500 ? "Client" : "Server")
        + "</faultcode><faultstring>"
        + reason
        + "</faultstring></S:Fault></S:Body></S:Envelope>\n";
  }

  private static void send(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(bytes.length);
    try {
      response.getOutputStream().write(bytes);
    } catch (IllegalStateException e) {
      // A page that failed had begun to write its text, of which nothing has left.
      response.getWriter().write(text);
    }
  }
}
