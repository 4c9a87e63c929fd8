package org.gatehouse.auth;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.gatehouse.command.Command;
import org.gatehouse.command.Effect;
import org.gatehouse.command.Module;

/** What every account may ask. */
@Stateless
@Module("common")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CommonCommands {

  /**
   * Names the account that calls.
   *
   * @return user@domain, or the user alone for the appliance admin
   */
  @Command(
      roles = {Role.APPLIANCE, Role.SITE, Role.USER},
      effect = Effect.READS)
  public String whoami(Caller caller) {
    return caller.account().name().toString();
  }
}
