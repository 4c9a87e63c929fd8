package org.gatehouse.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatehouse.auth.AccountName;

/** A call that runs or ran, and whom its answer is owed to. */
final class RunCall {

  /** How a call ended. */
  sealed interface End {}

  /**
   * It was answered.
   *
   * @param answer what; empty of one that {@linkplain Effect#REVEALS reveals} or was delivered
   * @param until when it is forgotten
   */
  record Answered(Optional<Object> answer, Instant until) implements End {}

  /**
   * It refused, and so changed nothing.
   *
   * @param why what its caller was told
   */
  record Refused(CommandException why) implements End {}

  private final String identity;
  private final AccountName account;
  private final Subject subject;
  private final Effect effect;
  private TakingBack takingBack = new TakingBack();
  private Optional<End> end = Optional.empty();
  private Optional<Delivery> delivery = Optional.empty();
  private boolean delivered;

  /**
   * A call that is about to run.
   *
   * @param identity by what it is known again
   * @param account who calls
   * @param subject what it is about
   * @param effect what its command does
   */
  RunCall(String identity, AccountName account, Subject subject, Effect effect) {
    this.identity = identity;
    this.account = account;
    this.subject = subject;
    this.effect = effect;
  }

  String identity() {
    return identity;
  }

  AccountName account() {
    return account;
  }

  /** The domain of who calls; empty text for the appliance. */
  String site() {
    return account.domain().orElse("");
  }

  Subject subject() {
    return subject;
  }

  Effect effect() {
    return effect;
  }

  synchronized TakingBack takingBack() {
    return takingBack;
  }

  synchronized boolean running() {
    return end.isEmpty();
  }

  /**
   * How it ended.
   *
   * @throws java.util.NoSuchElementException when it runs
   */
  synchronized End ended() {
    return end.orElseThrow();
  }

  /** The answer and until when it is kept; empty while it runs, and when it refused. */
  synchronized Optional<Answered> answered() {
    return end.filter(Answered.class::isInstance).map(Answered.class::cast);
  }

  synchronized void end(End how) {
    end = Optional.of(how);
    notifyAll();
  }

  /** Waits for its end; empty when it runs longer than that. */
  synchronized Optional<End> await(Duration longest) throws InterruptedException {
    long last = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    while (end.isEmpty() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = last - System.nanoTime();
    }
    return end;
  }

  /**
   * Forgets everything but that there was this call and when, if it was delivered by that which
   * decides.
   */
  synchronized void delivered(Delivery by) {
    if (end.isPresent()
        && end.get() instanceof Answered answered
        && delivery.equals(Optional.of(by))) {
      end = Optional.of(new Answered(Optional.empty(), answered.until()));
      takingBack = new TakingBack();
      delivered = true;
    }
  }

  /** Whether its caller has the answer, which is not kept any more. */
  synchronized boolean delivered() {
    return delivered;
  }

  /** The delivery that decides whether the answer is still owed: the latest. */
  synchronized Optional<Delivery> delivery() {
    return delivery;
  }

  /**
   * Owes the answer to another, who repeats the call for whoever it was owed to.
   *
   * @return to whom it was owed before
   */
  synchronized Optional<Delivery> owe(Optional<Delivery> next) {
    Optional<Delivery> before = delivery;
    delivery = next;
    return before;
  }

  /** Owes the answer to who it was owed to before, unless it is owed to somebody else by now. */
  synchronized void owe(Optional<Delivery> before, Optional<Delivery> insteadOf) {
    if (delivery.equals(insteadOf)) {
      delivery = before;
    }
  }
}
