package org.gatehouse.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gatehouse.audit.Audit;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.Proof;
import org.gatehouse.database.Database;
import org.gatehouse.host.Host;
import org.gatehouse.persistence.Again;
import org.gatehouse.persistence.SqlState;
import org.gatehouse.persistence.session.EndedIds;
import org.gatehouse.persistence.session.FoundSession;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SealedPassword;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;
import org.gatehouse.restriction.Restrictions;
import org.gatehouse.scope.Configuration;
import org.gatehouse.scope.Settings;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;

/**
 * Signed-in stays at the panel and the SOAP gate.
 *
 * <p>Guarantees: the client alone holds a session's id, the database its SHA-256. Whether a session
 * is live is read from SQL each time, so an end holds at once on every node. A session is valid at
 * the gate it was started for. An id that was not issued here is never adopted. What starts a
 * session must be called in no transaction, since only a committed one can tell whether its
 * password was changed meanwhile. {@link SessionEnds} ends sessions.
 */
@ApplicationScoped
public class Sessions {

  private static final Logger LOG = Logger.getLogger(Sessions.class.getName());

  /** From which presentation on an ended id counts. */
  private static final int COUNTED_FROM = 5;

  private static final int KNOWN_HERE = 100_000;

  /** How many sessions a list has at most. */
  private static final int LONGEST_LIST = 500;

  private Database database;
  private Clock clock;
  private Configuration configuration;
  private Restrictions restrictions;
  private LoginHistory history;
  private Overtaking overtaking;
  private SessionIds ids;
  private VisitorIds visitors;
  private Codes csrf;
  private Codes reuse;
  private PasswordSeal seal;
  private Endings endings;

  private final Set<String> beingSeen = ConcurrentHashMap.newKeySet();
  private Cache<String, Boolean> known;

  /** For the container's proxy; what it makes is never used. */
  public Sessions() {}

  @Inject
  Sessions(
      Database database,
      Restrictions restrictions,
      LoginHistory history,
      Host host,
      Audit audit,
      CurrentSecret secret,
      SecureRandom random,
      Clock clock,
      Configuration configuration) {
    this.database = database;
    this.clock = clock;
    this.configuration = configuration;
    this.restrictions = restrictions;
    this.history = history;
    this.overtaking = new Overtaking(host);
    this.ids = new SessionIds(random);
    this.visitors = new VisitorIds(ids, secret);
    this.csrf = new Codes(() -> secret.key(Secret.Use.CSRF_TOKEN));
    this.reuse = new Codes(() -> secret.key(Secret.Use.SESSION_REUSE));
    this.seal = new PasswordSeal(secret, Secret.Use.SEALED_PASSWORD, random);
    this.known =
        Caffeine.newBuilder()
            .maximumSize(KNOWN_HERE)
            .expireAfterWrite(terms().idle())
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
    configuration.whenChanged(
        Settings.SESSION_TTL, known.policy().expireAfterWrite().orElseThrow()::setExpiresAfter);
    this.endings = new Endings(audit, this::forget);
  }

  /**
   * Starts a session of an admitted account, at the gate it came in by.
   *
   * @param userAgent what the client calls itself; cut to 255 characters
   * @param password the account's password, to be kept sealed; empty when there is none to keep. It
   *     is kept for the panel only, and while {@code [auth] retain_ui_password} says so
   * @return what is for the client alone
   * @throws IllegalArgumentException when the gate has no sessions
   * @throws OvertakenException when the password that let the caller in was changed meanwhile
   */
  public Started start(Caller caller, String userAgent, CharSequence password) {
    Started started =
        Again.whenInTheWay(
                () -> database.whole(() -> started(caller, userAgent, password, Optional.empty())))
            .orElseThrow();
    notOvertaken(caller, started.id());
    return started;
  }

  /**
   * Makes sure that a session which was started with a password does not outlive it. A change of
   * the password first writes the new one, then ends the sessions that it finds: so one that it did
   * not find was committed after that, and finds the new one here.
   */
  private void notOvertaken(Caller caller, String id) {
    if (!overtaking.happened(caller)) {
      return;
    }
    database.together(
        connection ->
            endings.end(
                connection,
                new SessionTable(connection).lock(SessionIds.hash(id)),
                clock.instant(),
                new Endings.Why.House(Overtaking.REASON)));
    throw new OvertakenException();
  }

  /** Empty when a session of this reuse key was started by another call just now. */
  private Optional<Started> started(
      Caller caller, String userAgent, CharSequence password, Optional<String> reuseKey) {
    Gate gate = caller.gate();
    if (gate != Gate.UI && gate != Gate.SOAP) {
      throw new IllegalArgumentException("gate " + gate + " has no sessions");
    }
    SessionTerms terms = terms();
    String id = ids.fresh();
    SessionRow row =
        Rows.fresh(
            id,
            ids.handle(),
            caller.account(),
            gate,
            caller.address(),
            userAgent,
            Optional.empty(),
            clock.instant(),
            terms.longest());
    boolean retained =
        gate == Gate.UI
            && terms.retainPassword()
            && !password.isEmpty()
            && password.length() <= PasswordSeal.LONGEST;
    Optional<PasswordSeal.Parts> parts =
        retained ? Optional.of(seal.seal(id, password)) : Optional.empty();
    if (!database.together(connection -> insert(connection, row, reuseKey, parts))) {
      return Optional.empty();
    }
    history.signedIn(caller, row.userAgent(), "session " + row.handle() + " started");
    known.put(row.idHash(), true);
    return Optional.of(new Started(id, parts.map(PasswordSeal.Parts::tag)));
  }

  private static boolean insert(
      Connection connection,
      SessionRow row,
      Optional<String> reuseKey,
      Optional<PasswordSeal.Parts> parts)
      throws SQLException {
    try {
      new SessionTable(connection).insert(row, reuseKey, parts.map(PasswordSeal.Parts::kept));
      return true;
    } catch (SQLException e) {
      if (reuseKey.isPresent() && SqlState.of(e).filter(SqlState::duplicate).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The session of a SOAP client that shows its password and no session: the one that it has
   * already, known again by account, address and user agent, or a fresh one. Keys start none.
   *
   * @return the id of a fresh one, for the client alone; empty when it has one, or needs none
   * @throws OvertakenException when the password that let the caller in was changed meanwhile
   */
  public Optional<String> soapSession(Caller caller, String userAgent) {
    if (!(caller.proof() instanceof Proof.Password)) {
      return Optional.empty();
    }
    String agent = userAgent == null ? "" : userAgent;
    String key =
        HexFormat.of()
            .formatHex(
                reuse.of(
                    String.join(
                        "\n",
                        caller.account().name().toString(),
                        caller.account().siteId().map(String::valueOf).orElse(""),
                        caller.address().text(),
                        agent)));
    Instant now = clock.instant();
    SessionTerms terms = terms();
    Optional<SessionRow> mine =
        database.apart(
            connection -> {
              Optional<SessionRow> row = new SessionTable(connection).ofReuseKey(key);
              row.filter(found -> !Rows.over(found, now, terms))
                  .ifPresent(found -> seen(connection, found, now));
              return row;
            });
    if (mine.filter(row -> !Rows.over(row, now, terms)).isPresent()) {
      return Optional.empty();
    }
    Optional<String> started =
        Again.whenInTheWay(() -> database.whole(() -> startOrReuse(caller, agent, key, mine, now)));
    started.ifPresent(id -> notOvertaken(caller, id));
    return started;
  }

  private Optional<String> startOrReuse(
      Caller caller, String agent, String key, Optional<SessionRow> mine, Instant now) {
    if (mine.isPresent()) {
      database.together(
          connection -> endings.end(connection, List.of(mine.get()), now, new Endings.Why.Over()));
    }
    return started(caller, agent, "", Optional.of(key)).map(Started::id);
  }

  /**
   * A live session that was found.
   *
   * @param restricted whether there may be a restriction to ask for: its account has one, or
   *     another account asked for it
   */
  public record Found(Live live, boolean restricted) {}

  /**
   * The live session of an id at a gate: one statement, and at most once a minute a second one.
   *
   * @param id what the client shows; anything
   * @param address from where; a session that another account asked for is valid only where that
   *     account may be used
   * @return empty when there is none, it was started for another gate, it was idle too long or is
   *     over, its site is suspended or gone, or what asked for it is no more
   */
  public Optional<Found> find(String id, Gate gate, ClientAddress address) {
    if (!SessionIds.wellFormed(id) || visitors.issued(id)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    SessionTerms terms = terms();
    Optional<Found> live =
        database.apart(
            connection -> {
              String hash = SessionIds.hash(id);
              Optional<FoundSession> any =
                  new SessionTable(connection)
                      .find(hash)
                      .filter(session -> !Rows.over(session.session(), now, terms));
              if (any.isEmpty()) {
                // It may have ended on another node.
                known.invalidate(hash);
              }
              Optional<FoundSession> found =
                  any.filter(session -> session.session().gate().equals(gate.name()));
              Optional<Account> account = found.flatMap(Rows::account);
              if (account.isEmpty()
                  || !Rows.lives(connection, found.get().session().parent(), address, now, terms)) {
                return Optional.empty();
              }
              seen(connection, found.get().session(), now);
              return found.map(
                  session ->
                      new Found(
                          Rows.live(session.session(), account.get()),
                          session.restricted() || session.session().askedBy().isPresent()));
            });
    Optional<Found> allowed = live.filter(found -> allowed(found.live(), address));
    allowed.ifPresent(found -> known.put(found.live().proof().idHash(), true));
    return allowed;
  }

  private boolean allowed(Live session, ClientAddress address) {
    Optional<Account> asker = session.asker();
    return asker.isEmpty() || restrictions.allow(asker, session.gate(), address);
  }

  /** Notes that a session was used; a request does not fail for want of the note. */
  private void seen(Connection connection, SessionRow row, Instant now) {
    boolean due = !now.isBefore(row.lastSeenAt().plus(SessionTerms.SEEN_TO_THE));
    if (!due || !beingSeen.add(row.idHash())) {
      return;
    }
    try {
      SessionTable table = new SessionTable(connection);
      table.seen(row.idHash(), row.lastSeenAt(), now);
      if (row.gate().equals(Gate.UI.name())) {
        // Whoever works at the panel as somebody else is not away from it.
        Optional<String> asker =
            row.parent()
                .filter(parent -> parent.kind() == Parent.Kind.SESSION)
                .flatMap(Parent::hash);
        if (asker.isPresent()) {
          table.seenByWhatItAskedFor(asker.get(), now);
        }
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "the use of session {0} was not noted", row.handle());
    } finally {
      beingSeen.remove(row.idHash());
    }
  }

  /**
   * Whether this node saw the session of an id live within {@code [session] ttl}, after which it
   * has ended by itself; asks no database. It says nothing of whether it is live now.
   */
  public boolean knownHere(String id) {
    return SessionIds.wellFormed(id) && known.getIfPresent(SessionIds.hash(id)) != null;
  }

  /** An id of ours for a visitor who is nobody yet; it is kept nowhere and is never a session's. */
  public String visitorId() {
    return visitors.fresh();
  }

  /** Whether an id is one that {@link #visitorId} made; asks no database. */
  public boolean visitor(String id) {
    return SessionIds.wellFormed(id) && visitors.issued(id);
  }

  /**
   * What an id is that lets nobody in where it was shown. Each call is one presentation.
   *
   * @param id what the client shows; anything
   */
  public Presented presented(String id) {
    if (!SessionIds.wellFormed(id)) {
      return Presented.FOREIGN;
    }
    if (visitors.issued(id)) {
      return Presented.VISITOR;
    }
    String hash = SessionIds.hash(id);
    Instant now = clock.instant();
    SessionTerms terms = terms();
    Optional<SessionRow> row =
        database
            .apart(connection -> new SessionTable(connection).find(hash))
            .map(FoundSession::session);
    if (row.filter(session -> !Rows.over(session, now, terms)).isPresent()) {
      return Presented.LIVE;
    }
    if (row.isPresent()) {
      database.together(
          connection -> endings.end(connection, List.of(row.get()), now, new Endings.Why.Over()));
    }
    // Each statement for itself: a transaction would go on reading the count that it read first.
    return database.apart(
        connection ->
            HandOvers.offered(connection, hash, now).isPresent()
                ? Presented.HAND_OVER
                : ended(connection, hash, now));
  }

  /**
   * Whether the session of an id ended because it was idle for too long, as far as that is
   * remembered.
   *
   * @param id what the client shows; anything
   */
  public boolean wasIdle(String id) {
    if (!SessionIds.wellFormed(id)) {
      return false;
    }
    String hash = SessionIds.hash(id);
    Instant now = clock.instant();
    SessionTerms terms = terms();
    return database.apart(
        connection -> {
          Optional<SessionRow> unswept =
              new SessionTable(connection).find(hash).map(FoundSession::session);
          return unswept.isPresent()
              ? Rows.over(unswept.get(), now, terms) && now.isBefore(unswept.get().endsAt())
              : new EndedIds(connection).idle(hash);
        });
  }

  private static Presented ended(Connection connection, String hash, Instant now)
      throws SQLException {
    EndedIds endedIds = new EndedIds(connection);
    while (true) {
      OptionalInt before = endedIds.presentations(hash, now.minus(Endings.REMEMBERED));
      if (before.isEmpty()) {
        return Presented.FOREIGN;
      } else if (before.getAsInt() >= COUNTED_FROM - 1) {
        return Presented.ENDED_OFTEN;
      } else if (endedIds.count(hash, before.getAsInt())) {
        return Presented.ENDED;
      }
    }
  }

  /** The token that pages of a session send with their calls, so that no other site's page can. */
  public String csrfToken(String id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(csrf.of(id));
  }

  /** Whether a token is that of a session; asked without telling anything by the time it takes. */
  public boolean csrfTokenFits(String id, String token) {
    return token != null
        && MessageDigest.isEqual(
            csrfToken(id).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Opens the password that a session of the panel keeps, lends it, and wipes it.
   *
   * @param id the session's id, as the client shows it
   * @param tag the tag that its start gave, as the client shows it
   * @param borrower sees the password while it runs; must not keep the array, and is in no
   *     transaction
   * @return what the borrower made of it; empty when the session is not live, keeps no password, or
   *     the tag is another's
   */
  public <T> Optional<T> unseal(String id, String tag, Function<char[], T> borrower) {
    if (!SessionIds.wellFormed(id)) {
      return Optional.empty();
    }
    String hash = SessionIds.hash(id);
    Instant now = clock.instant();
    Optional<SealedPassword> kept =
        database.apart(
            connection -> {
              SessionTable table = new SessionTable(connection);
              boolean live =
                  table
                      .find(hash)
                      .filter(found -> !Rows.over(found.session(), now, terms()))
                      .flatMap(Rows::account)
                      .isPresent();
              return live ? table.sealed(hash) : Optional.empty();
            });
    return kept.flatMap(row -> seal.open(id, tag, row, borrower));
  }

  /** The live sessions of an account, newest first, at most {@value #LONGEST_LIST}. */
  public List<Live> liveOf(Account account) {
    Instant now = clock.instant();
    return database.apart(
        connection ->
            new SessionTable(connection)
                .ofAccount(account.name().toString(), LONGEST_LIST).stream()
                    .filter(row -> row.siteId().equals(account.siteId()))
                    .filter(row -> !Rows.over(row, now, terms()))
                    .map(row -> Rows.live(row, account))
                    .toList());
  }

  /** The live session that a caller came by; empty when it came by another proof. */
  public Optional<Live> of(Caller caller) {
    if (!(caller.proof() instanceof Proof.Session session)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return database
        .apart(connection -> new SessionTable(connection).find(session.idHash()))
        .map(FoundSession::session)
        .filter(row -> !Rows.over(row, now, terms()))
        .map(row -> Rows.live(row, caller.account()));
  }

  /**
   * The live sessions that answer to an account's restrictions: those that it started, as itself or
   * by asking to come in as another. Each names the given account, whosever it is.
   */
  public List<Live> restrictedWith(Account account) {
    Instant now = clock.instant();
    return database.together(
        connection ->
            new SessionTable(connection)
                .restrictedWith(account.name().toString()).stream()
                    .filter(
                        row -> row.askedBy().isPresent() || row.siteId().equals(account.siteId()))
                    .filter(row -> !Rows.over(row, now, terms()))
                    .map(row -> Rows.live(row, account))
                    .toList());
  }

  /** Notes that this node saw a session live. */
  void seenLive(String idHash) {
    known.put(idHash, true);
  }

  /** Forgets that this node saw a session live. */
  void forget(String idHash) {
    known.invalidate(idHash);
  }

  /** Forgets which sessions this node saw live. */
  void forgetAll() {
    known.invalidateAll();
  }

  private SessionTerms terms() {
    return SessionTerms.of(configuration);
  }
}
