package org.gatehouse.restriction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.persistence.Schema;
import org.gatehouse.scope.TestConfiguration;
import org.gatehouse.session.Live;
import org.gatehouse.session.SessionEnds;
import org.gatehouse.session.Sessions;
import org.h2.jdbcx.JdbcConnectionPool;

/** Restrictions on tables in memory, with sessions and an audit that keep what they are told. */
final class Desk implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  static final Account ADMIN =
      new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty());
  static final Account OWNER = account("owner", 1);

  final JdbcConnectionPool source;
  final TestConfiguration settings = new TestConfiguration();
  final List<Live> live = new ArrayList<>();
  final List<Live> ended = new ArrayList<>();
  final List<AuditEvent> events = new ArrayList<>();
  final Connection connection;
  final RestrictionChanges changes;
  final RestrictionCommands commands;
  final Restrictions restrictions;

  Desk() throws SQLException {
    source =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:"
                + UUID.randomUUID()
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=5000",
            "gatehouse",
            "");
    Schema.migrate(source);
    connection = source.getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute(
          "insert into site (id, domain, admin, gid, active, created_at)"
              + " values (1, 'example.test', 'owner', 20000, true, 0)");
    }
    changes =
        new RestrictionChanges(
            new TestDatabase(source::getConnection),
            new KeptSessions(),
            new KeptEnds(),
            new KeptAudit(),
            settings,
            Clock.fixed(NOW, ZoneOffset.UTC));
    commands = new RestrictionCommands(changes);
    restrictions = new Restrictions(source, settings);
  }

  static Account account(String user, int siteId) {
    return new Account(
        new AccountName(user, Optional.of("example.test")), Role.USER, Optional.of(siteId));
  }

  static Caller caller(Account account, Gate gate, String address) {
    return new Caller(
        account, gate, ClientAddress.of(address), new Proof.Password(PasswordStamp.of("secret")));
  }

  static Caller caller(Account account, Gate gate, String address, Proof proof) {
    return new Caller(account, gate, ClientAddress.of(address), proof);
  }

  /** A caller who cannot be locked out. */
  static Caller socket(Account account) {
    return caller(account, Gate.CLI, "127.0.0.1", new Proof.Socket());
  }

  static Live session(String handle, Gate gate, String address) {
    return new Live(
        OWNER,
        gate,
        new Proof.Session("hash of " + handle, handle, Optional.empty()),
        address,
        "test",
        NOW,
        NOW,
        NOW.plusSeconds(900));
  }

  boolean allowed(Account account, Gate gate, String address) {
    return restrictions.allow(Optional.of(account), gate, ClientAddress.of(address));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    source.dispose();
  }

  private final class KeptSessions extends Sessions {
    @Override
    public List<Live> restrictedWith(Account account) {
      return List.copyOf(live);
    }
  }

  private final class KeptEnds extends SessionEnds {
    @Override
    public int endRestricted(Account account, Predicate<Live> picked, Caller by, String reason) {
      List<Live> now = live.stream().filter(picked).toList();
      live.removeAll(now);
      ended.addAll(now);
      return now.size();
    }
  }

  private final class KeptAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      events.add(event);
    }
  }
}
