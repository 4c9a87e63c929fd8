package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** {@code cp.config}: every setting of {@code config.ini}. */
@ApplicationScoped
public class ConfigScope implements Scope {

  @Inject private Configuration configuration;
  @Inject private SettingChanges changes;

  /** For the container, which gives it what it needs. */
  public ConfigScope() {}

  /** One for tests. */
  ConfigScope(Configuration configuration, SettingChanges changes) {
    this.configuration = configuration;
    this.changes = changes;
  }

  @Override
  public String name() {
    return "cp.config";
  }

  @Override
  public String help() {
    return "The settings of config.ini by section and key, such as [anvil] limit, overlaid by"
        + " custom/config.ini of the data directory. A change is written there; comments, order and"
        + " spacing stay.";
  }

  @Override
  public String accepted() {
    return "what the key accepts; another value is refused with what is accepted";
  }

  @Override
  public String effect() {
    return "In force at once, and the answer says so; [database] and [auth] secret after a"
        + " restart. A change in the file by hand is in force after a restart, or with the next"
        + " scope:set.";
  }

  @Override
  public List<String> path() {
    return List.of("section", "key");
  }

  @Override
  public Object initial() {
    return shown(SettingValues.SHIPPED);
  }

  @Override
  public Object get(List<String> place) {
    SettingValues values = configuration.values();
    return switch (place.size()) {
      case 0 -> shown(values);
      case 1 -> shown(values, section(place));
      default -> {
        Setting<?> setting = setting(place);
        yield setting.shown(values.text(setting));
      }
    };
  }

  private static Map<String, Object> shown(SettingValues values) {
    Map<String, Object> sections = new LinkedHashMap<>();
    Settings.sections().forEach(name -> sections.put(name, shown(values, Settings.of(name))));
    return sections;
  }

  private static Map<String, Object> shown(SettingValues values, List<Setting<?>> settings) {
    Map<String, Object> keys = new LinkedHashMap<>();
    settings.forEach(setting -> keys.put(setting.key(), setting.shown(values.text(setting))));
    return keys;
  }

  private static List<Setting<?>> section(List<String> place) {
    List<Setting<?>> settings = Settings.of(place.getFirst());
    if (settings.isEmpty()) {
      throw new CommandException(
          Kind.NOT_FOUND, "argument 'first': " + Settings.noSection(place.getFirst()));
    }
    return settings;
  }

  private static Setting<?> setting(List<String> place) {
    section(place);
    return Settings.find(place.get(0), place.get(1))
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.NOT_FOUND,
                    "argument 'second': " + Settings.noKey(place.get(0), place.get(1))));
  }

  @Override
  public Object accept(List<String> place, Object given) {
    Setting<?> setting = setting(place);
    return SettingText.of(given)
        .filter(text -> setting.type().read(text).isPresent())
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT,
                    "argument 'third' must be "
                        + setting.type().accepted()
                        + ", for "
                        + setting.name()));
  }

  @Override
  public Object shown(List<String> place, Object value) {
    return setting(place).shown((String) value);
  }

  @Override
  public boolean stands(List<String> place, Object value) {
    return changes.stands(setting(place), (String) value);
  }

  @Override
  public String set(Caller caller, List<String> place, Object value) {
    return changes.set(caller, Map.of(setting(place), (String) value));
  }
}
