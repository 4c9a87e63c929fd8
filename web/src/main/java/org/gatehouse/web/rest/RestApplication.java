package org.gatehouse.web.rest;

import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/**
 * The REST gate below {@code /api}, and {@code cpcmd} with a key below {@code /cli}: the same
 * calls, told apart by the edge, which decides the gate by the path. web.xml maps both, since one
 * application costs less than two.
 */
public class RestApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(RestGate.class);
  }

  /** No WADL: it names Jersey's version and repeats the Host header. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
