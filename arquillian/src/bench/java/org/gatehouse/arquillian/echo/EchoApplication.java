package org.gatehouse.arquillian.echo;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The REST echo's application. */
@ApplicationPath("rest")
public class EchoApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(RestEcho.class);
  }
}
