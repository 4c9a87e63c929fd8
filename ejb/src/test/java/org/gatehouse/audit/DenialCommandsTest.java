package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
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

/** What the holder of an account is told of others' attempts. */
class DenialCommandsTest {

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.7");
  private static final Caller EVE =
      new Caller(
          new Account(
              new AccountName("eve", Optional.of("example.test")), Role.USER, Optional.empty()),
          Gate.UI,
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

  private void happens(Duration after, What what, String actor, Gate gate) throws SQLException {
    books.now = Books.START.plus(after);
    try (Connection connection = books.source.getConnection()) {
      AuditTables.insertPending(
          connection,
          books.scribe.row(AuditEvent.of(what, actor, gate, ADDRESS, "wrong", Result.REFUSED)));
    }
    books.scribe.lookForLeftovers();
    books.scribe.write();
  }

  private List<Object> told(int limit) {
    return new DenialCommands(books.source, Clock.fixed(books.now, ZoneOffset.UTC))
        .getRefusals(EVE, limit);
  }

  @Test
  void theDenialsOfTheirOwnAccountAloneAreToldHoweverItWasWritten() throws SQLException {
    happens(Duration.ofMinutes(1), What.DENIAL, "eve@example.test", Gate.SOAP);
    happens(Duration.ofMinutes(2), What.DENIAL, "mallory@example.test", Gate.UI);
    happens(Duration.ofMinutes(3), What.DENIAL, "Eve@Example.TEST", Gate.DAV);
    happens(Duration.ofMinutes(4), What.SIGN_IN, "eve@example.test", Gate.UI);
    happens(Duration.ofMinutes(5), What.DENIAL, "what nobody can be called", Gate.UI);

    assertThat(told(10))
        .containsExactly(
            Map.of("at", "2026-11-24T00:03:00Z", "gate", "DAV", "address", "192.0.2.7"),
            Map.of("at", "2026-11-24T00:01:00Z", "gate", "SOAP", "address", "192.0.2.7"));
  }

  @Test
  void asManyAreToldAsWereAskedForAndTheNewestFirst() throws SQLException {
    for (int minute = 1; minute <= 5; minute++) {
      happens(Duration.ofMinutes(minute), What.DENIAL, "eve@example.test", Gate.UI);
    }

    assertThat(told(2))
        .extracting(one -> ((Map<?, ?>) one).get("at"))
        .isEqualTo(List.of("2026-11-24T00:05:00Z", "2026-11-24T00:04:00Z"));
  }

  @Test
  void whatIsOlderThanSevenDaysIsNotTold() throws SQLException {
    happens(Duration.ZERO, What.DENIAL, "eve@example.test", Gate.UI);
    happens(Duration.ofDays(7).plusMinutes(1), What.DENIAL, "eve@example.test", Gate.UI);

    assertThat(told(10)).hasSize(1);
  }

  @Test
  void aLimitOutOfRangeIsRefusedByName() {
    for (int limit : new int[] {0, 1_001}) {
      assertThatExceptionOfType(CommandException.class)
          .isThrownBy(() -> told(limit))
          .withMessageContaining("'limit'");
    }
  }
}
