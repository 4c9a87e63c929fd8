package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Module;

/** What the appliance admin asks of plans. */
@ApplicationScoped
@Module("admin")
public class PlanCommands {

  private Plans plans;

  /** For the container's proxy; what it makes is never used. */
  public PlanCommands() {}

  @Inject
  PlanCommands(Plans plans) {
    this.plans = plans;
  }

  /**
   * Names the plans that siteinfo.plan may be.
   *
   * @return their names, in order
   */
  @Command(roles = Role.APPLIANCE)
  public List<Object> listPlans(Caller caller) {
    return List.copyOf(plans.names());
  }

  /**
   * Tells what a plan says, together with the plans that it is based on.
   *
   * @param plan its name; left out, the plan of sites for which none is named
   * @param service a service; left out, all of them
   * @param parameter a parameter of the service; left out, all of them
   * @return the values by service and parameter, null where one is unset; with a service those of
   *     its parameters; with a parameter its value alone, an empty text when it is unset
   */
  @Command(roles = Role.APPLIANCE)
  public Object getPlan(
      Caller caller,
      @Default("") String plan,
      @Default("") String service,
      @Default("") String parameter) {
    Plan found = plans.require(plan.isEmpty() ? plans.usual() : plan);
    if (!service.isEmpty() && !parameter.isEmpty()) {
      return found.value(Services.shown(service + "." + parameter).getFirst()).orElse("");
    }
    if (!parameter.isEmpty()) {
      throw new CommandException(Kind.ARGUMENT, "argument 'parameter' needs argument 'service'");
    }
    if (service.isEmpty()) {
      return Services.nested(
          values(found, Services.all().stream().filter(one -> !one.secret()).toList()));
    }
    if (Services.shownOf(service).isEmpty()) {
      throw Services.unknown("service", service, Services.services());
    }
    return Services.nested(values(found, Services.shownOf(service))).get(service);
  }

  private static Map<ServiceParameter, Object> values(
      Plan plan, List<ServiceParameter> parameters) {
    Map<ServiceParameter, Object> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter, plan.value(parameter).orElse(null)));
    return values;
  }
}
