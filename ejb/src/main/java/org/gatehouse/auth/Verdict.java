package org.gatehouse.auth;

import java.time.Duration;
import java.time.Instant;

/** What an attempt gets. */
public sealed interface Verdict {

  /**
   * The account may come in.
   *
   * @param caller who it is
   * @param hold how long the answer is to be held back
   */
  record Admitted(Caller caller, Duration hold) implements Verdict {}

  /**
   * The credential is right, and the account asks for a second step before it may come in. Nobody
   * is admitted by this verdict.
   *
   * @param account whose second step it is
   * @param hold how long the answer is to be held back
   */
  record SecondStep(Account account, Duration hold) implements Verdict {}

  /**
   * The attempt is refused; one kind, whatever the reason.
   *
   * @param hold how long the answer is to be held back
   */
  record Denied(Duration hold) implements Verdict {}

  /**
   * The address is blocked; nothing was verified.
   *
   * @param until when the block ends
   */
  record Throttled(Instant until) implements Verdict {}

  /** So many attempts are under way that this one was not begun; nothing was verified. */
  record Busy() implements Verdict {}
}
