package org.gatehouse.web.cli;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The CLI gate for {@code cpcmd} with a key, below {@code /cli}. */
@ApplicationPath("/cli")
public class CliApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(CliGate.class);
  }
}
