package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** What the appliance admin does with sites. */
@ApplicationScoped
@Module("admin")
public class AdminCommands {

  private static final String REASON = "reason";
  private static final int LONGEST_REASON = 300;
  private static final String RESET = "reset";
  private static final String FORCE = "force";

  private Sites sites;

  /** For the container's proxy; what it makes is never used. */
  public AdminCommands() {}

  @Inject
  AdminCommands(Sites sites) {
    this.sites = sites;
  }

  /**
   * Adds a site. What its options do not say, its plan says.
   *
   * @param domain its domain
   * @param admin the user name of its admin
   * @param options by service.parameter or service,parameter; auth.tpasswd is the admin's password,
   *     such that auth:password-permitted permits it, or keyring:name for what the keyring has,
   *     siteinfo.email the owner's address, siteinfo.plan the plan; docs/services.md lists all
   * @return the site's numeric id
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public int addSite(
      Caller caller, String domain, String admin, @Default("") Map<String, Object> options) {
    return sites.add(domain, admin, options, Optional.of(caller));
  }

  /**
   * Changes a site: all that is asked, or nothing. Another siteinfo.domain renames it and ends its
   * sessions; auth.tpasswd or auth.cpasswd gives its admin another password and ends the admin's
   * sessions. What is not named stays.
   *
   * @param domain its domain, siteN or number
   * @param options by service.parameter or service,parameter, as admin:add-site takes them; null
   *     unsets what may be unset
   * @param extra reset=true lets the plan say again what was said of the site alone; force is taken
   *     and changes nothing
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean editSite(
      Caller caller,
      String domain,
      @Default("") Map<String, Object> options,
      @Default("") Map<String, Object> extra) {
    sites.edit(domain, options, resets(extra), caller);
    return true;
  }

  /** Whether a change is asked to reset what the plan says too. */
  static boolean resets(Map<String, Object> extra) {
    return Flags.on(extra, Set.of(RESET, FORCE)).contains(RESET);
  }

  /**
   * Deletes a site with all its files, users, options, sessions, keys and restrictions.
   *
   * @param domain its domain, siteN or number
   * @param options force is taken and changes nothing: a site is deleted in any state
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean deleteSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    forced(options);
    sites.delete(domain, caller);
    return true;
  }

  /** Checks the options of a deletion. */
  static void forced(Map<String, Object> options) {
    Flags.on(options, Set.of(FORCE));
  }

  /**
   * Suspends a site: all sessions of its accounts end at once, and their passwords and keys are
   * refused like wrong ones until it is activated. One that is suspended stays so.
   *
   * @param domain its domain, siteN or number
   * @param options reason, a text of at most 300 characters for the audit
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean deactivateSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    sites.deactivate(domain, reason(options), caller);
    return true;
  }

  /** The reason of a suspension; empty when none is given. */
  static String reason(Map<String, Object> options) {
    Map<String, Object> given = new HashMap<>(options);
    Object reason = given.remove(REASON);
    if (!given.isEmpty()) {
      throw new CommandException(
          Kind.ARGUMENT, "there is no option of that name; known is " + REASON);
    }
    if (reason != null && !(reason instanceof String text && text.length() <= LONGEST_REASON)) {
      throw new CommandException(
          Kind.ARGUMENT,
          "option '" + REASON + "' must be a text of at most " + LONGEST_REASON + " characters");
    }
    return reason == null ? "" : (String) reason;
  }

  /**
   * Ends the suspension of a site; one that is not suspended stays so.
   *
   * @param domain its domain, siteN or number
   * @return true
   */
  @Command(roles = Role.APPLIANCE, effect = Effect.CHANGES)
  public boolean activateSite(Caller caller, String domain) {
    sites.activate(domain, caller);
    return true;
  }
}
