package org.gatehouse.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.database.Database;
import org.gatehouse.host.Host;
import org.gatehouse.persistence.session.HandOverRow;
import org.gatehouse.persistence.session.HandOverTable;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;
import org.gatehouse.restriction.Restrictions;
import org.gatehouse.scope.Configuration;

/**
 * Lets the appliance admin come in as another account, and a site's admin as one of its users. What
 * it gives dies with what asked for it: the session, the key, or, when the password itself asked,
 * with that password.
 */
@ApplicationScoped
public class HandOvers {

  /** How long a hand-over can be used. */
  static final Duration OFFERED_FOR = Duration.ofSeconds(60);

  /** How long a session at the SOAP gate lasts that another account asked for. */
  static final Duration LONGEST_AT_SOAP = Duration.ofHours(1);

  private Database database;
  private Sessions sessions;
  private Accounts accounts;
  private Restrictions restrictions;
  private Audit audit;
  private Clock clock;
  private Configuration configuration;
  private SessionIds ids;
  private Overtaking overtaking;
  private Endings endings;

  /** For the container's proxy; what it makes is never used. */
  public HandOvers() {}

  @Inject
  HandOvers(
      Database database,
      Sessions sessions,
      Accounts accounts,
      Restrictions restrictions,
      Host host,
      Audit audit,
      SecureRandom random,
      Clock clock,
      Configuration configuration) {
    this.database = database;
    this.sessions = sessions;
    this.accounts = accounts;
    this.restrictions = restrictions;
    this.audit = audit;
    this.clock = clock;
    this.configuration = configuration;
    this.ids = new SessionIds(random);
    this.overtaking = new Overtaking(host);
    this.endings = new Endings(audit, sessions::forget);
  }

  /**
   * Lets a caller come in as another account.
   *
   * @param target the account to come in as; it exists, and its site is active
   * @param gate UI for a hand-over to be used at the panel within a minute, SOAP for a session of
   *     at most an hour
   * @return the id of either, for the asker alone
   * @throws IllegalArgumentException when the gate has no sessions
   */
  public String hijack(Caller asker, Account target, Gate gate) {
    return database.together(
        connection ->
            switch (gate) {
              case UI -> offer(connection, asker, target, clock.instant());
              case SOAP -> soap(connection, asker, target, clock.instant(), terms());
              default -> throw new IllegalArgumentException("gate " + gate + " has no sessions");
            });
  }

  /**
   * Ends what an account asked for with its password, when that was changed meanwhile: to be called
   * when {@link #hijack} is committed, as a start of a session does.
   *
   * @return whether it was changed
   */
  public boolean withdrawOvertaken(Caller asker) {
    if (!overtaking.happened(asker)) {
      return false;
    }
    String name = asker.account().name().toString();
    database.together(
        connection ->
            endings.endAskedWithPassword(
                connection, name, clock.instant(), new Endings.Why.House(Overtaking.REASON)));
    return true;
  }

  /**
   * Ends what {@link #hijack} gave and nobody got; what is over already is nothing to do.
   *
   * @param hash the SHA-256 of the id that it gave
   */
  void takeBack(String hash, Caller asker) {
    database.together(
        connection -> {
          Instant now = clock.instant();
          endings.withdraw(
              connection, new HandOverTable(connection).find(hash).stream().toList(), now);
          return endings.end(
              connection,
              new SessionTable(connection).lock(hash),
              now,
              new Endings.Why.By(asker, "its id did not arrive"));
        });
  }

  /** What an unused hand-over is for; it stays unused. */
  public Optional<Offer> peek(String id) {
    if (!SessionIds.wellFormed(id)) {
      return Optional.empty();
    }
    return database
        .apart(connection -> offered(connection, SessionIds.hash(id), clock.instant()))
        .map(
            row ->
                new Offer(
                    row.account(),
                    row.askedBy(),
                    row.parent()
                        .filter(parent -> parent.kind() == Parent.Kind.SESSION)
                        .flatMap(Parent::hash)));
  }

  /**
   * Exchanges a hand-over for a session at the panel: once, whatever threads and nodes try.
   *
   * @param id what the client shows; anything
   * @return empty when it is no unused hand-over, what asked for it is no more, the account cannot
   *     sign in, or the asker may not be here; of these none uses it up
   */
  public Optional<Started> handOver(String id, ClientAddress address, String userAgent) {
    if (!SessionIds.wellFormed(id)) {
      return Optional.empty();
    }
    Optional<Started> started =
        database.together(
            connection -> take(connection, id, address, userAgent, clock.instant(), terms()));
    started.ifPresent(session -> sessions.seenLive(SessionIds.hash(session.id())));
    return started;
  }

  /**
   * Ends a session that a hand-over was exchanged for, because its client goes back to the one that
   * asked for it: who shows both ids, and nobody else, since that one lets in as somebody who may
   * do more.
   *
   * @param id the session that ends
   * @param asker what the client shows as the id of the one that asked; anything
   * @return whether it is that one and is live; otherwise nothing ends
   */
  public boolean goBack(String id, String asker, ClientAddress address) {
    if (!SessionIds.wellFormed(id) || !SessionIds.wellFormed(asker)) {
      return false;
    }
    Optional<Parent> wanted =
        Optional.of(new Parent(Parent.Kind.SESSION, Optional.of(SessionIds.hash(asker))));
    return database.together(
        connection -> {
          Instant now = clock.instant();
          List<SessionRow> rows = new SessionTable(connection).lock(SessionIds.hash(id));
          return rows.stream().anyMatch(row -> row.parent().equals(wanted))
              && Rows.lives(connection, wanted, address, now, terms())
              && endings.end(
                      connection, rows, now, new Endings.Why.Itself("went back to what asked"))
                  > 0;
        });
  }

  private SessionTerms terms() {
    return SessionTerms.of(configuration);
  }

  /** Offers the panel as another account. */
  private String offer(Connection connection, Caller asker, Account target, Instant now)
      throws SQLException {
    String id = ids.fresh();
    new HandOverTable(connection)
        .insert(
            new HandOverRow(
                SessionIds.hash(id),
                target.siteId(),
                target.name().user(),
                target.name().toString(),
                asker.account().name().toString(),
                parent(asker),
                now.plus(OFFERED_FOR)));
    tell(asker, target, Gate.UI, "");
    return id;
  }

  /** Starts a session of another account at the SOAP gate. */
  private String soap(
      Connection connection, Caller asker, Account target, Instant now, SessionTerms terms)
      throws SQLException {
    String id = ids.fresh();
    Duration longest =
        terms.longest().compareTo(LONGEST_AT_SOAP) < 0 ? terms.longest() : LONGEST_AT_SOAP;
    SessionRow row =
        Rows.fresh(
            id,
            ids.handle(),
            target,
            Gate.SOAP,
            asker.address(),
            "",
            Optional.of(new Rows.Asked(asker.account().name().toString(), parent(asker))),
            now,
            longest);
    new SessionTable(connection).insert(row, Optional.empty(), Optional.empty());
    tell(asker, target, Gate.SOAP, ", session " + row.handle());
    return id;
  }

  private void tell(Caller asker, Account target, Gate gate, String more) {
    audit.record(
        AuditEvent.by(
            asker,
            AuditEvent.What.HAND_OVER,
            "asked to come in as %s at %s%s".formatted(target.name(), gate, more),
            AuditEvent.Result.DONE));
  }

  private static Optional<Parent> parent(Caller asker) {
    return switch (asker.proof()) {
      case Proof.Session session ->
          Optional.of(new Parent(Parent.Kind.SESSION, Optional.of(session.idHash())));
      case Proof.Key key -> Optional.of(new Parent(Parent.Kind.KEY, Optional.of(key.hash())));
      case Proof.Password _ -> Optional.of(new Parent(Parent.Kind.PASSWORD, Optional.empty()));
      // The way back in is not taken away.
      case Proof.Socket _ -> Optional.empty();
    };
  }

  /** The unused hand-over of a hash. */
  static Optional<HandOverRow> offered(Connection connection, String hash, Instant now)
      throws SQLException {
    return new HandOverTable(connection).find(hash).filter(row -> now.isBefore(row.expiresAt()));
  }

  /** Exchanges a hand-over for a session. */
  private Optional<Started> take(
      Connection connection,
      String offered,
      ClientAddress address,
      String userAgent,
      Instant now,
      SessionTerms terms)
      throws SQLException {
    String hash = SessionIds.hash(offered);
    Optional<HandOverRow> found = offered(connection, hash, now);
    if (found.isEmpty() || !Rows.lives(connection, found.get().parent(), address, now, terms)) {
      return Optional.empty();
    }
    HandOverRow row = found.get();
    Optional<Account> target =
        accounts
            .find(row.siteId(), row.user())
            .filter(Accounts.Standing::active)
            .map(Accounts.Standing::account);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    if (!restrictions.allow(
        Optional.of(Rows.asker(row.askedBy(), row.siteId())), Gate.UI, address)) {
      tell(row, address, "was refused here by a restriction", AuditEvent.Result.REFUSED);
      return Optional.empty();
    }
    if (!new HandOverTable(connection).take(hash, now)) {
      return Optional.empty();
    }
    String id = ids.fresh();
    SessionRow session =
        Rows.fresh(
            id,
            ids.handle(),
            target.get(),
            Gate.UI,
            address,
            userAgent,
            Optional.of(new Rows.Asked(row.askedBy(), row.parent())),
            now,
            terms.longest());
    new SessionTable(connection).insert(session, Optional.empty(), Optional.empty());
    tell(row, address, "came in, session " + session.handle(), AuditEvent.Result.DONE);
    return Optional.of(new Started(id, Optional.empty()));
  }

  private void tell(
      HandOverRow row, ClientAddress address, String detail, AuditEvent.Result result) {
    audit.record(
        AuditEvent.of(
            AuditEvent.What.HAND_OVER,
            row.askedBy() + " as " + row.account(),
            Gate.UI,
            address,
            detail,
            result));
  }
}
