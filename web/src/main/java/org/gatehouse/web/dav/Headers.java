package org.gatehouse.web.dav;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;

/** The headers of a request, and those that RFC 4918 adds; each is read or refused with 400. */
final class Headers {

  private static final String SECOND = "second-";

  private Headers() {}

  /**
   * A header that a request has once, or null when it has none.
   *
   * @throws DavRefusal 400 when it has several, of which two readers may take different ones
   */
  static String only(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    if (values.hasMoreElements()) {
      throw new DavRefusal(400, "a request has one " + name);
    }
    return value;
  }

  /** A header that is a list, in however many lines (RFC 9110, section 5.3); null for none. */
  static String list(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    return values.hasMoreElements() ? String.join(", ", Collections.list(values)) : null;
  }

  /** How far a request reaches. */
  enum Depth {
    ZERO,
    ONE,
    INFINITY
  }

  /**
   * The {@code Depth} header.
   *
   * @param missing what holds without one
   */
  static Depth depth(String value, Depth missing) {
    if (value == null) {
      return missing;
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "0" -> Depth.ZERO;
      case "1" -> Depth.ONE;
      case "infinity" -> Depth.INFINITY;
      default -> throw new DavRefusal(400, "Depth is 0, 1 or infinity");
    };
  }

  /** The {@code Overwrite} header; true without one. */
  static boolean overwrite(String value) {
    return switch (value == null ? "T" : value.strip().toUpperCase(Locale.ROOT)) {
      case "T" -> true;
      case "F" -> false;
      default -> throw new DavRefusal(400, "Overwrite is T or F");
    };
  }

  /**
   * The {@code Timeout} header: the first time that is understood; as long as may be for {@code
   * Infinite}.
   *
   * @return empty when the client leaves it to the server
   */
  static Optional<Duration> timeout(String value) {
    if (value == null) {
      return Optional.empty();
    }
    for (String one : value.split(",", 8)) {
      String wish = one.strip().toLowerCase(Locale.ROOT);
      if (wish.equals("infinite")) {
        return Optional.of(Duration.ofSeconds(Integer.MAX_VALUE));
      }
      if (wish.startsWith(SECOND) && wish.substring(SECOND.length()).matches("\\d{1,18}")) {
        long seconds = Long.parseLong(wish.substring(SECOND.length()));
        return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 1, Integer.MAX_VALUE)));
      }
    }
    throw new DavRefusal(400, "Timeout is Second- and a number, or Infinite");
  }

  /** The {@code Lock-Token} header: a URL between angle brackets. */
  static String lockToken(String value) {
    String token = value == null ? "" : value.strip();
    if (token.length() < 3 || !token.startsWith("<") || !token.endsWith(">")) {
      throw new DavRefusal(400, "send the lock's token between < and > as Lock-Token");
    }
    return token.substring(1, token.length() - 1);
  }
}
