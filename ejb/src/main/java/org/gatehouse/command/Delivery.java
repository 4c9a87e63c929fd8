package org.gatehouse.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What becomes of one answer on its way to its caller. A gate makes one for a request, binds it
 * while the request is worked at, and tells what it sees; whoever asks is told by the last of it.
 *
 * <p>A call that is made while none is bound has its answer at once, as far as can be told.
 */
public final class Delivery {

  private static final ScopedValue<Delivery> OF_THIS_REQUEST = ScopedValue.newInstance();

  /** What is known of an answer that was written. */
  public enum Fate {
    /** The caller has it. */
    DELIVERED,
    /** The caller does not have it and will not get it. */
    LOST,
    /** It is on its way, and the caller does not have all of it yet. */
    ON_ITS_WAY
  }

  /** Looks what became of an answer that was written. */
  @FunctionalInterface
  public interface Trace {
    /** What can be told at this moment; it may be asked by any thread and often. */
    Fate fate();
  }

  private enum State {
    WORKED_AT,
    HELD,
    WRITTEN,
    DELIVERED,
    LOST
  }

  private final BooleanSupplier givenUp;
  private State state = State.WORKED_AT;
  private Trace trace = () -> Fate.DELIVERED;
  private Optional<Runnable> owed = Optional.empty();

  /**
   * The way of an answer.
   *
   * @param givenUp whether the caller has closed its connection by now and waits no more, as far as
   *     can be told
   */
  public Delivery(BooleanSupplier givenUp) {
    this.givenUp = givenUp;
  }

  /** Whether nobody waits for the answer any more. */
  boolean givenUp() {
    return givenUp.getAsBoolean();
  }

  /** The one that is bound to this thread's request. */
  static Optional<Delivery> current() {
    return OF_THIS_REQUEST.isBound() ? Optional.of(OF_THIS_REQUEST.get()) : Optional.empty();
  }

  /**
   * Works at the request that this one is of.
   *
   * @param <X> what the work throws
   */
  public <T, X extends Throwable> T during(ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(OF_THIS_REQUEST, this).call(work);
  }

  /** Whether anybody wants to know: a gate need not look after an answer that nobody asks about. */
  public synchronized boolean wanted() {
    return owed.isPresent();
  }

  /** The answer is complete and does not leave yet. */
  public void held() {
    become(State.HELD);
  }

  /** The answer that was held leaves now. */
  public void leaving() {
    become(State.WORKED_AT);
  }

  /**
   * The answer was written as far as the server's side can tell.
   *
   * @param seen looks what became of it
   */
  public void written(Trace seen) {
    synchronized (this) {
      trace = seen;
    }
    become(State.WRITTEN);
  }

  /** The caller has the answer. */
  public void delivered() {
    if (become(State.DELIVERED)) {
      owing().ifPresent(Runnable::run);
    }
  }

  /** The caller does not have the answer and will not get it. */
  public void lost() {
    become(State.LOST);
  }

  private synchronized boolean become(State next) {
    if (state == State.DELIVERED || state == State.LOST) {
      return false;
    }
    state = next;
    notifyAll();
    return true;
  }

  private synchronized Optional<Runnable> owing() {
    return owed;
  }

  /**
   * Says that somebody wants to know.
   *
   * @param whenDelivered is run when the answer was delivered; it must be quick
   */
  synchronized void owe(Runnable whenDelivered) {
    owed = Optional.of(whenDelivered);
  }

  /** Whether the answer is worked at or just being written, so that it is soon known more. */
  synchronized boolean leaves() {
    return state == State.WORKED_AT;
  }

  /**
   * Waits while the answer {@linkplain #leaves leaves}.
   *
   * @param patience how long at most
   * @return whether it left
   */
  synchronized boolean awaitWritten(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (leaves() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return !leaves();
  }

  /**
   * Whether the caller has the answer, as far as can be told at this moment; it has none that was
   * not written.
   */
  boolean arrived() {
    // What is seen of a connection is looked up outside of this one's lock.
    return seen().fate() == Fate.DELIVERED;
  }

  private synchronized Trace seen() {
    return switch (state) {
      case WRITTEN -> trace;
      case DELIVERED -> () -> Fate.DELIVERED;
      case WORKED_AT, HELD -> () -> Fate.ON_ITS_WAY;
      case LOST -> () -> Fate.LOST;
    };
  }
}
