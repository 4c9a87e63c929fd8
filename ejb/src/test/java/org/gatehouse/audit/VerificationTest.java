package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.Fault.Kind;
import org.gatehouse.audit.Verification.Outcome;
import org.gatehouse.persistence.audit.AuditTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "audit:verify names the first changed, removed, inserted or reordered record, and a cut-off tail
 * when given a head."
 */
class VerificationTest {

  private Books books;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
  }

  @AfterEach
  void close() {
    books.close();
  }

  private void assertFault(Fault fault, Kind kind, long sequence) {
    assertThat(fault.kind()).as(fault.told()).isEqualTo(kind);
    assertThat(fault.sequence()).as(fault.told()).isEqualTo(sequence);
    assertThat(fault.node()).isEqualTo(Books.NODE);
  }

  @Test
  void anEmptyAuditIsVerified() throws SQLException {
    assertThat(books.verify())
        .isEqualTo(new Outcome(List.of(), 0, 0, List.of(), List.of(), Optional.empty()));
  }

  @Test
  void anUntouchedChainIsVerifiedAndItsHeadTold() throws SQLException {
    books.write(7);

    Outcome outcome = books.verify(books.scribe.head().orElseThrow());

    assertThat(outcome.verified()).isTrue();
    assertThat(outcome.records()).isEqualTo(7);
    assertThat(outcome.ends()).containsExactly(books.scribe.head().orElseThrow());
    assertThat(outcome.ends().getFirst().sequence()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recorded_at = recorded_at + 1",
        "what = 'DENIAL'",
        "actor = 'admin '",
        "gate = 'REST'",
        "gate = null",
        "address = '192.0.2.2'",
        "address = null",
        "detail = 'event'",
        "detail = ''",
        "result = 'REFUSED'",
        "id = '00000000000000000000000000000000'",
        "seal = '0000000000000000000000000000000000000000000000000000000000000000'"
      })
  void aChangedRecordIsNamedWhateverOfItWasChanged(String change) throws SQLException {
    books.write(7);
    books.tamper("update audit_record set " + change + " where sequence_number = 4");

    assertFault(books.fault(), Kind.CHANGED, 4);
  }

  @Test
  void theNamedRecordsTimeIsTold() throws SQLException {
    books.write(7);
    books.tamper("update audit_record set detail = 'x' where sequence_number = 4");

    assertThat(books.fault().at()).contains(Books.START.plusSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void aChangedMacIsNamed(int place) throws SQLException {
    books.write(7);
    books.tamper(
        "update audit_record set mac = ? where sequence_number = ?", "a".repeat(64), place);

    assertFault(books.fault(), Kind.CHANGED, place);
  }

  @Test
  void ofManyChangesTheFirstIsNamed() throws SQLException {
    books.write(9);
    books.remove(8);
    books.tamper("update audit_record set detail = 'x' where sequence_number in (3, 5)");

    assertFault(books.fault(), Kind.CHANGED, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void aRemovedRecordIsNamed(int place) throws SQLException {
    books.write(7);
    books.remove(place);

    assertFault(books.fault(), Kind.REMOVED, place);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void aRemovedRecordIsNamedWhenTheOthersMovedUp(int place) throws SQLException {
    books.write(7);
    books.remove(place);
    books.closeUp(place);

    assertFault(books.fault(), Kind.REMOVED, place);
  }

  @Test
  void aRemovedBeginningIsNamed() throws SQLException {
    books.write(7);
    books.tamper("delete from audit_record where sequence_number < 4");

    assertFault(books.fault(), Kind.REMOVED, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7})
  void anInsertedRecordIsNamed(int place) throws SQLException {
    books.write(7);
    books.makeRoom(place);
    books.forge(place);

    assertFault(books.fault(), Kind.INSERTED, place);
  }

  @Test
  void aRecordAppendedByAStrangerIsNamed() throws SQLException {
    books.write(7);
    books.forge(8);

    assertFault(books.fault(books.scribe.head().orElseThrow()), Kind.INSERTED, 8);
    assertThat(books.fault().sequence()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5})
  void aRecordBeforeTheFirstIsNamed(long place) throws SQLException {
    books.write(7);
    books.forge(place);

    assertFault(books.fault(), Kind.INSERTED, place);
  }

  @Test
  void aSecondRecordForOnePlaceIsNamed() throws SQLException {
    books.write(7);
    books.dropRules();
    books.forge(4);

    assertFault(books.fault(), Kind.INSERTED, 4);
  }

  @Test
  void aCopyOfARecordIsNamedWhereItWasInserted() throws SQLException {
    books.write(7);
    books.dropRules();
    books.makeRoom(5);
    books.tamper(
        "insert into audit_record (node, sequence_number, id, recorded_at, what, actor, gate,"
            + " address, detail, result, seal, mac) select node, 5, id, recorded_at, what, actor,"
            + " gate, address, detail, result, seal, mac from audit_record"
            + " where sequence_number = 2");

    assertThat(books.verify().faults())
        .first()
        .satisfies(fault -> assertFault(fault, Kind.INSERTED, 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void exchangedRecordsAreNamed(int other) throws SQLException {
    books.write(7);
    books.move(1, -1);
    books.move(other, 1);
    books.move(-1, other);

    assertFault(books.fault(), Kind.REORDERED, 1);
  }

  @Test
  void recordsThatExchangedWhatTheySayAreNamed() throws SQLException {
    books.write(7);
    books.tamper(
        "update audit_record set mac = case sequence_number"
            + " when 3 then (select mac from audit_record where sequence_number = 6)"
            + " else (select mac from audit_record where sequence_number = 3) end"
            + " where sequence_number in (3, 6)");
    books.move(3, -1);
    books.move(6, 3);
    books.move(-1, 6);

    assertFault(books.fault(), Kind.REORDERED, 3);
  }

  @Test
  void withoutAHeadACutOffTailCannotBeSeenAndWithOneItIs() throws SQLException {
    books.write(7);
    Head head = books.scribe.head().orElseThrow();
    books.tamper("delete from audit_record where sequence_number > 4");

    assertThat(books.verify().verified()).isTrue();
    assertFault(books.fault(head), Kind.CUT_OFF, 5);
  }

  @Test
  void aChainThatIsGoneIsSeenWithItsHead() throws SQLException {
    books.write(7);
    Head head = books.scribe.head().orElseThrow();
    books.tamper("delete from audit_record");

    assertFault(books.fault(head), Kind.CUT_OFF, 1);
  }

  @Test
  void aChainThatWasCutOffAndGrewAgainIsNotTheOneOfTheHead() throws SQLException {
    books.write(7);
    Head head = books.scribe.head().orElseThrow();
    books.tamper("delete from audit_record where sequence_number > 4");
    books.write(books.restarted(), 10);

    assertFault(books.fault(head), Kind.CHANGED, 7);
    assertThat(books.verify().verified()).as("without the head").isTrue();
  }

  @Test
  void aTailThatIsCutOffWhileTheNodeRunsIsSeenAsSoonAsItWritesAgain() throws SQLException {
    books.write(7);
    books.tamper("delete from audit_record where sequence_number > 4");
    books.write(1);

    assertFault(books.fault(), Kind.REMOVED, 5);
  }

  @Test
  void anOlderHeadOfAWholeChainIsNoFault() throws SQLException {
    books.write(3);
    Head early = books.scribe.head().orElseThrow();
    books.write(3);

    assertThat(books.verify(early).verified()).isTrue();
  }

  @Test
  void everyNodesChainIsVerifiedForItself() throws SQLException {
    books.write(5);
    Scribe other = books.scribe(books.source, Books.OTHER_NODE);
    books.write(other, 5);
    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().ends()).hasSize(2);

    books.remove(3);

    assertThat(books.verify().faults())
        .extracting(Fault::node)
        .containsExactly(Books.NODE, Books.OTHER_NODE);
  }

  @Test
  void aRecordOfAnotherNodesChainIsAForeignOne() throws SQLException {
    books.write(5);
    Scribe other = books.scribe(books.source, Books.OTHER_NODE);
    books.write(other, 6);
    books.tamper("update audit_record set node = ? where sequence_number = 6", Books.NODE);

    assertFault(books.fault(), Kind.CHANGED, 6);
  }

  @Test
  void anEventThatWaitsIsCountedAndAForgedOneNamed() throws SQLException {
    books.commit(books.scribe, "waits");
    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().waiting()).isEqualTo(1);

    books.tamper("update audit_pending set detail = 'changed'");

    Fault fault = books.fault();
    assertFault(fault, Kind.INSERTED, 0);
    assertThat(fault.at()).contains(Books.START);
  }

  @Test
  void aVerificationThatTakesTooLongTellsWhereToGoOn() throws SQLException {
    books.write(2_500);
    Verification impatient =
        new Verification(
            books.source,
            books.mac,
            () -> books.now = books.now.plusSeconds(1),
            Duration.ZERO,
            List.of());

    Outcome first = impatient.verify(Optional.empty());

    assertThat(first.verified()).isFalse();
    assertThat(first.faults()).isEmpty();
    assertThat(first.records()).isEqualTo(1_000);
    Outcome rest = patient().verify(first.next());
    assertThat(rest.verified()).isTrue();
    assertThat(rest.records()).isEqualTo(1_500);
  }

  private Verification patient(Head... known) {
    return new Verification(
        books.source, books.mac, books.clock, Duration.ofMinutes(1), List.of(known));
  }

  @Test
  void aRecordThatChangesBetweenTwoPartsOfAVerificationIsNamed() throws SQLException {
    books.write(3);
    Head stop = books.scribe.head().orElseThrow();
    books.write(3);
    assertThat(patient().verify(Optional.of(stop)).verified()).isTrue();

    books.tamper("update audit_record set mac = ? where sequence_number = 3", "a".repeat(64));

    assertThat(patient().verify(Optional.of(stop)).faults())
        .singleElement()
        .satisfies(fault -> assertFault(fault, Kind.CHANGED, 3));
  }

  @Test
  void theSecondPartOfAVerificationStillNeedsTheHeads() throws SQLException {
    books.write(3);
    Head stop = books.scribe.head().orElseThrow();
    Head later = new Head(Books.NODE, 9, "a".repeat(64));

    assertThat(patient(later).verify(Optional.of(stop)).faults())
        .singleElement()
        .satisfies(fault -> assertFault(fault, Kind.CUT_OFF, 4));
  }

  @Test
  void chainsOfMoreThanOnePageAreRead() throws SQLException {
    books.write(3_000);
    assertThat(books.verify().records()).isEqualTo(3_000);

    books.makeRoom(500);
    books.move(2_901, 500);
    assertThat(books.fault().sequence()).isEqualTo(500);
    assertThat(books.fault().kind()).isNotEqualTo(Kind.CHANGED);
  }

  @Test
  void aRecordFarFromItsPlaceIsReordered() throws SQLException {
    books.write(3_000);
    books.move(500, -1);
    books.move(2_900, 500);
    books.move(-1, 2_900);

    assertFault(books.fault(), Kind.REORDERED, 500);
  }

  @Test
  void theTimeOfAnEventIsAnInstantAndItsTextsAreKeptExactly() throws SQLException {
    String hostile = "admin\n<13>1 forged \u202e \u2028 🦊  ";
    books.scribe.committed(books.commit(books.scribe, hostile));
    books.scribe.write();

    assertThat(books.verify().verified()).isTrue();
    try (Connection connection = books.source.getConnection()) {
      assertThat(AuditTables.last(connection, Books.NODE).orElseThrow().row().detail())
          .isEqualTo(hostile);
    }
    assertThat(Instant.ofEpochMilli(books.now.toEpochMilli())).isEqualTo(books.now);
  }
}
