package org.gatehouse.dav;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.InMemoryDatabase;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.scope.TestConfiguration;

/** Locks at two sites in memory, at a time that a test tells. */
final class LockHouse implements AutoCloseable {

  static final Caller OWNER = caller("owner@example.test", Role.SITE, 12);
  static final Caller JANE = caller("jane@example.test", Role.USER, 12);
  static final Caller EVE = caller("eve@example.test", Role.USER, 12);
  static final Caller STRANGER = caller("eve@other.test", Role.USER, 13);

  /** What a client asks that asks for no time. */
  static final Optional<Duration> UNSAID = Optional.empty();

  private Instant now = Instant.parse("2026-11-24T00:00:00Z");
  final InMemoryDatabase tables;
  final TestDatabase database;
  final TestConfiguration configuration = new TestConfiguration();
  final Locks locks;

  LockHouse() throws SQLException {
    tables = new InMemoryDatabase();
    tables.addSite(12, "example.test", true);
    tables.addSite(13, "other.test", true);
    database = new TestDatabase(tables.source()::getConnection);
    locks = new Locks(database, configuration, new Present());
  }

  private static Caller caller(String name, Role role, int site) {
    return new Caller(
        new Account(AccountName.parse(name).orElseThrow(), role, Optional.of(site)),
        Gate.DAV,
        ClientAddress.of("192.0.2.1"),
        new Proof.Socket());
  }

  /** Tells the time of the house. */
  private final class Present extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** A lock that nothing is in the way of. */
  DavLock taken(Caller caller, String path, boolean exclusive, boolean deep) {
    try {
      return locks.take(caller, path, exclusive, deep, "", UNSAID);
    } catch (LockedException | TooManyLocksException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws SQLException {
    tables.close();
  }
}
