package org.gatehouse.auth;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.command.Command;
import org.gatehouse.command.Default;
import org.gatehouse.command.Module;

/** What an account does with its own ways in. */
@Stateless
@Module("auth")
public class AuthCommands {

  @Inject private ApiKeys keys;

  /**
   * Makes an API key that stands for the caller.
   *
   * @param comment what it is for
   * @return the key, shown this once
   */
  @Command(roles = {Role.APPLIANCE, Role.SITE, Role.USER})
  public String createApiKey(Caller caller, @Default("") String comment) {
    return keys.create(caller.account(), comment);
  }
}
