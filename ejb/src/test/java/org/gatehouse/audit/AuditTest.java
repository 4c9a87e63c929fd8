package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.gatehouse.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded, when it counts, and how it is told. */
class AuditTest {

  private static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  private final Map<What, Integer> counted = new HashMap<>();
  private final List<Synchronization> synchronizations = new ArrayList<>();
  private final AtomicBoolean rollbackOnly = new AtomicBoolean();
  private final AtomicBoolean away = new AtomicBoolean();
  private final Refusals refusals = new Refusals();
  private final LaterExecutor later = new LaterExecutor();
  private int status = Status.STATUS_NO_TRANSACTION;
  private Books books;
  private Audit audit;
  private Writing writing;
  private AuditCommands commands;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
    Fickle source = new Fickle(books.source, away);
    Scribe scribe = books.scribe(source, Books.NODE);
    writing = new Writing(scribe, refusals, later);
    Metrics metrics =
        new Metrics() {
          @Override
          public void audited(What what) {
            counted.merge(what, 1, Integer::sum);
          }
        };
    audit = new Audit(source, transactions(), scribe, writing, refusals, metrics);
    Clock clock = Clock.fixed(Books.START, ZoneOffset.UTC);
    commands = new AuditCommands(source, scribe, books.mac, clock);
  }

  @AfterEach
  void close() {
    later.shutdownNow();
    books.close();
  }

  private TransactionSynchronizationRegistry transactions() {
    return (TransactionSynchronizationRegistry)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {TransactionSynchronizationRegistry.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getTransactionStatus" -> status;
                  case "registerInterposedSynchronization" -> {
                    synchronizations.add((Synchronization) arguments[0]);
                    yield null;
                  }
                  case "setRollbackOnly" -> {
                    rollbackOnly.set(true);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private void end(int outcome) {
    for (Synchronization synchronization : synchronizations) {
      synchronization.beforeCompletion();
      synchronization.afterCompletion(outcome);
    }
  }

  private List<Map<?, ?>> listed() {
    return commands.list(ADMIN, 1_000).stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  @Test
  void withoutATransactionAnEventCountsAtOnceAndIsWrittenSoon() {
    audit.record(Books.event("alone"));

    assertThat(counted).isEqualTo(Map.of(What.SIGN_IN, 1));
    assertThat(later.delays()).containsExactly(Writing.GATHERED);
    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(0L);

    later.runAll();

    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(1L);
  }

  @Test
  void inATransactionAnEventCountsWhenItIsCommitted() {
    status = Status.STATUS_ACTIVE;
    audit.record(Books.event("joined"));
    assertThat(counted).isEmpty();
    assertThat(later.delays()).isEmpty();

    end(Status.STATUS_COMMITTED);
    later.runAll();

    assertThat(counted).isEqualTo(Map.of(What.SIGN_IN, 1));
    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(1L);
  }

  @Test
  void anEventOfATransactionThatWasRolledBackNeverCounts() {
    status = Status.STATUS_ACTIVE;
    audit.record(Books.event("gone"));

    end(Status.STATUS_ROLLEDBACK);

    assertThat(counted).isEmpty();
    assertThat(later.delays()).isEmpty();
  }

  @Test
  void anEventOfWhichNobodyKnowsWhetherItWasCommittedIsLookedForInSql() {
    writing.write();
    status = Status.STATUS_ACTIVE;
    audit.record(Books.event("perhaps"));
    end(Status.STATUS_UNKNOWN);

    writing.write();

    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK})
  void whatWillNotHappenIsNotRecorded(int ending) {
    status = ending;
    audit.record(Books.event("never"));

    assertThat(synchronizations).isEmpty();
    assertThat(listed()).isEmpty();
  }

  @Test
  void whatCannotBeRecordedDoesNotHappen() {
    status = Status.STATUS_ACTIVE;
    away.set(true);

    assertThatThrownBy(() -> audit.record(Books.event("")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(rollbackOnly).isTrue();
    assertThat(synchronizations).isEmpty();
  }

  @Test
  void refusalsBecomeOneRecordEachMinute() {
    audit.refused(ClientAddress.of("192.0.2.7"), Gate.REST);
    audit.refused(ClientAddress.of("192.0.2.7"), Gate.REST);
    assertThat(listed()).isEmpty();

    writing.minute();

    assertThat(listed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.get("what")).isEqualTo("REFUSAL");
              assertThat(event.get("address")).isEqualTo("192.0.2.7");
              assertThat(event.get("gate")).isEqualTo("REST");
              assertThat(event.get("detail")).isEqualTo("2 requests of a blocked address");
              assertThat(event.get("result")).isEqualTo("REFUSED");
              assertThat(event.get("sequence")).isEqualTo(1L);
            });
  }

  @Test
  void manyCommitsAreWrittenByOneTurn() {
    for (int i = 0; i < 9; i++) {
      audit.record(Books.event("event"));
    }

    assertThat(later.delays()).hasSize(1);
    later.runAll();
    assertThat(listed()).hasSize(9).noneMatch(event -> event.get("sequence").equals(0L));
    audit.record(Books.event("event"));
    assertThat(later.delays()).hasSize(1);
  }

  @Test
  void whileTheDatabaseIsAwayTheWriterTriesAgainLaterUntilItIsBack() {
    audit.record(Books.event("waits"));
    away.set(true);
    later.runAll();
    assertThat(later.delays()).containsExactly(Writing.RETRY);
    away.set(false);

    later.runAll();

    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(1L);
    assertThat(later.delays()).isEmpty();
  }

  @Test
  void whenTheServerStopsTheRestIsWrittenAndNoTurnIsLeft() {
    audit.record(Books.event("last"));
    audit.refused(ClientAddress.of("192.0.2.7"), Gate.REST);

    writing.stop();

    assertThat(listed()).hasSize(2).noneMatch(event -> event.get("sequence").equals(0L));
    assertThat(later.delays()).isEmpty();
    audit.record(Books.event("too late"));
    assertThat(later.delays()).isEmpty();
  }

  @Test
  void aSchedulerThatTakesNothingHarmsNobody() {
    later.shutdown();

    audit.record(Books.event("event"));
    writing.minute();

    assertThat(listed()).singleElement().extracting(e -> e.get("sequence")).isEqualTo(1L);
  }

  @Test
  void verifyTellsThatAllIsWell() {
    audit.record(Books.event("one"));
    later.runAll();
    audit.record(Books.event("waits"));

    Map<String, Object> told = commands.verify(ADMIN, "", "");

    Object head = commands.head(ADMIN).getFirst();
    assertThat(told)
        .containsEntry("verified", true)
        .containsEntry("complete", true)
        .containsEntry("records", 1L)
        .containsEntry("waiting", 1L)
        .containsEntry("nodes", 1L)
        .containsEntry("heads", List.of(head))
        .containsEntry("faults", List.of())
        .doesNotContainKeys("next", "too-old");
    assertThat(head.toString()).matches(Books.NODE + ":1:[0-9a-f]{64}");
  }

  @Test
  void verifyTellsTheFirstFault() throws SQLException {
    books.write(3);
    books.tamper("update audit_record set actor = 'x' where sequence_number = 2");

    Map<String, Object> told = commands.verify(ADMIN, "", "");

    assertThat(told).containsEntry("verified", false);
    assertThat((Map<?, ?>) ((List<?>) told.get("faults")).getFirst())
        .isEqualTo(
            Map.of(
                "kind",
                "changed",
                "node",
                Books.NODE,
                "sequence",
                2L,
                "at",
                "2026-11-24T00:00:02Z",
                "told",
                "record 2 does not say what it said"));
  }

  @Test
  void verifyKnowsTheHeadOfThisNodeItself() throws SQLException {
    audit.record(Books.event("one"));
    later.runAll();
    books.tamper("delete from audit_record");

    assertThat(commands.verify(ADMIN, "", "").toString()).contains("kind=cut-off");
  }

  @Test
  void verifyTakesHeadsAndGoesOn() throws SQLException {
    books.write(3);
    String head = commands.head(ADMIN).getFirst().toString();
    books.write(2);

    assertThat(commands.verify(ADMIN, head + ", " + head, head))
        .containsEntry("verified", true)
        .containsEntry("records", 2L);
    assertThat(commands.verify(ADMIN, head.replace(":3:", ":9:"), "").toString())
        .contains("kind=cut-off")
        .contains("sequence=6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1:2:3", "00000000000000aa:0:", "00000000000000aa:1:ABC"})
  void whatIsNoHeadIsRefused(String head) {
    assertThatThrownBy(() -> commands.verify(ADMIN, head, ""))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("'head'");
    assertThatThrownBy(() -> commands.verify(ADMIN, "", head))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("'from'");
  }

  @Test
  void argumentsAreBounded() {
    String head = Books.NODE + ":1:" + "a".repeat(64);
    assertThatThrownBy(() -> commands.verify(ADMIN, "", head + " " + head))
        .hasMessageContaining("'from'");
    assertThatThrownBy(() -> commands.verify(ADMIN, (head + " ").repeat(65), ""))
        .hasMessageContaining("'head'");
    assertThatThrownBy(() -> commands.verify(ADMIN, "x".repeat(10_001), ""))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> commands.list(ADMIN, 0)).hasMessageContaining("'limit'");
    assertThatThrownBy(() -> commands.list(ADMIN, 1_001)).hasMessageContaining("'limit'");
    assertThatThrownBy(() -> commands.search(ADMIN, "", "", "", "", "", 5, "x"))
        .hasMessageContaining("'before'");
    assertThatThrownBy(() -> commands.search(ADMIN, "NONE", "", "", "", "", 5, ""))
        .hasMessageContaining("'what'");
    assertThat(commands.list(ADMIN, 1_000)).isEmpty();
    assertThat(commands.list(ADMIN, 1)).isEmpty();
  }

  @Test
  void theNewestComesFirstAndOlderOnesFollowItsId() throws SQLException {
    books.write(5);

    List<Map<?, ?>> all = listed();
    assertThat(all).<Object>extracting(e -> e.get("sequence")).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(all.getFirst().get("at")).isEqualTo("2026-11-24T00:00:05Z");
    String third = (String) all.get(2).get("id");
    assertThat(commands.search(ADMIN, "", "", "", "", "", 1, third)).containsExactly(all.get(3));
  }

  @Test
  void moreEventsThanOnePageAreSearched() throws SQLException {
    audit.record(Books.event("needle"));
    later.runAll();
    books.write(2_100);

    assertThat(commands.search(ADMIN, "", "", "", "", "needle", 5, "")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "denial, '', '', '', '', 1",
    "DENIAL, '', '', '', '', 1",
    "sign-in, '', '', '', '', 1",
    "'', mall, '', '', '', 1",
    "'', ad, '', '', '', 1",
    "'', nobody, '', '', '', 0",
    "'', '', 198.51.100.1, '', '', 1",
    "'', '', 198.51.100.*, '', '', 1",
    "'', '', 198.51.100, '', '', 0",
    "'', '', '', rest, '', 1",
    "'', '', '', CLI, '', 0",
    "'', '', '', '', wrong, 1",
    "'', 'y\\u{a}', '', '', '', 1",
    "denial, ad, '', '', '', 0",
    "'', '', '', '', '', 2"
  })
  void eventsAreFoundByWhatIsAsked(
      String what, String actor, String address, String gate, String text, int found) {
    audit.record(Books.event("event"));
    audit.record(
        AuditEvent.of(
            What.DENIAL,
            "mallory\n",
            Gate.REST,
            ClientAddress.of("198.51.100.1"),
            "wrong password",
            Result.REFUSED));

    assertThat(commands.search(ADMIN, what, actor, address, gate, text, 50, "")).hasSize(found);
  }

  @Test
  void anEventWithoutGateAndAddressIsListedAndFound() {
    audit.record(
        new AuditEvent(
            What.ATTACK, "", Optional.empty(), Optional.empty(), "many", Result.REFUSED));

    assertThat(listed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.get("gate")).isEqualTo("");
              assertThat(event.get("address")).isEqualTo("");
            });
    assertThat(commands.search(ADMIN, "", "", "10.*", "", "", 50, "")).isEmpty();
    assertThat(commands.search(ADMIN, "", "", "", "REST", "", 50, "")).isEmpty();
  }

  @Test
  void hostileTextsAreToldOnOneLine() {
    audit.record(
        AuditEvent.by(ADMIN, What.SETTING, "a\r\n2026 admin signed in\u202e", Result.DONE));

    assertThat(listed())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.get("actor")).isEqualTo("admin");
              assertThat(event.get("detail"))
                  .isEqualTo("a\\u{d}\\u{a}2026 admin signed in\\u{202e}");
            });
  }

  @Test
  void withoutItsDatabaseTheAuditTellsNothing() {
    away.set(true);

    assertThatThrownBy(() -> commands.verify(ADMIN, "", ""))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> commands.list(ADMIN, 5)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> commands.head(ADMIN)).isInstanceOf(IllegalStateException.class);
  }
}
