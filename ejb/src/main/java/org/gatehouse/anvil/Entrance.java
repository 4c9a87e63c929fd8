package org.gatehouse.anvil;

import java.time.Instant;

/** What the anvil says to an attempt before it is verified. */
public sealed interface Entrance {

  /**
   * The attempt may be verified, and must then be settled.
   *
   * @param address what its address is counted under
   * @param id which attempt it is
   * @param pair its (account, address) pair
   */
  record Place(String address, long id, long pair) implements Entrance {}

  /**
   * The address is blocked.
   *
   * @param until when the block ends
   */
  record Blocked(Instant until) implements Entrance {}

  /** Every place is held by attempts under way, and none became free in time. */
  record Crowded() implements Entrance {}
}
