package org.gatehouse.edge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.gatehouse.auth.AccountName;

/** How many requests of each account are under way, each of which holds a thread. */
final class AccountRequests {

  private final IntSupplier most;
  private final Map<AccountName, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * None are.
   *
   * @param most how many of one account may be at once now
   */
  AccountRequests(IntSupplier most) {
    this.most = most;
  }

  /** Counts a request that begins, unless it would be one too many. */
  boolean begin(AccountName account) {
    if (underWay.merge(account, 1, Integer::sum) > most.getAsInt()) {
      end(account);
      return false;
    }
    return true;
  }

  /** Counts a request no more that was begun. */
  void end(AccountName account) {
    underWay.computeIfPresent(account, (name, count) -> count == 1 ? null : count - 1);
  }
}
