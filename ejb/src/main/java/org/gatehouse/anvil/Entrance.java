package org.gatehouse.anvil;

import java.time.Instant;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/** What the anvil says to an attempt before it is verified. */
public sealed interface Entrance {

  /**
   * The attempt may be verified, and must then be settled.
   *
   * @param key where its place is kept
   * @param id which attempt it is
   * @param pair its (account, address) pair
   * @param address the client's address
   * @param account the account's name as the client wrote it
   * @param gate the gate
   */
  record Place(Key key, long id, long pair, ClientAddress address, String account, Gate gate)
      implements Entrance {

    /**
     * The same place, of an attempt that turned out to be an account's: what it forgets when it is
     * admitted are that one's failures, not those of whoever named none.
     */
    public Place of(AccountName proved) {
      return new Place(
          key, id, Key.pair(proved.toString(), address.countedAs()), address, account, gate);
    }
  }

  /**
   * The address, its network, or this account from this address is blocked.
   *
   * @param until when the block ends
   */
  record Blocked(Instant until) implements Entrance, Passage {}

  /** Every place is held by attempts under way, and none became free in time. */
  record Crowded() implements Entrance {}
}
