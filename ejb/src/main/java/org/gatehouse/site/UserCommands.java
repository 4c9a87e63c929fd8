package org.gatehouse.site;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Map;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Default;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** What a site's admin does with the site's users. */
@Stateless
@Module("user")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UserCommands {

  @Inject private Sites sites;

  /**
   * Adds a user to the caller's site.
   *
   * @param user the user name
   * @param password the user's password, at least 8 characters
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
    sites.addUser(caller, user, password, gecos);
    return true;
  }
}
