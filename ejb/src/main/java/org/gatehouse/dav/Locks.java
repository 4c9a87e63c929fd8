package org.gatehouse.dav;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.auth.Caller;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Conflicts;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.dav.LockPath;
import org.gatehouse.persistence.dav.LockRow;
import org.gatehouse.persistence.dav.LockTable;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;

/**
 * The locks of the DAV gate (RFC 4918, sections 6 and 7), kept in SQL, so that every node sees each
 * at once. Of two who would take conflicting ones at once, on whatever nodes, one gets its own. A
 * lock that is over is as if it had never been.
 *
 * <p>Paths are canonical, from the site's root: names with slashes between them, empty for the
 * root, at most {@value LockPath#LONGEST} bytes, and two are the same when their bytes are. One
 * that is longer, or no Unicode text, is an {@code IllegalArgumentException}.
 *
 * <p>What takes or refreshes is a transaction of its own: not to be called within another.
 */
@ApplicationScoped
public class Locks {

  /** For as long as there may be a lock: {@code Timeout: Infinite}. */
  public static final Duration INFINITE = Duration.ofSeconds(Long.MAX_VALUE);

  /** The most bytes of UTF-8 that a taker may write about themselves. */
  public static final int LONGEST_OWNER = LockRow.LONGEST_OWNER;

  /** How many locks that are in the way are told. */
  static final int MOST_CONFLICTS = 100;

  private static final String SCHEME = "urn:uuid:";

  private static final int ID_LENGTH = 36;

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private Database database;
  private Configuration configuration;
  private Clock clock;

  /** For the container's proxy; what it makes is never used. */
  public Locks() {}

  @Inject
  Locks(Database database, Configuration configuration, Clock clock) {
    this.database = database;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** Statements on the table of locks. */
  @FunctionalInterface
  private interface Work<T> {
    T on(LockTable table, Instant now) throws SQLException;
  }

  /**
   * The locks that hold for a path: at it, and deep ones at collections above it; in order of their
   * paths. One statement.
   */
  public List<DavLock> on(int site, String path) {
    return seen((table, now) -> table.on(site, new LockPath(path), now));
  }

  /**
   * Those, and the ones at direct members: what {@code lockdiscovery} says of a collection and each
   * member. One statement.
   */
  public List<DavLock> onMembers(int site, String collection) {
    return seen((table, now) -> table.onMembers(site, new LockPath(collection), now));
  }

  /**
   * The locks that hold for a path or for anything below it: all that whoever removes, moves or
   * overwrites it must respect. One statement.
   */
  public List<DavLock> within(int site, String path) {
    return seen((table, now) -> table.within(site, new LockPath(path), now));
  }

  private List<DavLock> seen(Work<List<LockRow>> work) {
    Instant now = clock.instant();
    return database.read(connection -> work.on(new LockTable(connection), now)).stream()
        .map(row -> shown(row, now))
        .toList();
  }

  private static DavLock shown(LockRow row, Instant now) {
    return new DavLock(
        SCHEME + row.token(),
        row.path().text(),
        row.exclusive(),
        row.deep(),
        row.owner(),
        row.user(),
        Duration.between(now, row.expiresAt()));
  }

  /** What became of a lock that was to be taken. */
  private sealed interface Outcome {
    /** It was. */
    record Taken(DavLock lock) implements Outcome {}

    /** Others are in its way. */
    record InTheWay(List<DavLock> locks) implements Outcome {}

    /** Its account has as many as it may. */
    record TooMany(int most) implements Outcome {}
  }

  /**
   * Takes a lock for a caller of a site, on what is there or is to be.
   *
   * @param exclusive whether it is to be the only one; else it may be beside shared ones
   * @param deep whether it is to be on all that is below, too
   * @param owner what the taker writes about themselves; may be empty
   * @param timeout how long it is to last; empty for {@code [dav] lock_timeout}; more than {@code
   *     [dav] longest_lock} is that
   * @throws LockedException when others are in the way, the caller's own too
   * @throws TooManyLocksException when the account has as many as it may
   * @throws CommandException when the owner is longer than {@value #LONGEST_OWNER} bytes, or the
   *     site was deleted
   */
  public DavLock take(
      Caller caller,
      String path,
      boolean exclusive,
      boolean deep,
      String owner,
      Optional<Duration> timeout)
      throws LockedException, TooManyLocksException {
    if (owner.getBytes(StandardCharsets.UTF_8).length > LONGEST_OWNER) {
      throw new CommandException(
          Kind.ARGUMENT, "the owner of a lock is at most " + LONGEST_OWNER + " bytes");
    }
    LockPath place = new LockPath(path);
    Outcome outcome =
        inTurn(
            site(caller),
            (table, now) -> {
              LockRow lock =
                  new LockRow(
                      UUID.randomUUID().toString(),
                      site(caller),
                      user(caller),
                      place,
                      exclusive,
                      deep,
                      owner,
                      now.plus(granted(timeout)));
              return take(table, lock, now);
            });
    return switch (outcome) {
      case Outcome.Taken(DavLock lock) -> lock;
      case Outcome.InTheWay(List<DavLock> locks) -> throw new LockedException(locks);
      case Outcome.TooMany(int most) -> throw new TooManyLocksException(most);
    };
  }

  private Outcome take(LockTable table, LockRow lock, Instant now) throws SQLException {
    List<LockRow> inTheWay =
        table.against(
            lock.siteId(), lock.path(), lock.exclusive(), lock.deep(), now, MOST_CONFLICTS);
    if (!inTheWay.isEmpty()) {
      return new Outcome.InTheWay(inTheWay.stream().map(row -> shown(row, now)).toList());
    }
    int most = configuration.value(Settings.DAV_LOCKS);
    if (table.count(lock.siteId(), lock.user(), now) >= most) {
      return new Outcome.TooMany(most);
    }
    table.insert(lock, now);
    return new Outcome.Taken(shown(lock, now));
  }

  /**
   * Has a lock begin anew (RFC 4918, section 9.10.2).
   *
   * @param path one that the lock holds for
   * @param token as it was given, with its scheme
   * @param timeout how long it is to last from now, as for a new one
   * @return the lock; empty when there is none of that token, or it is somebody else's, or does not
   *     hold for the path
   */
  public Optional<DavLock> refresh(
      Caller caller, String path, String token, Optional<Duration> timeout) {
    LockPath place = new LockPath(path);
    // In turn: what ended meanwhile may be another's already.
    return inTurn(
        site(caller),
        (table, now) -> {
          Optional<LockRow> held = held(table, caller, place, token, now);
          if (held.isEmpty()) {
            return Optional.empty();
          }
          LockRow extended = held.get().until(now.plus(granted(timeout)));
          return table.extend(extended.token(), extended.expiresAt())
              ? Optional.of(shown(extended, now))
              : Optional.empty();
        });
  }

  /**
   * Gives a lock up (RFC 4918, section 9.11).
   *
   * @param path one that the lock holds for; it need not be the one that it was taken on
   * @param token as it was given, with its scheme
   * @return false when there is none of that token, or it is somebody else's, or does not hold for
   *     the path
   */
  public boolean release(Caller caller, String path, String token) {
    LockPath place = new LockPath(path);
    return changed(
        (table, now) -> {
          Optional<LockRow> held = held(table, caller, place, token, now);
          return held.isPresent() && table.delete(held.get().token());
        });
  }

  private static Optional<LockRow> held(
      LockTable table, Caller caller, LockPath path, String token, Instant now)
      throws SQLException {
    return find(table, site(caller), token, now)
        .filter(lock -> lock.user().equals(user(caller)) && lock.holdsFor(path));
  }

  private static Optional<LockRow> find(LockTable table, int site, String token, Instant now)
      throws SQLException {
    Optional<String> id = id(token);
    return id.isEmpty() ? Optional.empty() : table.find(site, id.get(), now);
  }

  /** What the table calls a token; empty when no lock can have it. */
  private static Optional<String> id(String token) {
    return Optional.of(token)
        .filter(text -> text.startsWith(SCHEME))
        .map(text -> text.substring(SCHEME.length()))
        .filter(text -> text.length() == ID_LENGTH);
  }

  /**
   * Some of the locks of a site.
   *
   * @param user of whom; empty for all
   * @param path those that hold for it, and those below it
   * @param most how many at most
   */
  List<DavLock> listed(int site, Optional<String> user, String path, int most) {
    return seen((table, now) -> table.within(site, new LockPath(path), user, now, most));
  }

  /**
   * Ends a lock, whatever path it holds for, in the caller's transaction.
   *
   * @param user whose it must be; empty for anybody's
   * @param token as it was given, with its scheme
   * @return the lock that ended; empty when there is none of that token at the site, or it is
   *     somebody else's
   */
  Optional<DavLock> end(int site, Optional<String> user, String token) {
    return changed(
        (table, now) -> {
          Optional<LockRow> found = find(table, site, token, now);
          return found.isPresent()
                  && user.map(found.get().user()::equals).orElse(true)
                  && table.delete(found.get().token())
              ? Optional.of(shown(found.get(), now))
              : Optional.empty();
        });
  }

  /** Forgets the locks at a path and below it, which is not there any more. */
  public void gone(int site, String path) {
    LockPath place = new LockPath(path);
    changed((table, _) -> table.deleteWithin(site, place));
  }

  /** Forgets the locks of an account of a site; how many there were. */
  public int deleteOf(int site, String user) {
    return changed((table, _) -> table.deleteOf(site, user));
  }

  /** Removes the locks that are over. */
  public void sweep() {
    Instant now = clock.instant();
    database.apart(connection -> new LockTable(connection).sweep(now));
  }

  private Duration granted(Optional<Duration> asked) {
    Duration longest = configuration.value(Settings.DAV_LONGEST_LOCK);
    Duration wanted = asked.orElseGet(() -> configuration.value(Settings.DAV_LOCK_TIMEOUT));
    Duration granted = wanted.compareTo(longest) > 0 ? longest : wanted;
    return granted.compareTo(SHORTEST) < 0 ? SHORTEST : granted;
  }

  private static int site(Caller caller) {
    return caller.account().siteId().orElseThrow();
  }

  private static String user(Caller caller) {
    return caller.account().name().user();
  }

  private <T> T changed(Work<T> work) {
    return database.together(connection -> work.on(new LockTable(connection), clock.instant()));
  }

  /** Does it while nobody else takes or refreshes a lock at the site, as of when they are done. */
  private <T> T inTurn(int site, Work<T> work) {
    return Conflicts.retried(
        () ->
            changed(
                (table, _) -> {
                  if (!table.takeTurn(site)) {
                    throw new CommandException(
                        Kind.NOT_FOUND, "the site of this account was deleted");
                  }
                  return work.on(table, clock.instant());
                }));
  }
}
