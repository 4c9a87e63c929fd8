package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.audit.Verification.Outcome;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "One HMAC chain per node, appended by one writer in batches." */
class ScribeTest {

  private Books books;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
  }

  @AfterEach
  void close() {
    books.close();
  }

  private List<String> details() throws SQLException {
    try (Connection connection = books.source.getConnection()) {
      return AuditTables.records(connection, Books.NODE, 0, 100_000).stream()
          .map(ChainedRow::row)
          .map(AuditRow::detail)
          .toList();
    }
  }

  @Test
  void whatWasCommittedIsChainedInOrderAndWaitsNoMore() throws SQLException {
    books.write(3);

    assertThat(details()).containsExactly("event 0", "event 1", "event 2");
    assertThat(books.count("audit_pending")).isZero();
    assertThat(books.scribe.head()).hasValueSatisfying(h -> assertThat(h.sequence()).isEqualTo(3));
  }

  @Test
  void moreThanOneBatchIsChainedAtOnce() throws SQLException {
    books.write(2 * Scribe.BATCH + 1);

    assertThat(books.verify().records()).isEqualTo(2 * Scribe.BATCH + 1);
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void afterACrashWhatWaitsIsChainedAtTheNextStart() throws SQLException {
    books.write(2);
    for (int i = 0; i < Scribe.BATCH + 2; i++) {
      books.commit(books.scribe, "left " + i);
    }

    books.restarted().write();

    assertThat(details()).hasSize(Scribe.BATCH + 4).endsWith("left " + (Scribe.BATCH + 1));
    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().waiting()).isZero();
  }

  @Test
  void aNodeLeavesWhatWaitsForAnotherNode() throws SQLException {
    Scribe other = books.scribe(books.source, Books.OTHER_NODE);
    books.commit(other, "of the other");

    books.scribe.write();

    assertThat(books.verify().waiting()).isEqualTo(1);
  }

  @Test
  void leftoversAreLookedForWhenSomebodySaysSo() throws SQLException {
    books.write(1);
    books.commit(books.scribe, "not handed over");
    books.scribe.write();
    assertThat(details()).hasSize(1);

    books.scribe.lookForLeftovers();
    books.scribe.write();

    assertThat(details()).containsExactly("event 0", "not handed over");
  }

  @Test
  void anEventThatIsFoundInSqlAndHandedOverIsChainedOnce() throws SQLException {
    AuditRow row = books.commit(books.scribe, "once");
    books.scribe.write();
    books.scribe.committed(row);
    books.scribe.write();

    assertThat(details()).containsExactly("once");
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void aForgedEventIsNotChainedAndKeepsNoneBehindItWaiting() throws SQLException {
    for (int i = 0; i < Scribe.BATCH; i++) {
      books.commit(books.scribe, "forged");
    }
    books.tamper("update audit_pending set actor = 'somebody else'");
    books.commit(books.scribe, "genuine");

    books.restarted().write();

    assertThat(details()).containsExactly("genuine");
    assertThat(books.count("audit_pending")).isEqualTo(Scribe.BATCH);
    assertThat(books.verify().verified()).isFalse();
  }

  @Test
  void anEventThatIsChangedWhileItWaitsIsChainedAsItWas() throws SQLException {
    books.scribe.committed(books.commit(books.scribe, "as it was"));
    books.tamper("update audit_pending set detail = 'changed'");

    books.scribe.write();

    assertThat(details()).containsExactly("as it was");
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void anEventThatIsTakenAwayWhileItWaitsIsChainedNevertheless() throws SQLException {
    books.scribe.committed(books.commit(books.scribe, "taken away"));
    books.tamper("delete from audit_pending");

    books.scribe.write();

    assertThat(details()).containsExactly("taken away");
  }

  @Test
  void anEventOfAnEarlierDayThatIsPutAmongThoseThatWaitIsNotChainedAgain() throws SQLException {
    AuditRow row = books.commit(books.scribe, "once");
    books.scribe.committed(row);
    books.scribe.write();
    try (Connection connection = books.source.getConnection()) {
      AuditTables.insertPending(connection, row);
    }

    books.restarted().write();

    assertThat(details()).containsExactly("once");
    assertThat(books.count("audit_pending")).isZero();
  }

  @Test
  void aRecordThatAStrangerMadeOfAnEventThatWaitsDoesNotStopTheChain() throws SQLException {
    AuditRow row = books.commit(books.scribe, "waits");
    books.forge(1);
    books.tamper("update audit_record set id = ?", row.id());
    books.scribe.committed(row);
    books.scribe.write();
    books.write(1);

    assertThat(details()).containsExactly("forged", "event 0");
    assertThat(books.verify().faults()).isNotEmpty();
  }

  @Test
  void twoProcessesOfOneNodeNeverPutTwoRecordsAtOnePlace() throws SQLException {
    Scribe twin = books.restarted();
    books.write(3);
    books.write(twin, 3);
    AuditRow row = books.commit(books.scribe, "late");
    books.scribe.committed(row);
    assertThatThrownBy(books.scribe::write).isInstanceOf(SQLException.class);
    books.scribe.write();

    Outcome outcome = books.verify();
    assertThat(outcome.verified()).as(outcome.toString()).isTrue();
    assertThat(details()).hasSize(7).endsWith("late");
  }

  @Test
  void whatCannotBeWrittenWhileTheDatabaseIsAwayIsWrittenLaterInOrder() throws SQLException {
    AtomicBoolean away = new AtomicBoolean();
    Scribe scribe = books.scribe(new Fickle(books.source, away), Books.NODE);
    scribe.write();
    for (int i = 0; i < Scribe.BATCH + 1; i++) {
      scribe.committed(books.commit(scribe, "event " + i));
    }
    away.set(true);
    assertThatThrownBy(scribe::write).isInstanceOf(SQLException.class);
    scribe.committed(books.commit(scribe, "last"));
    away.set(false);

    scribe.write();

    assertThat(details()).hasSize(Scribe.BATCH + 2).startsWith("event 0").endsWith("last");
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void leftoversThatCannotBeReadWhileTheDatabaseIsAwayAreReadLater() throws SQLException {
    AtomicBoolean away = new AtomicBoolean(true);
    Scribe scribe = books.scribe(new Fickle(books.source, away), Books.NODE);
    books.commit(scribe, "left");
    assertThatThrownBy(scribe::write).isInstanceOf(SQLException.class);
    away.set(false);

    scribe.write();

    assertThat(details()).containsExactly("left");
  }

  @Test
  void memoryIsBoundedAndWhatIsBeyondIsReadBackFromSql() throws SQLException {
    books.scribe.write();
    for (int i = 0; i < Scribe.MOST_IN_MEMORY + 3; i++) {
      books.scribe.committed(books.commit(books.scribe, "event " + i));
    }

    books.scribe.write();

    assertThat(details()).hasSize(Scribe.MOST_IN_MEMORY + 3).doesNotHaveDuplicates();
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void manyThreadsMakeOneChainWithoutGaps() throws Exception {
    int threads = 4;
    int each = 100;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads + 1)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < each; n++) {
                    books.scribe.committed(books.commit(books.scribe, "event"));
                    if (n % 10 == 0) {
                      books.scribe.write();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    books.scribe.write();

    assertThat(books.verify().records()).isEqualTo((long) threads * each);
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void refusalsAreOneRecordForEachPlaceAndOneForAllOthers() throws SQLException {
    Refusals refusals = new Refusals();
    for (int i = 0; i < 5; i++) {
      refusals.count(ClientAddress.of("192.0.2.1"), Gate.SOAP);
    }
    refusals.giveBack(new Refusals.Counted(List.of(), 9));

    books.scribe.write(refusals);
    books.scribe.write();
    books.scribe.write(refusals);
    books.scribe.write();

    assertThat(details())
        .containsExactly(
            "5 requests of a blocked address", "9 requests of other blocked addresses");
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void refusalsThatCannotBeWrittenAreCountedOn() {
    Refusals refusals = new Refusals();
    refusals.count(ClientAddress.of("192.0.2.1"), Gate.SOAP);
    Scribe scribe = books.scribe(new Fickle(books.source, new AtomicBoolean(true)), Books.NODE);

    assertThatThrownBy(() -> scribe.write(refusals)).isInstanceOf(SQLException.class);

    assertThat(refusals.take().places()).hasSize(1);
  }

  @Test
  void idsAscendEvenWhenTheClockIsSetBack() {
    String first = books.scribe.row(Books.event("")).id();
    books.now = books.now.minusSeconds(3_600);
    String second = books.scribe.row(Books.event("")).id();
    books.now = books.now.plusSeconds(7_200);
    String third = books.scribe.row(Books.event("")).id();

    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
    assertThat(first).hasSize(32);
  }
}
