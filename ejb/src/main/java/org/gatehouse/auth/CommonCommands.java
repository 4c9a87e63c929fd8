package org.gatehouse.auth;

import jakarta.enterprise.context.ApplicationScoped;
import org.gatehouse.command.Command;
import org.gatehouse.command.Module;

/** What every account may ask. No enterprise bean, since it needs no transaction. */
@ApplicationScoped
@Module("common")
public class CommonCommands {

  /**
   * Names the account that calls.
   *
   * @return user@domain, or the user alone for the appliance admin
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public String whoami(Caller caller) {
    return caller.account().name().toString();
  }
}
