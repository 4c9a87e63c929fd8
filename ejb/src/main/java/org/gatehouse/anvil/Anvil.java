package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.scope.Configuration;

/**
 * Counts the failures of each client address over all gates, holds answers back, then blocks.
 *
 * <p>Guarantee: of one address, never more than {@code [anvil] limit} attempts fail within any
 * {@code [anvil] ttl}, whatever threads and nodes they arrive at; the failures of an account that
 * then signs in right from there are forgotten. An attempt takes a place before it is verified and
 * gives it back when it is admitted, so any number of right sign-ins succeed.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Anvil {

  /** How long an attempt waits for a place that others hold. */
  private static final Duration LONGEST_CROWD = Duration.ofSeconds(10);

  /** How soon a place given back on another node is noticed, in milliseconds. */
  private static final long POLL = 50;

  /** How long what SQL said of an address is believed on this node. */
  private static final Duration BELIEVED = Duration.ofSeconds(1);

  private static final int BELIEVED_ADDRESSES = 100_000;

  /** Stands for the account in the count of session ids that were never issued. */
  private static final String FIXATION = "\u0000fixation";

  private static final int STRIPES = 256;
  private static final int MOST_CONFLICTS = 50;

  @EJB private SqlLedger ledger;
  @Inject private Configuration configuration;
  @Inject private Clock clock;
  @Inject private SecureRandom random;

  private Limits limits;
  private final Object[] stripes = new Object[STRIPES];
  private final Cache<String, Optional<Instant>> blocks =
      Caffeine.newBuilder()
          .maximumSize(BELIEVED_ADDRESSES)
          .expireAfterWrite(BELIEVED)
          .executor(Runnable::run)
          .build();

  @PostConstruct
  void prepare() {
    limits = Limits.of(configuration);
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Object();
    }
  }

  /**
   * Until when an address is blocked, at most a second old.
   *
   * @return empty when it is not blocked
   */
  public Optional<Instant> blockedUntil(ClientAddress address) {
    return blocks
        .get(
            address.countedAs(), key -> ledger.read(key).at(clock.instant(), limits).blockedUntil())
        .filter(clock.instant()::isBefore);
  }

  /**
   * Lets an attempt take a place; while all places are held by attempts under way it waits,
   * bounded.
   *
   * @param address the client's address
   * @param account the account's name as the client wrote it; need not exist; empty when the
   *     credential names none
   * @param gate the gate
   */
  public Entrance enter(ClientAddress address, String account, Gate gate) {
    String key = address.countedAs();
    long id = random.nextLong();
    long pair = pair(account, key);
    long deadline = System.nanoTime() + LONGEST_CROWD.toNanos();
    Object stripe = stripe(key);
    synchronized (stripe) {
      while (true) {
        Tally tally =
            change(
                key,
                before -> {
                  Tally now = before.at(clock.instant(), limits);
                  boolean refused = now.blockedUntil().isPresent() || now.full(limits);
                  return refused ? now : now.take(id, pair, clock.instant());
                });
        if (tally.blockedUntil().isPresent()) {
          blocks.put(key, tally.blockedUntil());
          return new Entrance.Blocked(tally.blockedUntil().get());
        }
        if (tally.attempts().stream().anyMatch(attempt -> attempt.id() == id)) {
          return new Entrance.Place(key, id, pair, address, account, gate);
        }
        if (System.nanoTime() - deadline >= 0) {
          return new Entrance.Crowded();
        }
        try {
          stripe.wait(POLL);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return new Entrance.Crowded();
        }
      }
    }
  }

  /**
   * Lets an attempt pass that is known to be right without being verified anew. It takes no place;
   * the failures of its pair are forgotten, and nothing is written when there are none.
   *
   * @param account the account's name as the client wrote it
   */
  public Passage proved(ClientAddress address, String account, Gate gate) {
    String key = address.countedAs();
    long pair = pair(account, key);
    Tally tally = ledger.read(key).at(clock.instant(), limits);
    if (tally.blockedUntil().isPresent()) {
      return new Entrance.Blocked(tally.blockedUntil().get());
    }
    if (!tally.forget(pair).equals(tally)) {
      change(key, before -> before.forget(pair));
    }
    return new Passage.Proved(limits.wait(tally.failures() + 1));
  }

  /**
   * Counts a session id that was shown and never issued: each distinct one once per address and
   * {@code ttl}.
   *
   * @param idHash a hash of the id
   */
  public void fixation(ClientAddress address, Gate gate, String idHash) {
    String key = address.countedAs();
    long id = pair(idHash, FIXATION);
    long pair = pair(FIXATION, key);
    synchronized (stripe(key)) {
      Tally tally =
          change(
              key,
              before -> {
                Tally now = before.at(clock.instant(), limits);
                boolean idle =
                    now.blockedUntil().isPresent()
                        || now.full(limits)
                        || now.attempts().stream().anyMatch(a -> a.id() == id);
                return idle ? now : now.fail(id, pair, clock.instant(), limits);
              });
      blocks.put(key, tally.blockedUntil());
    }
  }

  /**
   * Settles an attempt that failed.
   *
   * @param why what was wrong with it, for the audit alone; never told to the client
   * @return how long its answer is to be held
   */
  public Duration failed(Entrance.Place place, String why) {
    return failed(place);
  }

  /**
   * Settles an attempt that failed.
   *
   * @return how long its answer is to be held
   */
  public Duration failed(Entrance.Place place) {
    Tally tally =
        settle(place, before -> before.fail(place.id(), place.pair(), clock.instant(), limits));
    return limits.wait(tally.failures());
  }

  /**
   * Settles an attempt that was admitted: it counts no longer, nor do the failures of its pair. A
   * standing block is not lifted.
   *
   * @return how long its answer is to be held: as long as a failure's in its place would be
   */
  public Duration admitted(Entrance.Place place) {
    int[] failures = new int[1];
    settle(
        place,
        before -> {
          failures[0] = before.at(clock.instant(), limits).failures();
          return before.admit(place.id(), place.pair());
        });
    return limits.wait(failures[0] + 1);
  }

  /** Settles an attempt that could not be verified, because a part of Gatehouse failed. */
  public void undecided(Entrance.Place place) {
    settle(place, before -> before.giveBack(place.id()));
  }

  /**
   * Lifts the block of an address and forgets its failures.
   *
   * @return whether anything was known of it
   */
  public boolean unblock(ClientAddress address) {
    String key = address.countedAs();
    boolean known = !ledger.read(key).at(clock.instant(), limits).empty();
    synchronized (stripe(key)) {
      change(key, before -> Tally.EMPTY);
      blocks.invalidate(key);
      stripe(key).notifyAll();
    }
    return known;
  }

  @Schedule(hour = "*", minute = "*/5", persistent = false)
  void sweep() {
    ledger.sweep();
  }

  private Tally settle(Entrance.Place place, UnaryOperator<Tally> change) {
    Object stripe = stripe(place.key());
    synchronized (stripe) {
      Tally tally = change(place.key(), change);
      // Before another thread has its turn, so that an older block never follows a newer one.
      blocks.put(place.key(), tally.blockedUntil());
      stripe.notifyAll();
      return tally;
    }
  }

  private Tally change(String key, UnaryOperator<Tally> change) {
    for (int conflicts = 0; ; conflicts++) {
      try {
        return ledger.change(key, change);
      } catch (LedgerConflictException e) {
        if (conflicts == MOST_CONFLICTS) {
          throw e;
        }
      } catch (EJBException e) {
        // A cluster may find the conflict only when the transaction commits.
        if (conflicts == MOST_CONFLICTS || SqlState.of(e).filter(SqlState::conflict).isEmpty()) {
          throw e;
        }
      }
    }
  }

  /** Threads of this node take turns at an address, so that they do not conflict in SQL. */
  private Object stripe(String key) {
    return stripes[Math.floorMod(key.hashCode(), STRIPES)];
  }

  private static long pair(String account, String address) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(account.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return ByteBuffer.wrap(digest.digest(address.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
