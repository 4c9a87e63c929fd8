package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.scope.Setting;
import org.gatehouse.scope.SettingCheck;
import org.gatehouse.scope.Settings;

/** Refuses a usual plan that there is not. */
@ApplicationScoped
public class UsualPlanCheck implements SettingCheck {

  private Plans plans;

  /** For the container's proxy; what it makes is never used. */
  public UsualPlanCheck() {}

  @Inject
  UsualPlanCheck(Plans plans) {
    this.plans = plans;
  }

  @Override
  public Set<Setting<?>> settings() {
    return Set.of(Settings.DEFAULT_PLAN);
  }

  @Override
  public Optional<String> check(Function<Setting<?>, String> texts) {
    try {
      plans.require(texts.apply(Settings.DEFAULT_PLAN));
      return Optional.empty();
    } catch (CommandException e) {
      throw new CommandException(Kind.ARGUMENT, "argument 'third': " + e.getMessage());
    }
  }
}
