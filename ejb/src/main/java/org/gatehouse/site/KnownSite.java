package org.gatehouse.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.persistence.site.SiteState;

/**
 * A site with all that is said of it.
 *
 * @param state the site
 * @param own what is said of it alone, as SQL keeps it, by full name
 * @param plan says what that does not
 */
record KnownSite(SiteState state, Map<String, String> own, Plan plan) {

  private static final long BYTES_OF_A_KIBIBYTE = 1_024;

  /** The value of a parameter, its own, its plan's or the catalog's; empty when it is unset. */
  Optional<Object> value(ServiceParameter parameter) {
    return switch (parameter.fullName()) {
      case Services.DOMAIN -> Optional.of(state.domain());
      case Services.ADMIN_USER -> Optional.of(state.admin());
      case Services.PLAN -> Optional.of(own.getOrDefault(Services.PLAN, plan.name()));
      default -> said(parameter);
    };
  }

  private Optional<Object> said(ServiceParameter parameter) {
    String kept = own.get(parameter.fullName());
    if (kept == null) {
      return plan.value(parameter);
    }
    if (kept.isEmpty() && parameter.mayBeUnset()) {
      return Optional.empty();
    }
    // What an older catalog took and this one does not is as if it had not been said.
    return parameter.kind().restored(kept).or(() -> plan.value(parameter));
  }

  private Optional<Object> value(String name) {
    return value(Services.require(name));
  }

  /** The values of these parameters by service and name; null where one is unset. */
  Map<String, Object> values(List<ServiceParameter> parameters) {
    Map<ServiceParameter, Object> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter, value(parameter).orElse(null)));
    return Services.nested(values);
  }

  /** How many accounts it may have with its admin. */
  int mostUsers() {
    boolean several = value(Services.USERS_ENABLED).equals(Optional.of(true));
    return several ? (int) value(Services.MOST_USERS).orElse(Integer.MAX_VALUE) : 1;
  }

  /** How much it may store, in KiB; 0 is no limit. */
  long quota() {
    if (!value(Services.QUOTA_ENABLED).equals(Optional.of(true))) {
      return 0;
    }
    long amount = (int) value(Services.QUOTA).orElse(0);
    return switch ((String) value(Services.QUOTA_UNITS).orElseThrow()) {
      case "B" -> (amount + BYTES_OF_A_KIBIBYTE - 1) / BYTES_OF_A_KIBIBYTE;
      case "MB" -> amount << 10;
      case "GB" -> amount << 20;
      case "TB" -> amount << 30;
      default -> amount;
    };
  }
}
