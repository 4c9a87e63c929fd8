package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request with a head and nothing else: whoever asks for its body or its parameters fails, since
 * the edge must not read them.
 *
 * @param headers by lower-case name
 * @param query the query string; may be null
 * @param localAddress the address at which the connection arrived
 */
record FakeRequest(Map<String, List<String>> headers, String query, String localAddress) {

  static HttpServletRequest with(String query, String... headers) {
    Map<String, List<String>> byName = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName
          .computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(headers[i + 1]);
    }
    return new FakeRequest(byName, query, "192.0.2.1").asRequest();
  }

  HttpServletRequest asRequest() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getHeaders" -> Collections.enumeration(values(arguments[0]));
                  case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
                  case "getQueryString" -> query;
                  case "getLocalAddr" -> localAddress;
                  case "getLocalPort" -> 2082;
                  case "isSecure" -> false;
                  default -> throw new AssertionError("the edge must not ask for " + method);
                });
  }

  private List<String> values(Object name) {
    return headers.getOrDefault(name.toString().toLowerCase(Locale.ROOT), List.of());
  }
}
