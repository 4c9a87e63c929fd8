package org.gatehouse.scope;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/** {@code cp.api}: which of the gates for programs, SOAP and REST, there are. */
@ApplicationScoped
public class ApiScope implements SingleScope {

  @Inject private Configuration configuration;
  @Inject private SettingChanges changes;

  /** For the container, which gives it what it needs. */
  public ApiScope() {}

  /** One for tests. */
  ApiScope(Configuration configuration, SettingChanges changes) {
    this.configuration = configuration;
    this.changes = changes;
  }

  @Override
  public String name() {
    return "cp.api";
  }

  @Override
  public String help() {
    return "Which of the gates for programs there are, SOAP and REST. It is [soap] enabled and"
        + " [rest] enabled.";
  }

  @Override
  public String accepted() {
    return "true (both), false (neither), soap or rest";
  }

  @Override
  public String effect() {
    return "At once: a gate that is away answers 404, with its descriptions.";
  }

  @Override
  public Object initial() {
    return value(
        SettingValues.SHIPPED.value(Settings.SOAP), SettingValues.SHIPPED.value(Settings.REST));
  }

  @Override
  public Object get() {
    SettingValues now = configuration.values();
    return value(now.value(Settings.SOAP), now.value(Settings.REST));
  }

  private static Object value(boolean soap, boolean rest) {
    if (soap == rest) {
      return soap;
    }
    return soap ? "soap" : "rest";
  }

  @Override
  public Object accept(Object given) {
    return switch (SettingText.of(given).orElse("")) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      case "soap" -> "soap";
      case "rest" -> "rest";
      default ->
          throw new CommandException(
              Kind.ARGUMENT, "argument 'first' must be " + accepted() + ", for " + name());
    };
  }

  private static String soap(Object value) {
    return String.valueOf(value.equals(true) || value.equals("soap"));
  }

  private static String rest(Object value) {
    return String.valueOf(value.equals(true) || value.equals("rest"));
  }

  @Override
  public boolean stands(List<String> place, Object value) {
    return changes.stands(Settings.SOAP, soap(value)) && changes.stands(Settings.REST, rest(value));
  }

  @Override
  public String set(Caller caller, Object value) {
    return changes.set(caller, Map.of(Settings.SOAP, soap(value), Settings.REST, rest(value)));
  }
}
