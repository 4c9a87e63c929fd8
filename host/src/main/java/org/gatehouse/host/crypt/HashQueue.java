package org.gatehouse.host.crypt;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.gatehouse.host.HostException.Crowded;

/**
 * Lets so many hashes be computed at once and no more; further ones wait, in a bounded queue, each
 * in the thread that asks. Those that are known go first, in the order in which they came, and the
 * last stranger makes room for one of them when the queue is full: so strangers who send passwords
 * by the thousand keep nobody out who is at home here.
 */
public final class HashQueue {

  private enum Turn {
    WAITING,
    GIVEN,
    TURNED_AWAY
  }

  private static final class Waiting {
    private final Condition moved;
    private Turn turn = Turn.WAITING;

    Waiting(Condition moved) {
      this.moved = moved;
    }

    void move(Turn turn) {
      this.turn = turn;
      moved.signal();
    }
  }

  /** Half of what the gates believe an attempt to take at most, whatever hashes stand before it. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final int atOnce;
  private final Duration longest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting> known = new ArrayDeque<>();
  private final Deque<Waiting> strangers = new ArrayDeque<>();
  private final LongAdder computed = new LongAdder();

  /** While anybody waits this equals {@link #atOnce}: who is done hands the turn on. */
  private int underWay;

  private volatile int limit;

  /**
   * Nothing is under way.
   *
   * @param atOnce how many hashes are computed at once, 1 or more
   * @param limit how many more may wait, 0 or more
   */
  public HashQueue(int atOnce, int limit) {
    this(atOnce, limit, LONGEST);
  }

  HashQueue(int atOnce, int limit, Duration longest) {
    this.atOnce = atOnce;
    this.limit = limit;
    this.longest = longest;
  }

  /**
   * Computes a hash when it is its turn.
   *
   * @param first whether it goes before strangers; asked only when it must wait
   * @param hash computes it, once
   * @throws Crowded when the queue is full, its turn did not come within 30 seconds, or the thread
   *     was interrupted; nothing was computed
   */
  public <T> T compute(BooleanSupplier first, Supplier<T> hash) throws Crowded {
    if (!takeFreeTurn()) {
      awaitTurn(first.getAsBoolean());
    }
    try {
      return hash.get();
    } finally {
      computed.increment();
      passTurn();
    }
  }

  /** Sets how many may wait; those that wait already stay. */
  public void setLimit(int most) {
    limit = most;
  }

  /** How many hashes have been computed. */
  public long computed() {
    return computed.sum();
  }

  /** How many wait now. */
  public int waiting() {
    lock.lock();
    try {
      return known.size() + strangers.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean takeFreeTurn() {
    lock.lock();
    try {
      if (underWay == atOnce) {
        return false;
      }
      underWay++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void awaitTurn(boolean first) throws Crowded {
    lock.lock();
    try {
      if (underWay < atOnce) {
        underWay++;
        return;
      }
      if (known.size() + strangers.size() >= limit) {
        makeRoom(first);
      }
      Deque<Waiting> queue = first ? known : strangers;
      Waiting own = new Waiting(lock.newCondition());
      queue.add(own);
      await(queue, own);
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(boolean first) throws Crowded {
    if (!first || strangers.isEmpty()) {
      throw new Crowded();
    }
    strangers.removeLast().move(Turn.TURNED_AWAY);
  }

  private void await(Deque<Waiting> queue, Waiting own) throws Crowded {
    long left = longest.toNanos();
    while (own.turn == Turn.WAITING) {
      if (left <= 0) {
        queue.remove(own);
        throw new Crowded();
      }
      try {
        left = own.moved.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        if (own.turn == Turn.WAITING) {
          queue.remove(own);
          throw new Crowded();
        }
      }
    }
    if (own.turn == Turn.TURNED_AWAY) {
      throw new Crowded();
    }
  }

  private void passTurn() {
    lock.lock();
    try {
      Waiting next = known.isEmpty() ? strangers.poll() : known.poll();
      if (next == null) {
        underWay--;
      } else {
        next.move(Turn.GIVEN);
      }
    } finally {
      lock.unlock();
    }
  }
}
