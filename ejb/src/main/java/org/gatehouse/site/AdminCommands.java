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
import org.gatehouse.command.Module;

/** What the appliance admin does with sites. */
@Stateless
@Module("admin")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AdminCommands {

  @Inject private Sites sites;

  /**
   * Adds a site.
   *
   * @param domain its domain
   * @param admin the user name of its admin
   * @param options by service.parameter; auth.tpasswd is the admin's password, siteinfo.email the
   *     owner's address
   * @return the site's numeric id
   */
  @Command(roles = Role.APPLIANCE)
  public int addSite(
      Caller caller, String domain, String admin, @Default("") Map<String, Object> options) {
    return sites.add(domain, admin, options);
  }

  /**
   * Deletes a site with all its files, users, sessions and keys.
   *
   * @param domain its domain
   * @param options none yet
   * @return true
   */
  @Command(roles = Role.APPLIANCE)
  public boolean deleteSite(
      Caller caller, String domain, @Default("") Map<String, Object> options) {
    if (!options.isEmpty()) {
      throw new CommandException(Kind.ARGUMENT, "admin:delete-site has no options yet");
    }
    sites.delete(domain);
    return true;
  }
}
