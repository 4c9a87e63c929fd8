package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a request's address. It is read here, since asking the request for a parameter may
 * read its body.
 */
final class Query {

  private static final String PATH_ID = ";" + SessionCookies.ID + "=";

  private Query() {}

  /** The values of a name in the query; one with a broken escape is empty. */
  static List<String> values(HttpServletRequest request, String name) {
    String query = request.getQueryString();
    List<String> values = new ArrayList<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (pair.equals(name)) {
        values.add("");
      } else if (pair.startsWith(name + "=")) {
        try {
          values.add(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          values.add("");
        }
      }
    }
    return values;
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
