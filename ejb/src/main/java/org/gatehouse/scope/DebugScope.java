package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** {@code cp.debug}: whether the log tells more. */
@ApplicationScoped
public class DebugScope extends FlagScope {

  @Inject private Configuration configuration;
  @Inject private SettingChanges changes;

  /** For the container, which gives it what it needs. */
  public DebugScope() {}

  /** One for tests. */
  DebugScope(Configuration configuration, SettingChanges changes) {
    this.configuration = configuration;
    this.changes = changes;
  }

  @Override
  public String name() {
    return "cp.debug";
  }

  @Override
  public String help() {
    return "Whether the log tells more; what a client is answered is never more. It is [core] debug.";
  }

  @Override
  public String effect() {
    return "At once: the log tells of each command that is called, without its arguments.";
  }

  @Override
  Setting<Boolean> setting() {
    return Settings.DEBUG;
  }

  @Override
  Configuration configuration() {
    return configuration;
  }

  @Override
  SettingChanges changes() {
    return changes;
  }
}
