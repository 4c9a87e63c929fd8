package org.gatehouse.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Accounts;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.persistence.session.HandOverRow;
import org.gatehouse.persistence.session.HandOverTable;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;
import org.gatehouse.restriction.Restrictions;

/**
 * Lets the appliance admin come in as another account. What it gives dies with what asked for it:
 * the session, the key, or, when the password itself asked, with that password.
 */
final class HandOvers {

  /** How long a hand-over can be used. */
  static final Duration OFFERED_FOR = Duration.ofSeconds(60);

  /** How long a session at the SOAP gate lasts that another account asked for. */
  static final Duration LONGEST_AT_SOAP = Duration.ofHours(1);

  private final Accounts accounts;
  private final Restrictions restrictions;
  private final Audit audit;
  private final SessionIds ids;

  HandOvers(Accounts accounts, Restrictions restrictions, Audit audit, SessionIds ids) {
    this.accounts = accounts;
    this.restrictions = restrictions;
    this.audit = audit;
    this.ids = ids;
  }

  /** Offers the panel as another account. */
  String offer(Connection connection, Caller asker, Account target, Instant now)
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
  String soap(Connection connection, Caller asker, Account target, Instant now, SessionTerms terms)
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
  Optional<HandOverRow> offered(Connection connection, String hash, Instant now)
      throws SQLException {
    return new HandOverTable(connection).find(hash).filter(row -> now.isBefore(row.expiresAt()));
  }

  /** Exchanges a hand-over for a session. */
  Optional<Started> take(
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
    if (!restrictions.allow(Optional.of(Rows.appliance(row.askedBy())), Gate.UI, address)) {
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
