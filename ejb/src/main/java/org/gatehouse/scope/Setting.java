package org.gatehouse.scope;

/**
 * One key of {@code config.ini}, declared in {@link Settings}.
 *
 * @param <T> what its value is
 * @param section its section
 * @param key its key there
 * @param type what its value must be
 * @param live whether a change takes effect without a restart
 * @param index its place among all settings
 */
public record Setting<T>(String section, String key, SettingType<T> type, boolean live, int index) {

  /** As people name it: {@code [section] key}. */
  public String name() {
    return "[" + section + "] " + key;
  }

  /** A text of this setting as it may be shown: without credentials. */
  String shown(String text) {
    return this == Settings.DATABASE_URL ? Credentials.masked(text) : text;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return index;
  }
}
