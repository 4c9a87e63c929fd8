package org.gatehouse.anvil;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Role;
import org.gatehouse.command.Command;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.command.Module;

/** What the appliance admin does with the anvil. */
@Stateless
@Module("anvil")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AnvilCommands {

  @Inject private Anvil anvil;

  /**
   * Lifts the block of an address and forgets its failures.
   *
   * @param address an IPv4 or IPv6 address
   * @return whether anything was known of it
   */
  @Command(roles = Role.APPLIANCE)
  public boolean unblock(Caller caller, String address) {
    try {
      return anvil.unblock(ClientAddress.of(address.strip()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'address' must be an IPv4 or IPv6 address");
    }
  }
}
