package org.gatehouse.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Tells, for gates that start no session, which request of an account stands for a sign-in: the
 * first from an address at a gate within {@value #MINUTES} minutes at this node. Bounded; what is
 * forgotten early is a sign-in once more.
 */
final class FirstRequests {

  private static final int MINUTES = 15;
  private static final int MOST = 50_000;

  private record Arrival(Account account, String address, Gate gate) {
    static Arrival of(Caller caller) {
      return new Arrival(caller.account(), caller.address().text(), caller.gate());
    }
  }

  private final Cache<Arrival, Boolean> seen;

  FirstRequests(Ticker ticker) {
    seen =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(Duration.ofMinutes(MINUTES))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Whether this is such a request; the next one of the same kind is not. */
  boolean isFirst(Caller caller) {
    return seen.asMap().putIfAbsent(Arrival.of(caller), true) == null;
  }

  /** Takes back that there was one, because it could not be written down. */
  void forget(Caller caller) {
    seen.invalidate(Arrival.of(caller));
  }
}
