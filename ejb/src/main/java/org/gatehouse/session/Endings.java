package org.gatehouse.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.session.HandOverRow;
import org.gatehouse.persistence.session.HandOverTable;
import org.gatehouse.persistence.session.Parent;
import org.gatehouse.persistence.session.SessionRow;
import org.gatehouse.persistence.session.SessionTable;

/**
 * Ends sessions, and with each what dies with it: the sessions and the unused hand-overs that it
 * asked for. Whatever ends before its time is told to the audit in the same transaction.
 */
final class Endings {

  /** How long an id is known after its end. */
  static final Duration REMEMBERED = Duration.ofDays(30);

  private final Audit audit;
  private final Consumer<String> ended;

  /**
   * Where ends are told.
   *
   * @param ended is told the hash of each id that is of no use any more
   */
  Endings(Audit audit, Consumer<String> ended) {
    this.audit = audit;
    this.ended = ended;
  }

  /** Who or what ends a session, as the audit is told. */
  sealed interface Why {
    /** A caller did. */
    record By(Caller caller, String reason) implements Why {}

    /** Its own client did. */
    record Itself(String reason) implements Why {}

    /** Gatehouse did. */
    record House(String reason) implements Why {}

    /** Its time was over, which nobody needs to be told. */
    record Over() implements Why {}
  }

  /**
   * Ends sessions.
   *
   * @return how many were ended here, with those that died with them
   */
  int end(Connection connection, List<SessionRow> rows, Instant now, Why why) throws SQLException {
    SessionTable table = new SessionTable(connection);
    HandOverTable handOvers = new HandOverTable(connection);
    int count = 0;
    for (SessionRow row : rows) {
      // What is over before its last moment was idle.
      boolean idle = why instanceof Why.Over && now.isBefore(row.endsAt());
      if (!table.end(row.idHash(), now, idle)) {
        continue;
      }
      count++;
      ended.accept(row.idHash());
      event(row, why).ifPresent(audit::record);
      withdraw(connection, handOvers.ofParent(Parent.Kind.SESSION, row.idHash()), now);
      count +=
          end(
              connection,
              table.lockOfParent(Parent.Kind.SESSION, row.idHash()),
              now,
              new Why.House("what asked for it ended"));
    }
    return count;
  }

  /** Ends what dies with an account's password; what was asked for with the new one dies too. */
  int endAskedWithPassword(Connection connection, String asker, Instant now, Endings.Why why)
      throws SQLException {
    withdraw(connection, new HandOverTable(connection).askedWithPassword(asker), now);
    return end(connection, new SessionTable(connection).lockAskedWithPassword(asker), now, why);
  }

  /** Makes hand-overs unusable. */
  void withdraw(Connection connection, List<HandOverRow> rows, Instant now) throws SQLException {
    HandOverTable table = new HandOverTable(connection);
    for (HandOverRow row : rows) {
      table.take(row.idHash(), now);
    }
  }

  private static Optional<AuditEvent> event(SessionRow row, Why why) {
    return switch (why) {
      case Why.By(Caller caller, String reason) ->
          Optional.of(
              AuditEvent.by(
                  caller, AuditEvent.What.SESSION, detail(row, reason), AuditEvent.Result.DONE));
      case Why.Itself(String reason) ->
          Optional.of(
              new AuditEvent(
                  AuditEvent.What.SESSION,
                  row.askedBy().map(asker -> asker + " as ").orElse("") + row.account(),
                  Optional.of(Gate.valueOf(row.gate())),
                  Optional.of(row.address()),
                  detail(row, reason),
                  AuditEvent.Result.DONE));
      case Why.House(String reason) ->
          Optional.of(
              new AuditEvent(
                  AuditEvent.What.SESSION,
                  "gatehouse",
                  Optional.empty(),
                  Optional.empty(),
                  detail(row, reason),
                  AuditEvent.Result.DONE));
      case Why.Over _ -> Optional.empty();
    };
  }

  private static String detail(SessionRow row, String reason) {
    return "session %s of %s at %s ended: %s"
        .formatted(row.handle(), row.account(), row.gate(), reason);
  }
}
