package org.gatehouse.edge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.gatehouse.auth.AccountName;

/**
 * How many requests of each account, and of each site, are under way, each of which holds a thread:
 * with all the users that it can make, a site leaves most of the threads to others.
 */
final class AccountRequests {

  /** How many accounts of a site may have all that one may have. */
  static final int SHARES_OF_A_SITE = 3;

  private final IntSupplier most;

  /** By the account, and by the domain of its site. */
  private final Map<Object, Integer> underWay = new ConcurrentHashMap<>();

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
    int limit = most.getAsInt();
    if (!begin((Object) account, limit)) {
      return false;
    }
    if (!begin(account.domain(), SHARES_OF_A_SITE * limit)) {
      end((Object) account);
      return false;
    }
    return true;
  }

  private boolean begin(Object key, int limit) {
    if (underWay.merge(key, 1, Integer::sum) > limit) {
      end(key);
      return false;
    }
    return true;
  }

  /** Counts a request no more that was begun. */
  void end(AccountName account) {
    end((Object) account);
    end((Object) account.domain());
  }

  private void end(Object key) {
    underWay.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }
}
