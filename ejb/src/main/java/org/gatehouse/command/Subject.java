package org.gatehouse.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;

/**
 * What a call is about, as far as its arguments tell without asking anybody: a site and a user of
 * it.
 *
 * @param site the site's domain in lower-case ASCII form, empty text for the appliance; nothing
 *     when it is named in another way, by its number for one, and so may be any
 * @param user the user's name; empty for the site as a whole, or for its admin
 */
record Subject(Optional<String> site, String user) {

  /** What a call names, or else the caller's own. */
  static Subject of(Caller caller, Declaration declaration, List<?> arguments) {
    Optional<String> site = Optional.of(caller.account().name().domain().orElse(""));
    String user = caller.account().role() == Role.USER ? caller.account().name().user() : "";
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i) instanceof String text && !text.isEmpty()) {
        switch (declaration.parameters().get(i).name()) {
          case "domain", "site" -> site = AccountName.domain(text);
          case "user" -> user = text.toLowerCase(Locale.ROOT);
          default -> {
            // Says how, not of what.
          }
        }
      }
    }
    return new Subject(site, user);
  }

  /**
   * Whether a change of the one may make an answer about the other untrue. When in doubt it may: an
   * answer that is dropped is asked for anew, and one that is kept too long is a lie.
   */
  boolean overlaps(Subject other) {
    boolean sameSite = site.isEmpty() || other.site.isEmpty() || site.equals(other.site);
    boolean sameUser = user.isEmpty() || other.user.isEmpty() || user.equals(other.user);
    return sameSite && sameUser;
  }
}
