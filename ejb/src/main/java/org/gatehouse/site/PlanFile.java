package org.gatehouse.site;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.command.CommandException;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.persistence.settings.IniSyntaxException;

/**
 * One plan as its file has it, before it is put upon the one that it is based on.
 *
 * @param base the plan that says what this one does not; empty for the first of all
 * @param values by parameter; empty where it says that one is unset
 */
record PlanFile(Optional<String> base, Map<ServiceParameter, Optional<Object>> values) {

  private static final String ABOUT = "plan";
  private static final String BASE = "base";

  /** What belongs to one site alone. */
  private static final Set<String> NOT_OF_PLANS =
      Set.of(Services.DOMAIN, Services.ADMIN_USER, Services.EMAIL, Services.PLAN);

  /**
   * Reads a file.
   *
   * @param usualBase what it is based on when it does not say
   * @throws IniSyntaxException with file, line and reason, when it is no plan
   */
  static PlanFile of(IniFile file, Optional<String> usualBase) {
    Optional<String> base = usualBase;
    Map<ServiceParameter, Optional<Object>> values = new HashMap<>();
    for (var section : file.sections().entrySet()) {
      for (var setting : section.getValue().entrySet()) {
        String key = setting.getKey();
        if (!section.getKey().equals(ABOUT)) {
          ServiceParameter parameter = parameter(file, section.getKey(), key);
          values.put(parameter, value(file, parameter, setting.getValue()));
        } else if (key.equals(BASE) && usualBase.isPresent()) {
          base = Optional.of(setting.getValue());
        } else {
          throw file.refuse(ABOUT, key, "[plan] has base alone, and of the plan basic nothing");
        }
      }
    }
    return new PlanFile(base, Map.copyOf(values));
  }

  private static ServiceParameter parameter(IniFile file, String service, String key) {
    ServiceParameter parameter;
    try {
      parameter = Services.require(service + "." + key);
    } catch (CommandException e) {
      throw file.refuse(service, key, e.getMessage());
    }
    if (parameter.secret() || NOT_OF_PLANS.contains(parameter.fullName())) {
      throw file.refuse(service, key, parameter.fullName() + " is for a site, not for a plan");
    }
    return parameter;
  }

  private static Optional<Object> value(IniFile file, ServiceParameter parameter, String text) {
    try {
      return parameter.value(text);
    } catch (CommandException e) {
      throw file.refuse(parameter.service(), parameter.name(), e.getMessage());
    }
  }

  /** This one's values over another's. */
  Map<ServiceParameter, Optional<Object>> over(Map<ServiceParameter, Optional<Object>> others) {
    Map<ServiceParameter, Optional<Object>> all = new HashMap<>(others);
    all.putAll(values);
    return Map.copyOf(all);
  }
}
