package org.gatehouse.site;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.NewPassword;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;

/**
 * The options that a site is made with, by {@code service.parameter} (or {@code
 * service,parameter}).
 *
 * @param password the admin's password, {@code auth.tpasswd}; never kept as an option
 * @param kept the options that are kept and given back
 */
record SiteOptions(Optional<String> password, Map<String, String> kept) {

  private static final String PASSWORD = "auth.tpasswd";
  private static final String EMAIL = "siteinfo.email";
  private static final int LONGEST_EMAIL = 254;
  private static final Pattern ADDRESS =
      Pattern.compile("[^@\\s\\p{Cntrl}\\p{Cs}]+@[^@\\s\\p{Cntrl}\\p{Cs}]+");

  /**
   * Reads what a caller gave.
   *
   * @throws CommandException when an option is unknown or its value unusable; names the option
   */
  static SiteOptions of(Map<String, Object> given) {
    Optional<String> password = Optional.empty();
    Map<String, String> kept = new HashMap<>();
    for (Map.Entry<String, Object> option : given.entrySet()) {
      String name = option.getKey().replace(',', '.');
      switch (name) {
        case PASSWORD -> {
          password = Optional.of(text(name, option.getValue()));
          NewPassword.check(PASSWORD, password.get());
        }
        case EMAIL -> kept.put(EMAIL, email(text(name, option.getValue())));
        default ->
            throw new CommandException(
                Kind.ARGUMENT,
                "there is no option of that name; known are " + PASSWORD + " and " + EMAIL);
      }
    }
    return new SiteOptions(password, kept);
  }

  private static String text(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new CommandException(Kind.ARGUMENT, "option '" + name + "' must be a text");
  }

  private static String email(String text) {
    if (text.length() > LONGEST_EMAIL || !ADDRESS.matcher(text).matches()) {
      throw new CommandException(
          Kind.ARGUMENT, "option '" + EMAIL + "' must be an address such as owner@example.org");
    }
    return text;
  }

  /** No option's value is printed: one of them is a password. */
  @Override
  public String toString() {
    return "SiteOptions[…]";
  }
}
