package org.gatehouse.scope;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.gatehouse.persistence.settings.IniFile;

/** The value of every setting at one time. */
final class SettingValues {

  /** What stands where nobody says otherwise. */
  static final SettingValues SHIPPED = shipped();

  private final String[] texts;
  private final Object[] values;

  private SettingValues(String[] texts, Object[] values) {
    this.texts = texts;
    this.values = values;
  }

  private static SettingValues shipped() {
    int count = Settings.all().size();
    IniFile file;
    try (InputStream stream = SettingValues.class.getResourceAsStream("/config.ini")) {
      file = IniFile.parse("config.ini", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the shipped config.ini", e);
    }
    SettingValues values = new SettingValues(new String[count], new Object[count]).with(file);
    for (Setting<?> setting : Settings.all()) {
      if (values.texts[setting.index()] == null) {
        throw new IllegalStateException("config.ini has no " + setting.name());
      }
    }
    return values;
  }

  /**
   * These values, overlaid by those of a file.
   *
   * @throws org.gatehouse.persistence.settings.IniSyntaxException naming file, line and reason,
   *     when it has a section or key that is unknown, or a value that is not accepted; sections of
   *     which nothing is here yet are passed over
   */
  SettingValues with(IniFile file) {
    SettingValues merged = new SettingValues(texts.clone(), values.clone());
    for (Map.Entry<String, Map<String, String>> section : file.sections().entrySet()) {
      List<Setting<?>> known = Settings.of(section.getKey());
      if (Settings.announced(section.getKey())) {
        continue;
      }
      if (known.isEmpty()) {
        throw file.refuse(section.getKey(), Settings.noSection(section.getKey()));
      }
      section.getValue().forEach((key, text) -> merged.put(file, section.getKey(), key, text));
    }
    return merged;
  }

  /** What a file sets and has no effect yet, as people name it. */
  static List<String> withoutEffect(IniFile file) {
    return file.sections().entrySet().stream()
        .filter(section -> Settings.announced(section.getKey()))
        .flatMap(
            section ->
                section.getValue().keySet().stream()
                    .map(key -> "[" + section.getKey() + "] " + key))
        .toList();
  }

  private void put(IniFile file, String section, String key, String text) {
    Setting<?> setting =
        Settings.find(section, key)
            .orElseThrow(() -> file.refuse(section, key, Settings.noKey(section, key)));
    texts[setting.index()] = text;
    values[setting.index()] =
        setting
            .type()
            .read(text)
            .orElseThrow(
                () ->
                    file.refuse(
                        section, key, setting.name() + " must be " + setting.type().accepted()));
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // Its own type made it.
  <T> T value(Setting<T> setting) {
    return (T) values[setting.index()];
  }

  /** The value as it is written. */
  String text(Setting<?> setting) {
    return texts[setting.index()];
  }
}
