package org.gatehouse.anvil;

import java.util.function.UnaryOperator;

/** Where tallies are kept, one for each address. */
public interface Ledger {

  /** The tally of an address; {@link Tally#EMPTY} when nothing is known of it. */
  Tally read(String address);

  /**
   * Changes the tally of an address atomically: no change of another thread or node is lost.
   *
   * @param change computes the new tally from the present one; called again when another was
   *     faster, so it has no effects of its own
   * @return the new tally, as kept
   * @throws LedgerConflictException when another was faster and the caller must try again
   */
  Tally change(String address, UnaryOperator<Tally> change);
}
