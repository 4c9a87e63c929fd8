package org.gatehouse.web.dav;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The DAV gate: one resource for every path, since the edge keeps paths from the server. */
public class DavApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(DavGate.class);
  }

  /**
   * No WADL, which would answer OPTIONS, and no Location that was made absolute with the Host
   * header, which is whatever the client wrote there.
   */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        "jersey.config.server.wadl.disableWadl",
        true,
        "jersey.config.server.headers.location.relative.resolution.disabled",
        true);
  }
}
