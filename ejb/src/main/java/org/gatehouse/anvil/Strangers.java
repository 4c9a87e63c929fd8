package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.ClientAddress;

/**
 * Attempts at one account from addresses that never signed in to it. When many of them fail, from
 * several addresses, strangers wait, up to the longest wait; they are never refused for it, so that
 * nobody can lock an account out, and the addresses that the account knows do not wait. A name that
 * no account has is treated like any other.
 *
 * <p>What is kept of an account is bounded: the last failures that the longest wait needs, and no
 * more than a quarter of {@code limit} of one address. Once that many are known, a node writes at
 * most one more in a second.
 */
final class Strangers {

  /** From how many addresses failures must come before strangers wait. */
  static final int LEAST_SOURCES = 4;

  /** From how many addresses on it is an attack that is told of. */
  static final int ATTACKERS = 10;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_PAUSING = 10_000;

  private final Ledger ledger;
  private final BiPredicate<String, ClientAddress> knows;
  private final Supplier<Limits> limits;
  private final Clock clock;

  private final Cache<Key, Boolean> pausing =
      Caffeine.newBuilder()
          .maximumSize(MOST_PAUSING)
          .expireAfterWrite(PAUSE)
          .executor(Runnable::run)
          .build();

  /**
   * The strangers of all accounts.
   *
   * @param knows whether an account has been signed in to from an address
   */
  Strangers(
      Ledger ledger,
      BiPredicate<String, ClientAddress> knows,
      Supplier<Limits> limits,
      Clock clock) {
    this.ledger = ledger;
    this.knows = knows;
    this.limits = limits;
    this.clock = clock;
  }

  /** How long the answer to a right attempt is held: as long as that to a wrong one would be. */
  Duration admitted(String account, ClientAddress address) {
    if (account.isBlank()) {
      return Duration.ZERO;
    }
    Tally tally = ledger.read(Key.name(account)).unblockedAt(clock.instant(), limits.get());
    Duration hold = hold(tally, 1);
    return hold.isZero() || knows.test(account, address) ? Duration.ZERO : hold;
  }

  /**
   * Counts a failed attempt.
   *
   * @return how long its answer is held
   */
  Duration failed(Entrance.Place place) {
    String account = place.account();
    if (account.isBlank() || knows.test(account, place.address())) {
      return Duration.ZERO;
    }
    Key key = Key.name(account);
    if (pausing.getIfPresent(key) != null) {
      return hold(ledger.read(key).unblockedAt(clock.instant(), limits.get()), 0);
    }
    Tally kept = ledger.change(key, before -> noted(before, place));
    if (kept.attempts().size() >= limits.get().mostStrangers()) {
      pausing.put(key, true);
    }
    return hold(kept, 0);
  }

  private Change noted(Tally before, Entrance.Place place) {
    Instant now = clock.instant();
    long source = Key.pair("", place.address().countedAs());
    Tally after =
        before
            .unblockedAt(now, limits.get())
            .note(
                place.id(),
                source,
                now,
                limits.get().mostOfOneStranger(),
                limits.get().mostStrangers());
    if (after.pairs() < ATTACKERS || after.toldUntil().isPresent()) {
      return Change.silent(after);
    }
    AuditEvent event =
        AuditEvent.of(
            What.ATTACK,
            place.account(),
            place.gate(),
            place.address(),
            ATTACKERS + " addresses and more fail at this account",
            AuditEvent.Result.REFUSED);
    return new Change(after.told(now, limits.get()), List.of(event), false);
  }

  private Duration hold(Tally tally, int more) {
    return tally.pairs() < LEAST_SOURCES
        ? Duration.ZERO
        : limits.get().strangersWait(tally.attempts().size() + more);
  }
}
