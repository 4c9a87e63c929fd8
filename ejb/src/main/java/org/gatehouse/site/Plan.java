package org.gatehouse.site;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is so for every site of a plan that does not say otherwise itself.
 *
 * @param name its name
 * @param values by parameter; empty where it says that one is unset
 */
record Plan(String name, Map<ServiceParameter, Optional<Object>> values) {

  /** The value of a parameter, from the plan or else from the catalog; empty when it is unset. */
  Optional<Object> value(ServiceParameter parameter) {
    return values.getOrDefault(parameter, parameter.initial());
  }

  /**
   * Whether a site that is reset has this plan's value of a parameter again: of none that are each
   * site's own, which the plan leaves unset or has as lists.
   */
  boolean resets(ServiceParameter parameter) {
    return !parameter.service().equals("siteinfo")
        && value(parameter).filter(value -> !(value instanceof List<?>)).isPresent();
  }
}
