package org.gatehouse.anvil;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where threads of this node wait for a place, in the order in which they came. Only the first of a
 * key's queue asks the ledger; it asks again when a place was given back here, and now and then,
 * since one may have been given back on another node.
 *
 * <p>Nobody waits longer than ten seconds, nor longer than three when no place is given back; at
 * most 400 wait at once, and who finds a place without waiting is none of them. So slow attempts of
 * some addresses neither keep the server's threads nor keep others out.
 */
final class Turnstiles {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(3);
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final int MOST_WAITING = 400;

  private final LongSupplier nanos;
  private final ConcurrentMap<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();

  private static final class Turnstile {
    private final ReentrantLock queue = new ReentrantLock(true);
    private final Semaphore freed = new Semaphore(0);
    private int users;
  }

  /** Turnstiles that tell the time by a monotonic clock in nanoseconds. */
  Turnstiles(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Does something with a key that no other thread of this node does at the same time. */
  <T> T alone(Key key, Supplier<T> deed) {
    Turnstile turnstile = use(key);
    try {
      synchronized (turnstile) {
        return deed.get();
      }
    } finally {
      leave(key);
    }
  }

  /** The same, giving a place back by it. */
  <T> T freeing(Key key, Supplier<T> deed) {
    Turnstile turnstile = use(key);
    try {
      synchronized (turnstile) {
        return deed.get();
      }
    } finally {
      turnstile.freed.release();
      leave(key);
    }
  }

  /**
   * Tries until there is an outcome.
   *
   * @param attempt empty while every place is taken
   * @return empty when it took too long, or too many wait
   */
  <T> Optional<T> enter(Key key, Supplier<Optional<T>> attempt) {
    Turnstile turnstile = use(key);
    try {
      Optional<T> outcome = atOnce(turnstile, attempt);
      return outcome.isPresent() ? outcome : waiting(turnstile, attempt);
    } finally {
      leave(key);
    }
  }

  /** Tries once, unless somebody else is at it. */
  private static <T> Optional<T> atOnce(Turnstile turnstile, Supplier<Optional<T>> attempt) {
    if (turnstile.queue.hasQueuedThreads() || !turnstile.queue.tryLock()) {
      return Optional.empty();
    }
    try {
      synchronized (turnstile) {
        return attempt.get();
      }
    } finally {
      turnstile.queue.unlock();
    }
  }

  private <T> Optional<T> waiting(Turnstile turnstile, Supplier<Optional<T>> attempt) {
    try {
      return waiting.incrementAndGet() > MOST_WAITING
          ? Optional.empty()
          : queued(turnstile, attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private <T> Optional<T> queued(Turnstile turnstile, Supplier<Optional<T>> attempt)
      throws InterruptedException {
    long came = nanos.getAsLong();
    if (!turnstile.queue.tryLock(LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    try {
      long moved = nanos.getAsLong();
      while (true) {
        turnstile.freed.drainPermits();
        Optional<T> outcome;
        synchronized (turnstile) {
          outcome = attempt.get();
        }
        if (outcome.isPresent()) {
          return outcome;
        }
        if (turnstile.freed.tryAcquire(ASK_AGAIN.toNanos(), TimeUnit.NANOSECONDS)) {
          moved = nanos.getAsLong();
        }
        long now = nanos.getAsLong();
        if (now - came > LONGEST.toNanos() || now - moved > LONGEST_STANDSTILL.toNanos()) {
          return Optional.empty();
        }
      }
    } finally {
      turnstile.queue.unlock();
    }
  }

  private Turnstile use(Key key) {
    return turnstiles.compute(
        key.text(),
        (text, present) -> {
          Turnstile turnstile = present == null ? new Turnstile() : present;
          turnstile.users++;
          return turnstile;
        });
  }

  private void leave(Key key) {
    turnstiles.computeIfPresent(
        key.text(), (text, turnstile) -> --turnstile.users == 0 ? null : turnstile);
  }

  /** How many keys have a turnstile; none when nobody is here. */
  int size() {
    return turnstiles.size();
  }
}
