package org.gatehouse.edge;

import java.util.EnumSet;
import java.util.Set;
import org.gatehouse.auth.Gate;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/** Where a path leads, and what must be shown to go there. */
enum Route {
  /** The SOAP endpoint. */
  SOAP(Gate.SOAP),
  /** The WSDLs: the same for everybody, whoever is signed in. */
  SOAP_DESCRIPTION(Gate.UI),
  /** The REST endpoint. */
  REST(Gate.REST),
  /** What describes the REST endpoint: the same for everybody, whoever is signed in. */
  REST_DESCRIPTION(Gate.REST),
  /** The endpoint of {@code cpcmd} with a key. */
  CLI(Gate.CLI),
  /** Files over WebDAV: what the edge itself leads there, at ports of their own. */
  DAV(Gate.DAV),
  /** The panel. */
  UI(Gate.UI),
  /** What would be there if it were not switched off. */
  NOWHERE(Gate.UI),
  /** Health and metrics, which no block may hide and which guard themselves. */
  WATCH(Gate.UI);

  private static final Set<String> DESCRIPTION =
      Set.of("/api", "/api/", "/api/openapi.json", "/api/api.js", "/api/api.css");
  private static final Set<String> WSDLS = Set.of("/gatehouse.wsdl", "/apnscp.wsdl");

  private final Gate gate;

  Route(Gate gate) {
    this.gate = gate;
  }

  /** The gate that stands there. */
  Gate gate() {
    return gate;
  }

  /** Whether a request must show a credential in its head. */
  boolean guarded() {
    return this == SOAP || this == REST || this == CLI;
  }

  /**
   * The route of a path below the context, as the server decoded it.
   *
   * @param away the routes that are switched off
   */
  static Route of(String path, Set<Route> away) {
    Route route = of(path);
    return away.contains(route) ? NOWHERE : route;
  }

  /** The routes that the settings switch off. */
  static Set<Route> away(Configuration configuration) {
    Set<Route> away = EnumSet.noneOf(Route.class);
    if (!configuration.value(Settings.SOAP)) {
      away.addAll(EnumSet.of(SOAP, SOAP_DESCRIPTION));
    }
    if (!configuration.value(Settings.REST)) {
      away.addAll(EnumSet.of(REST, REST_DESCRIPTION));
    }
    if (configuration.value(Settings.HEADLESS)) {
      away.add(UI);
    }
    return away;
  }

  /** The same where all gates are there. */
  static Route of(String path) {
    if (path.equals("/soap")) {
      return SOAP;
    } else if (WSDLS.contains(path)) {
      return SOAP_DESCRIPTION;
    } else if (DESCRIPTION.contains(path)) {
      return REST_DESCRIPTION;
    } else if (path.startsWith("/api/")) {
      return REST;
    } else if (path.equals("/cli") || path.startsWith("/cli/")) {
      return CLI;
    } else if (path.equals("/dav") || path.startsWith(DavRequest.PATH)) {
      return DAV;
    } else if (path.startsWith("/health/") || path.equals("/metrics")) {
      return WATCH;
    }
    return UI;
  }
}
