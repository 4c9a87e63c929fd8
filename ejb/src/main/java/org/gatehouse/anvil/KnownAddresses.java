package org.gatehouse.anvil;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import org.gatehouse.auth.ClientAddress;

/** From where an account signed in within the last 90 days. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class KnownAddresses {

  /**
   * Whether an account signed in from an address, or one of its /64, within 90 days.
   *
   * @param account the account's name as the client wrote it; need not exist
   */
  public boolean knows(String account, ClientAddress address) {
    return false;
  }

  /** Remembers that an account signed in from an address, in the caller's transaction. */
  public void remember(String account, ClientAddress address) {}
}
