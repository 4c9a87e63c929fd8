package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands in a request's address. It is read here, since asking the request for a parameter may
 * read its body, and the server's recycled requests keep the text of parameters that were asked
 * for: a key or a hand-over would stay in memory.
 */
final class Query {

  private static final String PATH_ID = ";" + SessionCookies.ID + "=";

  private Query() {}

  /** The values of a name in the query; one with a broken escape is empty. */
  static List<String> values(HttpServletRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (String pair : pairs(request)) {
      if (pair.equals(name)) {
        values.add("");
      } else if (pair.startsWith(name + "=")) {
        values.add(decode(pair.substring(name.length() + 1)));
      }
    }
    return values;
  }

  /** The names in the query, as often as they stand there; one with a broken escape is empty. */
  static List<String> names(HttpServletRequest request) {
    return Stream.of(pairs(request)).map(pair -> decode(pair.split("=", 2)[0])).toList();
  }

  private static String[] pairs(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? new String[0] : query.split("&");
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The session ids in a request's address: in its query, or as a parameter of its path. */
  static List<String> sessionIds(HttpServletRequest request) {
    List<String> ids = values(request, SessionCookies.ID);
    String path = String.valueOf(request.getRequestURI());
    int start = path.indexOf(PATH_ID);
    if (start >= 0) {
      ids.add(path.substring(start + PATH_ID.length()).split("[;/?]", 2)[0]);
    }
    return ids;
  }
}
