package org.gatehouse.site;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.AccountName;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.keyring.Keyring;

/**
 * The options that a site is made or changed with, by {@code service.parameter}, {@code
 * service,parameter}, or service and then parameter.
 *
 * @param domain {@code siteinfo.domain} in lower-case ASCII form
 * @param admin {@code siteinfo.admin_user}
 * @param password the admin's password; never kept as an option
 * @param values the options that are kept and given back; empty for those that are to be unset
 */
public record SiteOptions(
    Optional<String> domain,
    Optional<String> admin,
    Optional<AdminPassword> password,
    Map<ServiceParameter, Optional<Object>> values) {

  /**
   * Reads what a caller gave.
   *
   * @throws CommandException when an option is unknown or its value unusable; names the option
   */
  static SiteOptions of(Map<String, Object> given) {
    Map<ServiceParameter, Optional<Object>> values = new LinkedHashMap<>();
    flat(given)
        .forEach(
            (name, value) -> {
              ServiceParameter parameter = Services.require(name);
              values.put(parameter, parameter.value(value));
            });
    requireSet(values, Services.DOMAIN);
    requireSet(values, Services.ADMIN_USER);
    Optional<String> domain = taken(values, Services.DOMAIN).map(SiteOptions::ascii);
    Optional<String> admin = taken(values, Services.ADMIN_USER);
    Optional<AdminPassword> password = password(values);
    values.keySet().removeIf(ServiceParameter::secret);
    if (Optional.of(false).equals(values.get(Services.require(Services.ENABLED)))) {
      throw new CommandException(
          Kind.ARGUMENT,
          "option 'siteinfo.enabled' is always true; admin:deactivate-site suspends a site");
    }
    return new SiteOptions(domain, admin, password, values);
  }

  private static Map<String, Object> flat(Map<String, Object> given) {
    Map<String, Object> flat = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> service && Services.services().contains(name)) {
            service.forEach((parameter, one) -> put(flat, name + "." + parameter, one));
          } else {
            put(flat, name.replace(',', '.'), value);
          }
        });
    return flat;
  }

  private static void put(Map<String, Object> flat, String name, Object value) {
    if (flat.containsKey(name)) {
      throw new CommandException(
          Kind.ARGUMENT, "option '" + Services.require(name).fullName() + "' is given twice");
    }
    flat.put(name, value);
  }

  private static Optional<String> taken(
      Map<ServiceParameter, Optional<Object>> values, String name) {
    Optional<Object> value = values.remove(Services.require(name));
    return value == null ? Optional.empty() : value.map(Object::toString);
  }

  private static void requireSet(Map<ServiceParameter, Optional<Object>> values, String name) {
    if (Optional.empty().equals(values.get(Services.require(name)))) {
      throw new CommandException(
          Kind.ARGUMENT, "option '" + name + "' cannot be unset: every site has one");
    }
  }

  private static String ascii(String domain) {
    return AccountName.domain(domain)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT,
                    "option '" + Services.DOMAIN + "' must be a domain such as example.org"));
  }

  private static Optional<AdminPassword> password(Map<ServiceParameter, Optional<Object>> values) {
    Optional<String> plain = taken(values, Services.PASSWORD);
    Optional<String> hash = taken(values, Services.PASSWORD_HASH);
    if (plain.isPresent() && hash.isPresent()) {
      throw new CommandException(
          Kind.ARGUMENT, "give one of the options 'auth.tpasswd' and 'auth.cpasswd'");
    }
    return plain
        .<AdminPassword>map(AdminPassword.Plain::new)
        .or(() -> hash.map(AdminPassword.Hashed::new));
  }

  /**
   * The same with the password that the keyring has, where the option only refers to one.
   *
   * @throws CommandException when there is no such value
   */
  SiteOptions withPasswordOf(Keyring keyring) {
    return password.orElse(null) instanceof AdminPassword.Plain(String text) && Keyring.refers(text)
        ? new SiteOptions(
            domain, admin, Optional.of(new AdminPassword.Plain(lent(keyring, text))), values)
        : this;
  }

  private static String lent(Keyring keyring, String reference) {
    return keyring
        .lend(reference, String::new)
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.NOT_FOUND,
                    "option '" + Services.PASSWORD + "' refers to no value of the keyring"));
  }

  /** The plan that is named. */
  Optional<String> plan() {
    return text(Services.PLAN);
  }

  /** The owner's e-mail address that is named. */
  Optional<String> email() {
    return text(Services.EMAIL);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(values.get(Services.require(name)))
        .flatMap(value -> value)
        .map(Object::toString);
  }

  /** The same with a plan. */
  SiteOptions withPlan(String plan) {
    Map<ServiceParameter, Optional<Object>> all = new LinkedHashMap<>(values);
    all.put(Services.require(Services.PLAN), Optional.of(plan));
    return new SiteOptions(domain, admin, password, all);
  }

  /** The values as SQL keeps them, by full name. */
  Map<String, String> kept() {
    Map<String, String> kept = new HashMap<>();
    values.forEach(
        (parameter, value) ->
            kept.put(parameter.fullName(), value.map(parameter.kind()::kept).orElse("")));
    return kept;
  }

  /** No option's value is printed: one of them is a password. */
  @Override
  public String toString() {
    return "SiteOptions[…]";
  }
}
