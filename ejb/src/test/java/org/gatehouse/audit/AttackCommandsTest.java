package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.persistence.audit.AuditTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the audit tells of attacks. */
class AttackCommandsTest {

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.7");
  private static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ADDRESS,
          new Proof.Socket());

  private Books books;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
  }

  @AfterEach
  void close() {
    books.close();
  }

  private AttackCommands at(Instant now) {
    return new AttackCommands(books.source, Clock.fixed(now, ZoneOffset.UTC));
  }

  private void happens(Duration after, What what, Gate gate, String detail) throws SQLException {
    books.now = Books.START.plus(after);
    try (Connection connection = books.source.getConnection()) {
      AuditTables.insertPending(
          connection,
          books.scribe.row(AuditEvent.of(what, "eve", gate, ADDRESS, detail, Result.REFUSED)));
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> of(Map<String, Object> told, String gate) {
    return ((Map<String, List<Object>>) told.get("gates")).get(gate);
  }

  @Test
  void denialsAndRefusalsAreCountedByGateAndHourWhetherTheyHaveAPlaceOrNot() throws SQLException {
    happens(Duration.ofMinutes(59), What.DENIAL, Gate.UI, "before the first hour");
    happens(Duration.ofMinutes(60), What.DENIAL, Gate.UI, "wrong password");
    happens(Duration.ofMinutes(61), What.DENIAL, Gate.UI, "wrong password");
    happens(Duration.ofMinutes(62), What.DENIAL, Gate.SOAP, "wrong password");
    happens(Duration.ofMinutes(63), What.SIGN_IN, Gate.UI, "no denial");
    books.scribe.write();
    happens(Duration.ofMinutes(150), What.DENIAL, Gate.UI, "wrong password");
    happens(Duration.ofMinutes(151), What.REFUSAL, Gate.UI, "1234 requests of a blocked address");
    Refusals refusals = new Refusals();
    for (int i = 0; i < 7; i++) {
      refusals.count(ADDRESS, Gate.DAV);
    }
    books.scribe.write(refusals);

    Map<String, Object> told = at(Books.START.plus(Duration.ofMinutes(179))).getRefusals(ADMIN, 2);

    assertThat(told).containsEntry("from", "2026-11-24T01:00:00Z").containsEntry("step", 3_600);
    assertThat(of(told, "UI")).containsExactly(2L, 1_235L);
    assertThat(of(told, "SOAP")).containsExactly(1L, 0L);
    assertThat(of(told, "DAV")).containsExactly(0L, 7L);
    assertThat(of(told, "REST")).containsExactly(0L, 0L);
    assertThat(of(told, "CLI")).containsExactly(0L, 0L);
    assertThat(of(told, "other")).containsExactly(0L, 0L);
  }

  @Test
  void refusalsWhoseGateNobodyNotedAreOthers() throws SQLException {
    try (Connection connection = books.source.getConnection()) {
      AuditTables.insertPending(
          connection,
          books.scribe.row(
              new AuditEvent(
                  What.REFUSAL,
                  "",
                  Optional.empty(),
                  Optional.empty(),
                  "99 requests of other blocked addresses",
                  Result.REFUSED)));
    }

    assertThat(of(at(Books.START).getRefusals(ADMIN, 1), "other")).containsExactly(99L);
  }

  @Test
  void ofAQuietWeekThereIsNothing() {
    Map<String, Object> told = at(Books.START).getRefusals(ADMIN, 168);

    assertThat(told).containsEntry("from", "2026-11-17T01:00:00Z");
    assertThat(of(told, "UI")).isEqualTo(Collections.nCopies(168, 0L));
  }

  @Test
  void itIsOfOneHourToAWeek() {
    for (int hours : new int[] {0, -1, 169}) {
      assertThatThrownBy(() -> at(Books.START).getRefusals(ADMIN, hours))
          .isInstanceOf(CommandException.class)
          .hasMessage("argument 'hours' must be from 1 to 168");
    }
  }

  @Test
  void whatTheAnvilDidIsToldNewestFirstAndPageByPage() throws SQLException {
    happens(Duration.ofMinutes(1), What.BLOCK, Gate.UI, "first");
    happens(Duration.ofMinutes(2), What.DENIAL, Gate.UI, "not of it");
    happens(Duration.ofMinutes(3), What.ATTACK, Gate.UI, "second");
    books.scribe.write();
    happens(Duration.ofMinutes(4), What.UNBLOCK, Gate.UI, "third");
    AttackCommands commands = at(books.now);

    List<Object> all = commands.getEvents(ADMIN, 50, "");
    assertThat(all)
        .extracting(event -> ((Map<?, ?>) event).get("detail"))
        .isEqualTo(List.of("third", "second", "first"));
    assertThat(commands.getEvents(ADMIN, 1, (String) ((Map<?, ?>) all.getFirst()).get("id")))
        .isEqualTo(all.subList(1, 2));
    assertThatThrownBy(() -> commands.getEvents(ADMIN, 0, ""))
        .hasMessage("argument 'limit' must be from 1 to 1000");
    assertThatThrownBy(() -> commands.getEvents(ADMIN, 1, "x"))
        .hasMessage("argument 'before' must be the id of an event");
  }
}
