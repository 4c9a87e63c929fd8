package org.gatehouse.edge;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A request with a head and nothing else: whoever asks for its body or its parameters fails, since
 * the edge must not read them.
 *
 * @param method its method
 * @param headers by lower-case name
 * @param query the query string; may be null
 * @param peer the address that the connection came from
 * @param localAddress the address at which the connection arrived
 * @param secure whether the connection is TLS
 */
record FakeRequest(
    String method,
    Map<String, List<String>> headers,
    String query,
    String peer,
    String localAddress,
    boolean secure) {

  static FakeRequest with(String query, String... headers) {
    Map<String, List<String>> byName = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName
          .computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(headers[i + 1]);
    }
    return new FakeRequest("GET", byName, query, "198.51.100.1", "192.0.2.1", false);
  }

  FakeRequest by(String otherMethod) {
    return new FakeRequest(otherMethod, headers, query, peer, localAddress, secure);
  }

  FakeRequest from(String otherPeer) {
    return new FakeRequest(method, headers, query, otherPeer, localAddress, secure);
  }

  FakeRequest at(String otherLocalAddress) {
    return new FakeRequest(method, headers, query, peer, otherLocalAddress, secure);
  }

  FakeRequest onTls() {
    return new FakeRequest(method, headers, query, peer, localAddress, true);
  }

  HttpServletRequest asRequest() {
    Map<Object, Object> attributes = new HashMap<>();
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getHeaders" -> Collections.enumeration(values(arguments[0]));
                  case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
                  case "getContentType" -> values("Content-Type").stream().findFirst().orElse(null);
                  case "getCookies" -> cookies();
                  case "getQueryString" -> query;
                  case "getRequestURI" -> "/";
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> {
                    attributes.put(arguments[0], arguments[1]);
                    yield null;
                  }
                  case "getRemoteAddr" -> peer;
                  case "getLocalAddr" -> localAddress;
                  case "getLocalPort" -> secure ? 2083 : 2082;
                  case "isSecure" -> secure;
                  default -> throw new AssertionError("the edge must not ask for " + called);
                });
  }

  private Cookie[] cookies() {
    Cookie[] cookies =
        values("Cookie").stream()
            .flatMap(line -> Stream.of(line.split("; ")))
            .map(pair -> pair.split("=", 2))
            .map(pair -> new Cookie(pair[0], pair[1]))
            .toArray(Cookie[]::new);
    return cookies.length == 0 ? null : cookies;
  }

  private List<String> values(Object name) {
    return headers.getOrDefault(name.toString().toLowerCase(Locale.ROOT), List.of());
  }
}
