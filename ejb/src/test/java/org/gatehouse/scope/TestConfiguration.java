package org.gatehouse.scope;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.persistence.settings.IniEditor;

/** The shipped settings, and those that a test sets, now or while what it tests runs. */
public class TestConfiguration extends Configuration {

  private final Map<Setting<?>, String> set = new LinkedHashMap<>();

  /** Sets a setting and puts it in force. */
  public TestConfiguration with(Setting<?> setting, String value) {
    set.put(setting, value);
    String text = "";
    for (Map.Entry<Setting<?>, String> entry : set.entrySet()) {
      text = IniEditor.set(text, entry.getKey().section(), entry.getKey().key(), entry.getValue());
    }
    adopt(parsed(text));
    return this;
  }
}
