package org.gatehouse.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;
import org.gatehouse.host.UnixAccount;

/** What a site's admin does with the site's users. */
@ApplicationScoped
@Module("user")
public class UserCommands {

  @Inject private Sites sites;
  @Inject private Users users;

  /**
   * Adds a user to the caller's site.
   *
   * @param user the user name
   * @param password the user's password, such that auth:password-permitted permits it
   * @param gecos the user's full name
   * @param options none yet
   * @return true
   */
  @Command(roles = Role.SITE, effect = Effect.CHANGES)
  public boolean add(
      Caller caller,
      String user,
      String password,
      @Default("") String gecos,
      @Default("") Map<String, Object> options) {
    if (!options.isEmpty()) {
      throw new CommandException(Kind.ARGUMENT, "user:add has no options yet");
    }
    users.makeWay(caller, user);
    sites.addUser(caller, user, password, gecos);
    return true;
  }

  /**
   * Deletes a user of the caller's site with its keys, sessions, restrictions and history of
   * sign-ins, and its home directory with all that is in it, whoever owns it. What it has elsewhere
   * stays, under a number that nobody gets again. The home is gone when this returns; of very many
   * files some are removed, and their space is free, later. The site's admin cannot be deleted.
   *
   * @param user the user name
   * @param options none yet
   * @return true
   */
  @Command(roles = Role.SITE, effect = Effect.CHANGES)
  public boolean delete(Caller caller, String user, @Default("") Map<String, Object> options) {
    if (!options.isEmpty()) {
      throw new CommandException(Kind.ARGUMENT, "user:delete has no options yet");
    }
    users.delete(caller, user);
    return true;
  }

  /**
   * Suspends a user of the caller's site: its sessions end at once, and its password and keys are
   * refused like wrong ones until it is activated, at every service that has the site's accounts.
   * Another password leaves it suspended. One that is suspended stays so; the site's admin cannot
   * be.
   *
   * @param user the user name
   * @return true
   */
  @Command(roles = Role.SITE, effect = Effect.CHANGES)
  public boolean suspend(Caller caller, String user) {
    users.suspend(caller, user);
    return true;
  }

  /**
   * Ends the suspension of a user of the caller's site; one that is not suspended stays so.
   *
   * @param user the user name
   * @return true
   */
  @Command(roles = Role.SITE, effect = Effect.CHANGES)
  public boolean activate(Caller caller, String user) {
    users.activate(caller, user);
    return true;
  }

  /**
   * Lists the users of the caller's site, its admin too.
   *
   * @return by user name: uid and gid, numbers; gecos, the full name; home, the home directory, and
   *     shell, both as seen from inside the site; and suspended, whether it is
   */
  @Command(roles = Role.SITE, effect = Effect.READS)
  public Map<String, Object> getUsers(Caller caller) {
    Map<String, Object> listed = new LinkedHashMap<>();
    users
        .of(caller)
        .forEach(user -> listed.put(user.name(), shown(user, users.isSuspended(caller, user))));
    return listed;
  }

  private static Map<String, Object> shown(UnixAccount user, boolean suspended) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("uid", (int) user.uid());
    shown.put("gid", (int) user.gid());
    shown.put("gecos", user.gecos());
    shown.put("home", user.home());
    shown.put("shell", user.shell());
    shown.put("suspended", suspended);
    return shown;
  }
}
