package org.gatehouse.restriction;

import java.util.HashMap;
import java.util.Map;
import org.gatehouse.scope.Configuration;

/** The settings of restrictions, as a test says. */
final class Settings extends Configuration {

  private final Map<String, String> auth =
      new HashMap<>(Map.of("ip_restriction_limit", "50", "restriction_scope", "all-gates"));

  Settings with(String key, String value) {
    auth.put(key, value);
    return this;
  }

  @Override
  public String text(String section, String key) {
    return auth.get(key);
  }
}
