package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gatehouse.audit.Audit;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.database.Database;
import org.gatehouse.persistence.session.EndedIds;
import org.gatehouse.persistence.session.HandOverTable;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;
import org.gatehouse.scope.Configuration;

/**
 * Ends sessions, at once and on every node, in the caller's transaction when there is one; with
 * each ends what it asked for.
 */
@ApplicationScoped
public class SessionEnds {

  private static final int SWEPT_AT_ONCE = 500;

  private Database database;
  private Clock clock;
  private Configuration configuration;
  private Endings endings;

  /** For the container's proxy; what it makes is never used. */
  public SessionEnds() {}

  @Inject
  SessionEnds(
      Database database, Sessions sessions, Audit audit, Clock clock, Configuration configuration) {
    this.database = database;
    this.clock = clock;
    this.configuration = configuration;
    this.endings = new Endings(audit, sessions::forget);
  }

  /** Ends the session of an id, at its own client's wish; an id of none is nothing to do. */
  public void end(String id) {
    if (SessionIds.wellFormed(id)) {
      database.together(
          connection ->
              endings.end(
                  connection,
                  new SessionTable(connection).lock(SessionIds.hash(id)),
                  clock.instant(),
                  new Endings.Why.Itself("signed out")));
    }
  }

  /**
   * Ends an account's sessions, the unused hand-overs to it, and what dies with its password.
   *
   * @param except the id's hash of the one to leave
   * @param reason for the audit: why, in a few words
   * @return how many ended
   */
  public int endOf(Account account, Optional<String> except, Caller by, String reason) {
    return endOf(account, except, new Endings.Why.By(by, reason));
  }

  /** The same with all of them, asked by nobody. */
  public int endOf(Account account, String reason) {
    return endOf(account, Optional.empty(), new Endings.Why.House(reason));
  }

  private int endOf(Account account, Optional<String> except, Endings.Why why) {
    String name = account.name().toString();
    return database.together(
        connection -> {
          SessionTable table = new SessionTable(connection);
          HandOverTable offers = new HandOverTable(connection);
          Instant now = clock.instant();
          endings.withdraw(connection, offers.ofAccount(name), now);
          List<SessionRow> rows =
              table.lockOfAccount(name).stream()
                  .filter(row -> !except.equals(Optional.of(row.idHash())))
                  .toList();
          return endings.end(connection, rows, now, why)
              + endings.endAskedWithPassword(connection, name, now, why);
        });
  }

  /**
   * Ends those sessions that answer to an account's restrictions and that a test picks, as {@link
   * Sessions#restrictedWith} names them.
   *
   * @param reason for the audit: why, in a few words
   * @return how many ended
   */
  public int endRestricted(Account account, Predicate<Live> picked, Caller by, String reason) {
    return database.together(
        connection ->
            endings.end(
                connection,
                new SessionTable(connection)
                    .lockRestrictedWith(account.name().toString()).stream()
                        .filter(row -> picked.test(Rows.live(row, account)))
                        .toList(),
                clock.instant(),
                new Endings.Why.By(by, reason)));
  }

  /**
   * Ends one of an account's sessions.
   *
   * @param handle what people call it by
   * @return whether there was one
   */
  public boolean endByHandle(Account account, String handle, Caller by) {
    return database.together(
            connection ->
                endings.end(
                    connection,
                    new SessionTable(connection).lockOfHandle(account.name().toString(), handle),
                    clock.instant(),
                    new Endings.Why.By(by, "ended by its account")))
        > 0;
  }

  /** Ends what dies with a key. */
  public int endOfKey(String keyHash, Caller by, String reason) {
    return endOfKey(keyHash, everywhere -> true, by, reason);
  }

  /**
   * Ends of what was asked for with a key the unused hand-overs, and the sessions that a test
   * picks.
   *
   * @param picked is told the address that a session was started from
   * @param reason for the audit: why, in a few words
   * @return how many sessions ended
   */
  public int endOfKey(String keyHash, Predicate<ClientAddress> picked, Caller by, String reason) {
    return database.together(
        connection -> {
          Instant now = clock.instant();
          endings.withdraw(
              connection, new HandOverTable(connection).ofParent(Parent.Kind.KEY, keyHash), now);
          return endings.end(
              connection,
              new SessionTable(connection)
                  .lockOfParent(Parent.Kind.KEY, keyHash).stream()
                      .filter(row -> picked.test(ClientAddress.of(row.address())))
                      .toList(),
              now,
              new Endings.Why.By(by, reason));
        });
  }

  /** Ends all sessions of a site's accounts and the unused hand-overs to them. */
  public int endAt(int siteId, Caller by, String reason) {
    return endAt(siteId, new Endings.Why.By(by, reason));
  }

  /** Ends all sessions of a site's accounts and the unused hand-overs to them, asked by nobody. */
  public int endAt(int siteId, String reason) {
    return endAt(siteId, new Endings.Why.House(reason));
  }

  /** How many {@link #endAt} would end now. */
  public int wouldEndAt(int siteId) {
    return database.apart(connection -> new SessionTable(connection).countOfSite(siteId));
  }

  /** How many sessions of its own an account has now, which end with its password. */
  public int wouldEndOf(String account) {
    return database.apart(connection -> new SessionTable(connection).countOfAccount(account));
  }

  private int endAt(int siteId, Endings.Why why) {
    return database.together(
        connection -> {
          Instant now = clock.instant();
          endings.withdraw(connection, new HandOverTable(connection).ofSite(siteId), now);
          return endings.end(connection, new SessionTable(connection).lockOfSite(siteId), now, why);
        });
  }

  /**
   * Forgets the passwords that an account's sessions keep, because it has another now; the sessions
   * stay.
   */
  public void forgetPasswords(Account account) {
    database.together(
        connection -> {
          new SessionTable(connection).unseal(account.name().toString());
          return null;
        });
  }

  /** Ends what is over, and forgets what ended long ago. */
  public void sweep() {
    Instant now = clock.instant();
    SessionTerms terms = SessionTerms.of(configuration);
    database.together(
        connection -> {
          SessionTable table = new SessionTable(connection);
          List<SessionRow> over = table.over(now, now.minus(terms.idle()), SWEPT_AT_ONCE);
          endings.end(connection, over, now, new Endings.Why.Over());
          HandOverTable offers = new HandOverTable(connection);
          endings.withdraw(connection, offers.over(now, SWEPT_AT_ONCE), now);
          new EndedIds(connection).forget(now.minus(Endings.REMEMBERED));
          return null;
        });
  }
}
