package org.gatehouse.edge;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The cookie that carries a session's id: for this host only, out of the reach of scripts. */
public final class SessionCookie {

  private static final String NAME = "esprit_id";

  private SessionCookie() {}

  /** The id that the client shows; whether it is a session's is not said. */
  public static Optional<String> read(HttpServletRequest request) {
    return Optional.ofNullable(request.getCookies()).stream()
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(NAME))
        .map(Cookie::getValue)
        .findFirst();
  }

  /** Gives the client a session's id, until its browser closes. */
  public static void write(HttpServletRequest request, HttpServletResponse response, String id) {
    response.addHeader("Set-Cookie", NAME + "=" + id + attributes(request));
  }

  /** Takes the id back. */
  public static void clear(HttpServletRequest request, HttpServletResponse response) {
    response.addHeader("Set-Cookie", NAME + "=; Max-Age=0" + attributes(request));
  }

  private static String attributes(HttpServletRequest request) {
    return Stream.of(
            "; Path=/", "; HttpOnly", "; SameSite=Lax", request.isSecure() ? "; Secure" : "")
        .reduce("", String::concat);
  }
}
