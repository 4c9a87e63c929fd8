package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.database.Database;
import org.gatehouse.restriction.Network;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * Counts the failures of each client address over all gates, holds answers back, then blocks.
 *
 * <p>Guarantee: of one address, never more than {@code [anvil] limit} attempts fail within any
 * {@code [anvil] ttl}, whatever threads and nodes they arrive at; the failures of an account that
 * then signs in right from there are forgotten. An attempt takes a place before it is verified and
 * gives it back when it is admitted, so any number of right sign-ins succeed. A whitelisted address
 * is not blocked; there the guarantee is one of each account and address.
 *
 * <p>A block that this node knows costs no SQL. That an address is not blocked is believed for a
 * second; a counter in SQL, read once in a second, says when blocks were lifted elsewhere.
 */
@ApplicationScoped
public class Anvil {

  private static final Logger LOG = Logger.getLogger(Anvil.class.getName());

  private static final int MOST_BLOCKS = 100_000;

  /** From how many names at one address on it is an attack that is told of. */
  private static final int NAMES = 10;

  /** How many entries of a jumped clock are brought back in one go. */
  private static final int MOST_REPAIRS = 1_000;

  @Resource(lookup = "java:app/jdbc/gatehouse")
  private DataSource source;

  @Inject private Database database;
  @Inject private Configuration configuration;
  @Inject private KnownAddresses known;
  @Inject private Audit audit;
  @Inject private Clock wall;
  @Inject private SecureRandom secure;

  private Supplier<Limits> limits;
  private Clock clock;
  private RandomGenerator random;
  private Ledger ledger;
  private Whitelist whitelist;
  private Strangers strangers;
  private Networks networks;
  private Turnstiles turnstiles;
  private Lifting lifting;
  private ClockJumps jumps;
  private long heard = -1;
  private boolean deaf;

  /**
   * Until when a key is blocked, as this node knows it. A new one takes its place when blocks were
   * lifted: who read SQL before that writes what was read into the old one, where nobody looks.
   */
  private volatile Cache<Key, Instant> blocks = noBlocks();

  /** For the container, which gives it what it needs. */
  public Anvil() {}

  /** One for tests. */
  Anvil(
      Ledger ledger,
      KnownAddresses known,
      Supplier<Limits> limits,
      List<Network> whitelist,
      Clock clock,
      LongSupplier nanos,
      RandomGenerator random) {
    this.known = known;
    arrange(ledger, limits, () -> whitelist, clock, nanos, random);
  }

  private static Cache<Key, Instant> noBlocks() {
    return Caffeine.newBuilder().maximumSize(MOST_BLOCKS).executor(Runnable::run).build();
  }

  @PostConstruct
  void prepare() {
    Supplier<Limits> settings = configuration.live(Limits::of);
    // Ids and stamps are no secrets; they must only differ between nodes.
    RandomGenerator ids = new SplittableRandom(secure.nextLong());
    RandomGenerator shared =
        () -> {
          synchronized (ids) {
            return ids.nextLong();
          }
        };
    arrange(
        new SqlLedger(source, database, audit::record, shared, settings),
        settings,
        () -> configuration.value(Settings.ANVIL_WHITELIST),
        new SteadyClock(wall, System::nanoTime, () -> settings.get().ttl()),
        System::nanoTime,
        shared);
    configuration.whenChanged(Settings.ANVIL_WHITELIST, _ -> whitelist.reload());
    whitelist.reload();
  }

  private void arrange(
      Ledger kept,
      Supplier<Limits> settings,
      Supplier<List<Network>> exempt,
      Clock time,
      LongSupplier nanos,
      RandomGenerator ids) {
    ledger = kept;
    limits = settings;
    clock = time;
    random = ids;
    whitelist = new Whitelist(kept, exempt);
    strangers = new Strangers(kept, known::knows, settings, time);
    networks = new Networks(kept, settings, time);
    turnstiles = new Turnstiles(nanos);
    lifting = new Lifting(kept, turnstiles, networks, time, this::change);
    jumps = new ClockJumps(kept, settings, time);
  }

  /**
   * Until when an address is blocked, whatever account it names.
   *
   * @return empty when it is not blocked, when it is whitelisted, or when only its network is and
   *     some account signed in from it, so that it depends on the account
   */
  public Optional<Instant> blockedUntil(ClientAddress address) {
    if (whitelist.has(address)) {
      return Optional.empty();
    }
    Cache<Key, Instant> before = blocks;
    Optional<Instant> until = blockedUntil(address, before, () -> known.anybody(address));
    // Nobody signs in from there until the block ends, so this stays as it is.
    until.ifPresent(end -> before.put(Key.of(address), end));
    return until.map(this::byTheWall);
  }

  /** What is told to others, who have no steady clock. */
  private Instant byTheWall(Instant until) {
    return clock instanceof SteadyClock steady ? steady.byTheWall(until) : until;
  }

  private Entrance.Blocked refusal(Instant until) {
    return new Entrance.Blocked(byTheWall(until));
  }

  private Optional<Instant> blockedUntil(
      ClientAddress address, Cache<Key, Instant> before, BooleanSupplier exempt) {
    Instant now = clock.instant();
    Key own = Key.of(address);
    Optional<Instant> block = remembered(before, own, now);
    if (block.isPresent()) {
      return block;
    }
    List<Key> wider = networks.of(address);
    List<Key> keys = new ArrayList<>(wider);
    keys.removeIf(key -> remembered(before, key, now).isPresent());
    keys.add(own);
    ledger.read(keys).forEach((key, tally) -> remember(before, key, tally.at(now, limits.get())));
    return remembered(before, own, now)
        .or(
            () ->
                wider.stream()
                    .flatMap(key -> remembered(before, key, now).stream())
                    .max(Instant::compareTo)
                    .filter(until -> !exempt.getAsBoolean()));
  }

  private static Optional<Instant> remembered(Cache<Key, Instant> blocks, Key key, Instant now) {
    return Optional.ofNullable(blocks.getIfPresent(key)).filter(now::isBefore);
  }

  private static void remember(Cache<Key, Instant> blocks, Key key, Tally tally) {
    tally.block().ifPresentOrElse(b -> blocks.put(key, b.until()), () -> blocks.invalidate(key));
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
    Optional<Instant> blocked = refused(address, account);
    if (blocked.isPresent()) {
      return refusal(blocked.get());
    }
    Key key = keyOf(address, account);
    long pair = pairOf(address, account);
    Entrance.Place place = new Entrance.Place(key, random.nextLong(), pair, address, account, gate);
    return turnstiles.enter(key, () -> tryToTake(place)).orElseGet(Entrance.Crowded::new);
  }

  /** Whether an attempt is refused before a place is asked for. */
  private Optional<Instant> refused(ClientAddress address, String account) {
    return whitelist.has(address)
        ? remembered(blocks, Key.pair(address, account), clock.instant())
        : blockedUntil(address, blocks, () -> known.knows(account, address));
  }

  private Key keyOf(ClientAddress address, String account) {
    return whitelist.has(address) ? Key.pair(address, account) : Key.of(address);
  }

  private static long pairOf(ClientAddress address, String account) {
    return Key.pair(AccountName.canonical(account), address.countedAs());
  }

  private Optional<Entrance> tryToTake(Entrance.Place place) {
    Instant now = clock.instant();
    Tally tally =
        change(
            place.key(),
            before -> {
              Tally standing = before.at(now, limits.get());
              boolean refused = standing.block().isPresent() || standing.full(limits.get());
              Tally after = refused ? standing : standing.take(place.id(), place.pair(), now);
              return told(place, before, after, List.of());
            });
    if (tally.has(place.id())) {
      return Optional.of(place);
    }
    return tally.block().map(block -> refusal(block.until()));
  }

  /**
   * Lets an attempt pass that is known to be right without being verified anew. It takes no place;
   * the failures of its pair are forgotten, and nothing is written when there are none.
   *
   * @param account the account's name as the client wrote it
   */
  public Passage proved(ClientAddress address, String account, Gate gate) {
    Optional<Instant> blocked = refused(address, account);
    if (blocked.isPresent()) {
      return refusal(blocked.get());
    }
    long pair = pairOf(address, account);
    if (whitelist.has(address)) {
      Key key = Key.pair(address, account);
      Cache<Key, Instant> before = blocks;
      Tally tally = ledger.read(key).at(clock.instant(), limits.get());
      if (tally.block().isPresent()) {
        remember(before, key, tally);
        return refusal(tally.block().get().until());
      }
      forget(key, pair);
    }
    return new Passage.Proved(hold(address, account, pair));
  }

  /** How long the answer to a right attempt is held; the failures of its pair are forgotten. */
  private Duration hold(ClientAddress address, String account, long pair) {
    Key key = whitelist.has(address) ? Key.whitelisted(address) : Key.of(address);
    int failures = forget(key, pair);
    return longer(limits.get().wait(failures + 1), strangers.admitted(account, address));
  }

  /** Forgets the failures of a pair; returns how many of all pairs there were. */
  private int forget(Key key, long pair) {
    Tally tally = ledger.read(key).at(clock.instant(), limits.get());
    if (tally.hasFailuresOf(pair)) {
      turnstiles.freeing(key, () -> change(key, before -> Change.silent(before.forget(pair))));
    }
    return tally.failures();
  }

  /**
   * Counts a session id that was shown and never issued: each distinct one once per address and
   * {@code ttl}. It takes no place; while attempts under way hold them all, it is not counted.
   *
   * @param idHash a hash of the id
   */
  public void fixation(ClientAddress address, Gate gate, String idHash) {
    boolean exempt = whitelist.has(address);
    Key key = exempt ? Key.whitelisted(address) : Key.of(address);
    long id = Key.pair(idHash, "");
    Entrance.Place place = new Entrance.Place(key, id, Tally.FIXATION, address, "", gate);
    AuditEvent event = event(What.FIXATION, place, "a session id was shown that was never issued");
    turnstiles.alone(
        key,
        () ->
            change(
                key,
                before -> {
                  Instant now = clock.instant();
                  Tally standing =
                      exempt ? before.unblockedAt(now, limits.get()) : before.at(now, limits.get());
                  if (standing.has(id)) {
                    return Change.silent(standing);
                  }
                  if (exempt) {
                    return told(place, before, noted(standing, place, now), List.of(event));
                  }
                  return standing.block().isPresent() || standing.full(limits.get())
                      ? Change.silent(standing)
                      : told(
                          place,
                          before,
                          standing.fail(id, Tally.FIXATION, now, limits.get()),
                          List.of(event));
                }));
    if (!exempt) {
      networks.failed(place);
    }
  }

  private Tally noted(Tally standing, Entrance.Place place, Instant now) {
    return standing.note(place.id(), place.pair(), now, limits.get().limit(), limits.get().limit());
  }

  /**
   * Settles an attempt that failed.
   *
   * @return how long its answer is to be held
   */
  public Duration failed(Entrance.Place place) {
    return failed(place, "the credential was refused");
  }

  /**
   * Settles an attempt that failed.
   *
   * @param why what was wrong with it, for the audit alone; never told to the client
   * @return how long its answer is to be held
   */
  public Duration failed(Entrance.Place place, String why) {
    AuditEvent denial = event(What.DENIAL, place, why);
    Tally tally =
        turnstiles.freeing(
            place.key(),
            () ->
                change(
                    place.key(),
                    before ->
                        told(
                            place,
                            before,
                            before.fail(place.id(), place.pair(), clock.instant(), limits.get()),
                            List.of(denial))));
    int failures = tally.failures();
    if (place.key().equals(Key.of(place.address()))) {
      networks.failed(place);
    } else {
      failures = failedExempt(place);
    }
    return longer(limits.get().wait(failures), strangers.failed(place));
  }

  /** A whitelisted address is not blocked, but its failures make it wait as others do. */
  private int failedExempt(Entrance.Place place) {
    Key key = Key.whitelisted(place.address());
    return turnstiles
        .alone(
            key,
            () ->
                change(
                    key,
                    before -> {
                      Instant now = clock.instant();
                      Tally after = noted(before.unblockedAt(now, limits.get()), place, now);
                      return told(place, before, after, List.of());
                    }))
        .failures();
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
          failures[0] = before.at(clock.instant(), limits.get()).failures();
          return before.admit(place.id(), place.pair());
        });
    if (!place.key().equals(Key.of(place.address()))) {
      return hold(place.address(), place.account(), place.pair());
    }
    return longer(
        limits.get().wait(failures[0] + 1), strangers.admitted(place.account(), place.address()));
  }

  /** Settles an attempt that could not be verified, because a part of Gatehouse failed. */
  public void undecided(Entrance.Place place) {
    settle(place, before -> before.giveBack(place.id()));
  }

  private void settle(Entrance.Place place, Function<Tally, Tally> rule) {
    turnstiles.freeing(
        place.key(), () -> change(place.key(), before -> Change.silent(rule.apply(before))));
  }

  /** Changes a tally, and knows at once what it then says. */
  private Tally change(Key key, Function<Tally, Change> rule) {
    Cache<Key, Instant> before = blocks;
    Tally tally = ledger.change(key, rule);
    remember(before, key, tally);
    return tally;
  }

  /** A change that tells of a block that it begins, and of an attack that it shows. */
  private Change told(Entrance.Place place, Tally before, Tally after, List<AuditEvent> events) {
    List<AuditEvent> all = new ArrayList<>(events);
    Tally kept = after;
    Instant now = clock.instant();
    boolean stood = before.block().filter(block -> now.isBefore(block.until())).isPresent();
    if (!stood && after.block().isPresent()) {
      Block block = after.block().get();
      all.add(
          event(
              What.BLOCK,
              place,
              place.key().what() + " until " + block.until() + ": " + block.why()));
    }
    if (after.pairs() >= NAMES && after.toldUntil().isEmpty()) {
      kept = after.told(now, limits.get());
      all.add(event(What.ATTACK, place, NAMES + " names and more fail from this address"));
    }
    return new Change(kept, all, false);
  }

  private static AuditEvent event(What what, Entrance.Place place, String detail) {
    return AuditEvent.of(
        what, place.account(), place.gate(), place.address(), detail, Result.REFUSED);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * The blocks that stand.
   *
   * @param after the key after which to begin; empty for the first
   * @param most how many at most
   */
  public List<Ledger.Standing> standing(String after, int most) {
    return ledger.blocked(after, clock.instant(), most);
  }

  /** Whether requests of an address are refused now, read anew. */
  public boolean blocked(ClientAddress address) {
    ledger.forget();
    return blockedUntil(address).isPresent();
  }

  /**
   * Lifts every block of an address, those of its networks and of accounts from it included, and
   * forgets its own failures; at once on this node, within a second on others.
   *
   * @return whether anything was known of it
   */
  public boolean unblock(Caller caller, ClientAddress address) {
    boolean known = lifting.lift(caller, address);
    hear();
    return known;
  }

  /** The networks that the setting whitelists. */
  public List<Network> configured() {
    return whitelist.configured();
  }

  /** The networks that were whitelisted by command. */
  public List<Ledger.Exempt> exempt() {
    return ledger.whitelist();
  }

  /** Whitelists a network; returns whether it was not whitelisted before. */
  public boolean exempt(Caller caller, Network network) {
    boolean added =
        ledger.exempt(
            new Ledger.Exempt(network.toString(), clock.instant(), caller.actor()),
            AuditEvent.by(caller, What.UNBLOCK, "whitelisted: " + network, Result.DONE));
    hear();
    return added;
  }

  /** Takes a network off the whitelist; returns whether it was there. */
  public boolean expose(Caller caller, Network network) {
    boolean removed =
        ledger.expose(
            network.toString(),
            AuditEvent.by(caller, What.UNBLOCK, "no longer whitelisted: " + network, Result.DONE));
    hear();
    return removed;
  }

  /** Learns of what was lifted on other nodes. */
  public void listen() {
    try {
      hear();
      deaf = false;
    } catch (LedgerException e) {
      if (!deaf) {
        LOG.log(Level.WARNING, "blocks lifted on other nodes are not heard of for now", e);
      }
      deaf = true;
    }
  }

  private synchronized void hear() {
    long changes = ledger.changes();
    if (changes != heard) {
      ledger.forget();
      whitelist.reload();
      blocks = noBlocks();
      heard = changes;
    }
  }

  /** Deletes what says nothing any more and brings back what a jumped clock wrote. */
  public void sweep() {
    try {
      if (jumps.follow()) {
        ledger.forget();
        blocks = noBlocks();
      }
      Instant now = clock.instant();
      ledger.sweep(now);
      Instant later = now.plus(limits.get().ttl()).plus(Tally.CLOCKS_DIFFER);
      for (Key key : ledger.fromTheFuture(later, MOST_REPAIRS)) {
        ledger.change(key, before -> Change.silent(before.at(now, limits.get())));
      }
      known.sweep();
    } catch (LedgerException e) {
      LOG.log(Level.WARNING, "old entries could not be removed", e);
    }
  }
}
