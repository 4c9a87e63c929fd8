package org.gatehouse.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException.Kind;

/**
 * Runs commands that change something so that a call which comes again, since its caller did not
 * get the answer, does not do it twice; {@link Effect} says what it gets instead.
 *
 * <p>Guarantees, on one node: of identical calls at once one runs. What was answered is kept in
 * memory until it was delivered, at most {@link #KEPT_FOR}; of an account at most {@value
 * #MOST_OF_AN_ACCOUNT} answers, of the accounts of a site {@value #MOST_OF_A_SITE}, of all {@value
 * #MOST}, each with at most {@value #LARGEST} characters; what was delivered is dropped first, and
 * then the oldest, of whoever has too many. At most {@value #MOST_WAITING} calls wait for others,
 * of the accounts of a site a quarter of them. A refusal changed nothing and is not kept; who
 * waited for the refused call gets it too. A later change of the same site or user ends what is
 * kept of it, since the answer is no longer true.
 */
@ApplicationScoped
class Repetitions {

  /** How long an answer that was not delivered is kept. */
  static final Duration KEPT_FOR = Duration.ofMinutes(10);

  /** How many answers are kept. */
  static final int MOST = 1024;

  /** How many answers of one account are kept. */
  static final int MOST_OF_AN_ACCOUNT = 64;

  /** How many answers of all accounts of one site are kept. */
  static final int MOST_OF_A_SITE = MOST / 4;

  /** How many characters an answer has that is kept. */
  static final int LARGEST = 16_384;

  /** How many calls may wait for another, each of which holds a thread. */
  static final int MOST_WAITING = 32;

  /** How long a call waits for another. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** How long an answer is waited for that is being written. */
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

  private final Map<String, RunCall> calls = new ConcurrentHashMap<>();
  private final WaitingPlaces places = new WaitingPlaces(MOST_WAITING);
  private Clock clock;
  private CallIdentity identity;

  /** For the container's proxy; what it makes is never used. */
  Repetitions() {}

  @Inject
  Repetitions(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.identity = new CallIdentity(random);
  }

  /**
   * Runs a call, or gets it the answer of the one that it repeats.
   *
   * @param arguments as they are bound, without the caller
   * @param command runs the command
   * @throws CommandException what the command refuses with, or that too many wait already
   */
  Object answer(
      Caller caller, Declaration declaration, List<?> arguments, Supplier<Object> command) {
    RunCall mine =
        new RunCall(
            identity.of(caller, declaration, arguments),
            caller.account().name(),
            Subject.of(caller, declaration, arguments),
            declaration.effect());
    Optional<Delivery> delivery = Delivery.current();
    while (true) {
      RunCall other = calls.putIfAbsent(mine.identity(), mine);
      if (other == null) {
        return lead(mine, delivery, command);
      }
      boolean runs = other.running();
      wanted(delivery);
      if (other.effect() == Effect.CHANGES && (runs || owed(other))) {
        return join(other, delivery);
      }
      ended(other);
      boolean lost = owed(other);
      wanted(delivery);
      if (calls.replace(mine.identity(), other, mine)) {
        return lead(mine, delivery, lost ? () -> anew(mine, other, command) : command);
      }
    }
  }

  /**
   * Goes on only for a caller that waits. One that closed its connection may have made the same
   * call again, and that other one may have been served before this one came to its turn.
   */
  private static void wanted(Optional<Delivery> delivery) {
    if (delivery.filter(Delivery::givenUp).isPresent()) {
      throw new CommandException(
          Kind.UNAVAILABLE, "this call was given up, and the same one was made before or after it");
    }
  }

  /** Runs a call; whoever comes with the same meanwhile finds it and waits. */
  private Object lead(RunCall mine, Optional<Delivery> delivery, Supplier<Object> command) {
    owe(mine, delivery);
    try {
      Object answer = mine.takingBack().during(command::get);
      calls.values().removeIf(overtakenBy(mine));
      mine.end(
          new RunCall.Answered(
              mine.effect() == Effect.REVEALS ? Optional.empty() : Optional.of(answer),
              clock.instant().plus(KEPT_FOR)));
      if (mine.delivery().isEmpty() || String.valueOf(answer).length() > LARGEST) {
        calls.remove(mine.identity(), mine);
      }
      sweep();
      bound(mine);
      return answer;
    } catch (CommandException e) {
      refused(mine, e);
      throw e;
    } finally {
      if (mine.running()) {
        refused(
            mine,
            new CommandException(Kind.UNAVAILABLE, "the same call failed just now; try again"));
      }
    }
  }

  private void refused(RunCall mine, CommandException why) {
    calls.remove(mine.identity(), mine);
    mine.end(new RunCall.Refused(why));
  }

  private Object anew(RunCall mine, RunCall lost, Supplier<Object> command) {
    try {
      lost.takingBack().run();
    } catch (RuntimeException e) {
      // What it did is still there, and so is what undoes it.
      calls.replace(mine.identity(), mine, lost);
      throw e;
    }
    return command.get();
  }

  /** Gets the answer of a call that runs, or whose answer did not arrive. */
  private Object join(RunCall other, Optional<Delivery> delivery) {
    Optional<Delivery> before = owe(other, delivery);
    try {
      return ended(other)
          .answer()
          .orElseThrow(
              () -> new CommandException(Kind.UNAVAILABLE, "the answer was just read; call again"));
    } catch (CommandException e) {
      other.owe(before, delivery);
      throw e;
    }
  }

  /**
   * Owes the answer of a call to the request that asks now.
   *
   * @return to whom it was owed before
   */
  private Optional<Delivery> owe(RunCall call, Optional<Delivery> delivery) {
    delivery.ifPresent(mine -> mine.owe(() -> call.delivered(mine)));
    return call.owe(delivery);
  }

  private RunCall.Answered ended(RunCall call) {
    return switch (call.running() ? waited(call) : call.ended()) {
      case RunCall.Answered answered -> answered;
      case RunCall.Refused refused -> throw refused.why();
    };
  }

  private RunCall.End waited(RunCall call) {
    return inAPlace(call, () -> call.await(LONGEST_WAIT)).orElseThrow(Repetitions::stillRuns);
  }

  private <T> T inAPlace(RunCall call, WaitingPlaces.Wait<T> wait) {
    try {
      return places.during(call.site(), wait).orElseThrow(Repetitions::stillRuns);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stillRuns();
    }
  }

  private static CommandException stillRuns() {
    return new CommandException(Kind.UNAVAILABLE, "the same call still runs; try again later");
  }

  /** Whether the answer of a call that ended is true still and did not arrive. */
  private boolean owed(RunCall call) {
    boolean fresh =
        call.answered().filter(answer -> clock.instant().isBefore(answer.until())).isPresent();
    return fresh && call.delivery().filter(delivery -> !arrived(call, delivery)).isPresent();
  }

  private boolean arrived(RunCall call, Delivery delivery) {
    if (delivery.leaves()) {
      inAPlace(call, () -> delivery.awaitWritten(LONGEST_WRITE));
    }
    return delivery.arrived();
  }

  /** Forgets the answers whose time is over. */
  void sweep() {
    Instant now = clock.instant();
    calls
        .values()
        .removeIf(call -> call.answered().filter(kept -> !now.isBefore(kept.until())).isPresent());
  }

  /** How many calls run, or did and are owed an answer as far as is known. */
  long size() {
    return calls.values().stream().filter(call -> !call.delivered()).count();
  }

  private void bound(RunCall mine) {
    dropOldest(call -> call.account().equals(mine.account()), MOST_OF_AN_ACCOUNT);
    dropOldest(call -> call.site().equals(mine.site()), MOST_OF_A_SITE);
    dropOldest(call -> true, MOST);
  }

  private void dropOldest(Predicate<RunCall> which, int most) {
    List<Kept> kept =
        calls.values().stream().filter(which).flatMap(call -> Kept.of(call).stream()).toList();
    if (kept.size() <= most) {
      return;
    }
    kept.stream()
        .sorted(Comparator.comparing(Kept::owed).thenComparing(Kept::until))
        .limit(kept.size() - most)
        .forEach(one -> calls.remove(one.call().identity(), one.call()));
  }

  /** A kept answer as it is at one moment: what is sorted must not change meanwhile. */
  private record Kept(RunCall call, boolean owed, Instant until) {

    static Optional<Kept> of(RunCall call) {
      return call.answered().map(answer -> new Kept(call, !call.delivered(), answer.until()));
    }
  }

  private static Predicate<RunCall> overtakenBy(RunCall mine) {
    return other ->
        mine.effect() == Effect.CHANGES
            && other.effect() == Effect.CHANGES
            && other != mine
            && other.answered().isPresent()
            && other.subject().overlaps(mine.subject());
  }
}
