package org.gatehouse.command;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Where calls wait for others: each holds a thread, so there are only so many, and the accounts of
 * one site get a share of them, so that they cannot take all from the others.
 */
final class WaitingPlaces {

  private static final int SHARES = 4;

  private final int ofOneSite;
  private final Semaphore all;
  private final Map<String, Integer> perSite = new ConcurrentHashMap<>();

  /**
   * Nobody waits yet.
   *
   * @param most how many may wait at once; of one site a quarter of them
   */
  WaitingPlaces(int most) {
    this.ofOneSite = Math.max(1, most / SHARES);
    this.all = new Semaphore(most);
  }

  /** Something that takes long. */
  @FunctionalInterface
  interface Wait<T> {
    T end() throws InterruptedException;
  }

  /**
   * Waits.
   *
   * @param site the domain of who waits; empty text for the appliance
   * @return what came of it; empty when there is no place
   */
  <T> Optional<T> during(String site, Wait<T> wait) throws InterruptedException {
    if (!all.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return perSite.merge(site, 1, Integer::sum) > ofOneSite
          ? Optional.empty()
          : Optional.of(wait.end());
    } finally {
      perSite.computeIfPresent(site, (key, count) -> count == 1 ? null : count - 1);
      all.release();
    }
  }
}
