package org.gatehouse.site;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** What the appliance admin does with sites. */
@Stateless
@Module("admin")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AdminCommands {

  private static final String REASON = "reason";

  @Inject private Sites sites;

  /**
   * Adds a site.
   *
   * @param domain its domain
   * @param admin the user name of its admin
   * @param options by service.parameter; auth.tpasswd is the admin's password, at least 8
   *     characters; siteinfo.email the owner's address
   * @return the site's numeric id
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public int addSite(
      Caller caller, String domain, String admin, @Default("") Map<String, Object> options) {
    return sites.add(domain, admin, options, Optional.of(caller));
  }

  /**
   * Deletes a site with all its files, users, sessions, keys and restrictions.
   *
   * @param domain its domain
   * @param options none yet
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean deleteSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    if (!options.isEmpty()) {
      throw new CommandException(Kind.ARGUMENT, "admin:delete-site has no options yet");
    }
    sites.delete(domain, caller);
    return true;
  }

  /**
   * Suspends a site: all sessions of its accounts end at once, and their passwords and keys are
   * refused like wrong ones until it is activated. One that is suspended stays so.
   *
   * @param domain its domain
   * @param options reason, a text for the audit
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean deactivateSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    Map<String, Object> given = new HashMap<>(options);
    Object reason = given.remove(REASON);
    if (!given.isEmpty()) {
      throw new CommandException(
          Kind.ARGUMENT, "there is no option of that name; known is " + REASON);
    }
    if (reason != null && !(reason instanceof String)) {
      throw new CommandException(Kind.ARGUMENT, "option '" + REASON + "' must be a text");
    }
    sites.deactivate(domain, reason == null ? "" : (String) reason, caller);
    return true;
  }

  /**
   * Ends the suspension of a site; one that is not suspended stays so.
   *
   * @param domain its domain
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean activateSite(Caller caller, String domain) {
    sites.activate(domain, caller);
    return true;
  }
}
