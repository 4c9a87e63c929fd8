package org.gatehouse.edge;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.auth.Gate;

/**
 * The cookies that carry a session's id and what belongs to it: for this host only, out of the
 * reach of scripts and of other sites' requests (RFC 6265bis).
 *
 * <p>On HTTPS a browser gets the id a second time as {@code __Host-esprit_id}, which neither a page
 * of a neighbouring host name nor anybody on plain HTTP can set; there it alone counts, and a plain
 * one beside it, or instead of it, is somebody else's doing.
 */
public final class SessionCookies {

  /** What every client gets. */
  static final String ID = "esprit_id";

  /** What browsers get beside it on HTTPS. */
  static final String HOST_ID = "__Host-esprit_id";

  /** What opens the sealed password together with the id. */
  static final String TAG = "esprit_tag";

  /** Of a browser that acts as somebody else: the session that asked, and its tag. */
  static final String BACK = "esprit_back";

  private static final String BETWEEN = ".";
  private static final String HAND_OVER = "esprit_hand_over";
  private static final String HAND_OVER_AGE = "; Max-Age=60";

  /** Neighbours may set many of one name; a client's own is among the first. */
  private static final int MOST_IDS = 4;

  private SessionCookies() {}

  /**
   * What a browser shows as the session that it left to act as somebody else. Anybody may have
   * written it: it says nothing before it was compared with what asked for the session now.
   *
   * @param id the session's id
   * @param tag what opens its sealed password; empty when none is kept
   */
  public record Back(String id, Optional<String> tag) {

    /** Neither the id nor the tag is ever printed. */
    @Override
    public String toString() {
      return "Back[…]";
    }
  }

  /**
   * The ids that a client shows at a gate, in its order; whether they are sessions' is not said.
   */
  static List<String> ids(HttpServletRequest request, Gate gate) {
    boolean browsers = gate == Gate.UI || gate == Gate.REST;
    if (browsers && request.isSecure()) {
      List<String> hosts = named(request, HOST_ID);
      boolean browser = request.getHeader("Sec-Fetch-Site") != null;
      if (browser || !hosts.isEmpty()) {
        return hosts;
      }
    }
    return named(request, ID);
  }

  /**
   * The name of the cookie in which a browser's session counts.
   *
   * @param secure whether it comes on HTTPS
   */
  public static String name(boolean secure) {
    return secure ? HOST_ID : ID;
  }

  /** Gives the client of a gate an id, until its browser closes. */
  static void write(
      HttpServletRequest request, HttpServletResponse response, Gate gate, String id) {
    response.addHeader("Set-Cookie", ID + "=" + id + attributes(request));
    if (gate == Gate.UI && request.isSecure()) {
      response.addHeader("Set-Cookie", HOST_ID + "=" + id + attributes(request));
    }
  }

  /** Gives a browser the session that it just started, and no other's tag. */
  public static void start(
      HttpServletRequest request, HttpServletResponse response, String id, Optional<String> tag) {
    // Whatever cookie this request was to be answered with before is of no use any more.
    response.setHeader("Set-Cookie", ID + "=" + id + attributes(request));
    if (request.isSecure()) {
      response.addHeader("Set-Cookie", HOST_ID + "=" + id + attributes(request));
    }
    if (tag.isPresent()) {
      response.addHeader("Set-Cookie", TAG + "=" + tag.get() + attributes(request));
    } else {
      clearShown(request, response, TAG);
    }
    clearShown(request, response, BACK);
  }

  /**
   * Keeps the session that a browser was in until now, after {@link #start} of one it asked for.
   */
  public static void keepBack(HttpServletRequest request, HttpServletResponse response, String id) {
    String tag = named(request, TAG).stream().findFirst().map(BETWEEN::concat).orElse("");
    response.addHeader("Set-Cookie", BACK + "=" + id + tag + attributes(request));
  }

  /** The session that the browser left to act as somebody else. */
  public static Optional<Back> back(HttpServletRequest request) {
    return named(request, BACK).stream()
        .findFirst()
        .map(value -> value.split(Pattern.quote(BETWEEN), 2))
        .map(
            parts ->
                new Back(parts[0], parts.length == 2 ? Optional.of(parts[1]) : Optional.empty()));
  }

  /** Takes everything back. */
  public static void clear(HttpServletRequest request, HttpServletResponse response) {
    clear(request, response, ID);
    clear(request, response, TAG);
    if (request.isSecure()) {
      clear(request, response, HOST_ID);
    }
    clearShown(request, response, BACK);
  }

  /** Keeps a hand-over for the page that asks whether it is to be used. */
  static void keepHandOver(HttpServletRequest request, HttpServletResponse response, String id) {
    response.addHeader("Set-Cookie", HAND_OVER + "=" + id + HAND_OVER_AGE + attributes(request));
  }

  /** The hand-over that the browser was asked about. */
  public static Optional<String> handOver(HttpServletRequest request) {
    return named(request, HAND_OVER).stream().findFirst();
  }

  /** Forgets the hand-over that the browser was asked about. */
  public static void clearHandOver(HttpServletRequest request, HttpServletResponse response) {
    clear(request, response, HAND_OVER);
  }

  private static void clearShown(
      HttpServletRequest request, HttpServletResponse response, String name) {
    if (!named(request, name).isEmpty()) {
      clear(request, response, name);
    }
  }

  private static void clear(HttpServletRequest request, HttpServletResponse response, String name) {
    response.addHeader("Set-Cookie", name + "=; Max-Age=0" + attributes(request));
  }

  private static List<String> named(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return List.of();
    }
    return Arrays.stream(cookies)
        .filter(cookie -> cookie.getName().equals(name))
        .map(Cookie::getValue)
        .filter(value -> value != null && !value.isEmpty())
        .distinct()
        .limit(MOST_IDS)
        .toList();
  }

  private static String attributes(HttpServletRequest request) {
    return Stream.of(
            "; Path=/", "; HttpOnly", "; SameSite=Lax", request.isSecure() ? "; Secure" : "")
        .reduce("", String::concat);
  }
}
