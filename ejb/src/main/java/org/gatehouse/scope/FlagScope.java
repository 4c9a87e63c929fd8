package org.gatehouse.scope;

import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** A scope that is one setting of true or false. */
abstract class FlagScope implements SingleScope {

  /** The setting. */
  abstract Setting<Boolean> setting();

  /** Where it is read. */
  abstract Configuration configuration();

  /** Where it is changed. */
  abstract SettingChanges changes();

  @Override
  public String accepted() {
    return setting().type().accepted();
  }

  @Override
  public Object initial() {
    return SettingValues.SHIPPED.value(setting());
  }

  @Override
  public Object get() {
    return configuration().value(setting());
  }

  @Override
  public Object accept(Object given) {
    return SettingText.of(given)
        .flatMap(setting().type()::read)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name()));
  }

  @Override
  public boolean stands(List<String> place, Object value) {
    return changes().stands(setting(), value.toString());
  }

  @Override
  public String set(Caller caller, Object value) {
    return changes().set(caller, Map.of(setting(), value.toString()));
  }
}
