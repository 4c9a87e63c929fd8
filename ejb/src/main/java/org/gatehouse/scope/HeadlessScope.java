package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** {@code cp.headless}: whether the panel is away. */
@ApplicationScoped
public class HeadlessScope extends FlagScope {

  @Inject private Configuration configuration;
  @Inject private SettingChanges changes;

  /** For the container, which gives it what it needs. */
  public HeadlessScope() {}

  /** One for tests. */
  HeadlessScope(Configuration configuration, SettingChanges changes) {
    this.configuration = configuration;
    this.changes = changes;
  }

  @Override
  public String name() {
    return "cp.headless";
  }

  @Override
  public String help() {
    return "Whether the panel is away; SOAP, REST, DAV and cpcmd stay. It is [frontend] headless.";
  }

  @Override
  public String effect() {
    return "At once: every page of the panel answers 404, or is there again. Sessions stay.";
  }

  @Override
  Setting<Boolean> setting() {
    return Settings.HEADLESS;
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
