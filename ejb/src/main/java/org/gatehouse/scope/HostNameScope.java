package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** {@code net.hostname}: Gatehouse's own name, the first of {@code [core] hostnames}. */
@ApplicationScoped
public class HostNameScope implements SingleScope {

  @Inject private Configuration configuration;
  @Inject private SettingChanges changes;

  /** For the container, which gives it what it needs. */
  public HostNameScope() {}

  /** One for tests. */
  HostNameScope(Configuration configuration, SettingChanges changes) {
    this.configuration = configuration;
    this.changes = changes;
  }

  @Override
  public String name() {
    return "net.hostname";
  }

  @Override
  public String help() {
    return "What Gatehouse calls itself when a client used none of its names; the machine's own name"
        + " stays. It is the first of [core] hostnames.";
  }

  @Override
  public String accepted() {
    return "a host name or an address";
  }

  @Override
  public String effect() {
    return "At once: addresses in WSDLs, redirects and mails. The other names of [core] hostnames"
        + " stay; where that was empty, this is the only one.";
  }

  @Override
  public Object initial() {
    return HostName.ofThisMachine();
  }

  @Override
  public Object get() {
    List<String> names = configuration.value(Settings.HOSTNAMES);
    return names.isEmpty() ? HostName.ofThisMachine() : names.getFirst();
  }

  @Override
  public Object accept(Object given) {
    return SettingText.of(given)
        .flatMap(HostName::written)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name()));
  }

  private static String withFirst(Object name, SettingValues values) {
    Set<String> names = new LinkedHashSet<>();
    names.add((String) name);
    names.addAll(values.value(Settings.HOSTNAMES));
    return String.join(", ", names);
  }

  @Override
  public boolean stands(List<String> place, Object value) {
    return get().equals(value)
        && (configuration.value(Settings.HOSTNAMES).isEmpty()
            || changes.stands(Settings.HOSTNAMES, withFirst(value, configuration.values())));
  }

  @Override
  public String set(Caller caller, Object value) {
    return changes.set(caller, written -> Map.of(Settings.HOSTNAMES, withFirst(value, written)));
  }
}
