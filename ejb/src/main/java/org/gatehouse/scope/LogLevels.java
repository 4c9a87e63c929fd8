package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much of what Gatehouse does stands in the log. */
@ApplicationScoped
public class LogLevels {

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger GATEHOUSE = Logger.getLogger("org.gatehouse");

  @Inject private Configuration configuration;

  /** Sets the level that {@code [core] debug} asks for, now and whenever it changes. */
  public void follow() {
    set(configuration.value(Settings.DEBUG));
    configuration.whenChanged(Settings.DEBUG, LogLevels::set);
  }

  private static void set(boolean debug) {
    GATEHOUSE.setLevel(debug ? Level.FINE : null);
  }
}
