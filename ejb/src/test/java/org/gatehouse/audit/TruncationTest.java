package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.Fault.Kind;
import org.gatehouse.audit.Verification.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "{@code [audit] days=365}, truncated only with a signed checkpoint." */
class TruncationTest {

  private Books books;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
  }

  @AfterEach
  void close() {
    books.close();
  }

  private long truncate(Instant before) throws SQLException {
    return new Truncation(books.source, books.mac, books.clock).truncate(before, 100);
  }

  /** Keeps the records from a place on: each was written a second after the other. */
  private long keepFrom(long sequence) throws SQLException {
    return truncate(Books.START.plusSeconds(sequence));
  }

  @Test
  void whatIsOlderIsRemovedAndTheRestIsVerified() throws SQLException {
    books.write(9);

    assertThat(keepFrom(4)).isEqualTo(3);

    Outcome outcome = books.verify(books.scribe.head().orElseThrow());
    assertThat(outcome.verified()).as(outcome.toString()).isTrue();
    assertThat(outcome.records()).isEqualTo(6);
    assertThat(books.count("audit_checkpoint")).isEqualTo(1);
  }

  @Test
  void theChainGoesOnAndIsTruncatedAgain() throws SQLException {
    books.write(9);
    keepFrom(4);
    books.write(3);

    assertThat(keepFrom(8)).isEqualTo(4);

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().records()).isEqualTo(5);
    assertThat(books.tamper("update audit_checkpoint set removed = removed where removed = 7"))
        .isEqualTo(1);
  }

  @Test
  void whereNothingIsOldNothingIsDone() throws SQLException {
    books.write(3);

    assertThat(keepFrom(1)).isZero();
    assertThat(books.count("audit_checkpoint")).isZero();
  }

  @Test
  void theLastRecordOfAChainStaysSoThatTheChainGoesOnFromIt() throws SQLException {
    books.write(5);

    assertThat(truncate(books.now.plus(Duration.ofDays(400)))).isEqualTo(4);
    books.write(books.restarted(), 2);

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().ends().getFirst().sequence()).isEqualTo(7);
  }

  @Test
  void manyAreRemovedInBatchesAndOnlySoManyANight() throws SQLException {
    books.write(2 * Truncation.BATCH + 500);
    Truncation truncation = new Truncation(books.source, books.mac, books.clock);

    assertThat(truncation.truncate(books.now, 1)).isEqualTo(Truncation.BATCH);
    assertThat(books.verify().verified()).isTrue();
    assertThat(truncation.truncate(books.now, 100)).isEqualTo(Truncation.BATCH + 499);
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void theChainsOfNodesThatAreGoneAreTruncatedToo() throws SQLException {
    books.write(books.scribe(books.source, Books.OTHER_NODE), 5);

    assertThat(keepFrom(3)).isEqualTo(2);
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void whatWaitsForItsPlaceInVainIsRemovedByAgeToo() throws SQLException {
    books.commit(books.scribe(books.source, Books.OTHER_NODE), "waits");
    truncate(books.now);
    assertThat(books.count("audit_pending")).isEqualTo(1);

    truncate(books.now.plusMillis(1));

    assertThat(books.count("audit_pending")).isZero();
  }

  @Test
  void aRecordThatWasMadeToLookOldIsNotRemoved() throws SQLException {
    books.write(5);
    books.tamper("update audit_record set recorded_at = 0");

    assertThat(keepFrom(1)).isZero();
    assertThat(books.count("audit_record")).isEqualTo(5);
    assertThat(books.fault().kind()).isEqualTo(Kind.CHANGED);
  }

  @Test
  void aGapAmongOldRecordsIsNotHiddenByRemovingThem() throws SQLException {
    books.write(9);
    books.remove(2);

    assertThat(keepFrom(6)).isZero();
    assertThat(books.fault().sequence()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequence_number = 4",
        "sequence_number = 2",
        "mac = '0000000000000000000000000000000000000000000000000000000000000000'",
        "removed = 4",
        "made_at = made_at + 1",
        "seal = '0000000000000000000000000000000000000000000000000000000000000000'"
      })
  void aChangedCheckpointIsNamedAndNothingMoreIsRemoved(String change) throws SQLException {
    books.write(9);
    keepFrom(4);
    books.tamper("update audit_checkpoint set " + change);

    assertThat(books.fault().kind()).isEqualTo(Kind.CHANGED);
    assertThat(books.fault().told()).contains("checkpoint");
    assertThat(keepFrom(7)).isZero();
  }

  @Test
  void aBeginningThatWasRemovedWithoutACheckpointIsNamed() throws SQLException {
    books.write(9);
    keepFrom(4);
    books.tamper("delete from audit_record where sequence_number < 6");

    assertThat(books.fault().kind()).isEqualTo(Kind.REMOVED);
    assertThat(books.fault().sequence()).isEqualTo(4);
  }

  @Test
  void aCheckpointThatWasTakenAwayIsNamed() throws SQLException {
    books.write(9);
    keepFrom(4);
    books.tamper("delete from audit_checkpoint");

    assertThat(books.fault().kind()).isEqualTo(Kind.REMOVED);
    assertThat(books.fault().sequence()).isEqualTo(1);
  }

  @Test
  void aRecordBeforeTheCheckpointIsNamed() throws SQLException {
    books.write(9);
    keepFrom(4);
    books.forge(2);

    assertThat(books.fault().kind()).isEqualTo(Kind.INSERTED);
    assertThat(books.fault().sequence()).isEqualTo(2);
  }

  @Test
  void aChainOfWhichOnlyTheCheckpointIsLeftIsNamedWithItsHead() throws SQLException {
    books.write(9);
    keepFrom(4);
    books.tamper("delete from audit_record");

    assertThat(books.fault(books.scribe.head().orElseThrow()).kind()).isEqualTo(Kind.CUT_OFF);
    assertThat(books.fault().kind()).isEqualTo(Kind.CUT_OFF);
    assertThat(books.fault().sequence()).isEqualTo(4);
  }

  @Test
  void aHeadThatIsOlderThanWhatIsKeptProvesNothingAndSaysSo() throws SQLException {
    books.write(2);
    Head old = books.scribe.head().orElseThrow();
    books.write(1);
    Head atCheckpoint = books.scribe.head().orElseThrow();
    books.write(6);
    keepFrom(4);

    Outcome outcome = books.verify(old, atCheckpoint);

    assertThat(outcome.verified()).isTrue();
    assertThat(outcome.tooOld()).containsExactly(old);
    Head forged = new Head(Books.NODE, 3, "0".repeat(64));
    assertThat(books.verify(forged).faults()).extracting(Fault::kind).containsExactly(Kind.CHANGED);
  }

  @Test
  void aVerificationGoesOnAfterWhatItReadLastWasRemoved() throws SQLException {
    books.write(3);
    Head stop = books.scribe.head().orElseThrow();
    books.write(6);
    keepFrom(6);

    Outcome outcome =
        new Verification(books.source, books.mac, books.clock, Duration.ofMinutes(1), List.of())
            .verify(Optional.of(stop));

    assertThat(outcome.verified()).as(outcome.toString()).isTrue();
    assertThat(outcome.records()).isEqualTo(4);
  }
}
