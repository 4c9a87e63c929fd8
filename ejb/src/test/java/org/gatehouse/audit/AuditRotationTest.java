package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.gatehouse.audit.Fault.Kind;
import org.gatehouse.persistence.audit.AuditRow;
import org.gatehouse.persistence.audit.AuditTables;
import org.gatehouse.persistence.audit.ChainedRow;
import org.gatehouse.persistence.audit.RotationRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A rotation of the secret "starts a new audit checkpoint": records of before stay right up to it,
 * and it is signed by both keys.
 */
class AuditRotationTest {

  private Books books;

  @BeforeEach
  void open() throws SQLException {
    books = new Books();
  }

  @AfterEach
  void close() {
    books.close();
  }

  /** Writes the chain anew from a place on, as somebody can who has the former key. */
  private void forgeWithTheFirstKey(long from, long upTo) throws SQLException {
    AuditMac stolen = new AuditMac(RotatingKeys.key(1));
    try (Connection connection = books.source.getConnection()) {
      String previous = AuditMac.NOTHING;
      for (ChainedRow record : AuditTables.records(connection, Books.NODE, 0, 1_000)) {
        if (record.sequence() >= from && record.sequence() <= upTo) {
          AuditRow said = record.row();
          AuditRow lie =
              new AuditRow(
                  said.node(),
                  said.id(),
                  said.at(),
                  said.what(),
                  "somebody else",
                  said.gate(),
                  said.address(),
                  said.detail(),
                  said.result(),
                  "");
          AuditRow sealed = lie.sealed(stolen.seal(lie));
          previous = stolen.record(previous, record.sequence(), sealed);
          books.tamper(
              "update audit_record set actor = ?, seal = ?, mac = ? where sequence_number = ?",
              sealed.actor(),
              sealed.seal(),
              previous,
              record.sequence());
        } else {
          previous = record.mac();
        }
      }
    }
  }

  @Test
  void recordsOfBeforeAndAfterAreVerifiedWhateverNumberOfRotations() throws SQLException {
    books.write(3);
    books.rotate();
    books.write(2);
    books.rotate();
    books.rotate();
    books.write(2);

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().records()).isEqualTo(7);
    assertThat(books.restarted().head()).isEmpty();
  }

  @Test
  void aRecordOfBeforeThatIsChangedIsNamed() throws SQLException {
    books.write(3);
    books.rotate();
    books.write(3);

    books.tamper("update audit_record set actor = 'eve' where sequence_number = 2");

    assertThat(books.fault().kind()).isEqualTo(Kind.CHANGED);
    assertThat(books.fault().sequence()).isEqualTo(2);
  }

  @Test
  void whoHasTheFormerKeyCannotWriteTheRecordsOfBeforeAnew() throws SQLException {
    books.write(3);
    books.rotate();

    forgeWithTheFirstKey(2, 3);

    assertThat(books.fault().kind()).isEqualTo(Kind.CHANGED);
    assertThat(books.fault().sequence()).isEqualTo(3);
  }

  @Test
  void whoHasTheFormerKeyCannotWriteRecordsOfAfter() throws SQLException {
    books.write(3);
    books.rotate();
    books.write(2);

    forgeWithTheFirstKey(4, 5);

    assertThat(books.fault().sequence()).isEqualTo(4);
  }

  @Test
  void whoHasTheFormerKeyCannotMoveTheCheckpoint() throws SQLException {
    books.write(3);
    books.rotate();
    AuditMac stolen = new AuditMac(RotatingKeys.key(1));
    RotationRow earlier;
    try (Connection connection = books.source.getConnection()) {
      ChainedRow second = AuditTables.records(connection, Books.NODE, 1, 1).getFirst();
      earlier = new RotationRow(Books.NODE, 1, 2, second.mac(), 0, "", "");
    }

    books.tamper(
        "update audit_rotation set sequence_number = 2, mac = ?, made_at = 0, former_seal = ?,"
            + " seal = ?",
        earlier.mac(),
        stolen.seal(earlier),
        stolen.seal(earlier));

    assertThat(books.fault().told()).contains("checkpoint of the rotation of secret 1");
  }

  @Test
  void aCheckpointThatIsTakenAwayIsMissed() throws SQLException {
    books.write(3);
    books.rotate();
    books.rotate();
    books.write(1);

    books.tamper("delete from audit_rotation where generation = 2");
    assertThat(books.fault().told()).contains("checkpoint of the rotation of secret 1");

    books.tamper("delete from audit_rotation");
    assertThat(books.fault().sequence()).isEqualTo(1);
  }

  @Test
  void aTailThatIsCutOffBehindTheCheckpointIsMissed() throws SQLException {
    books.write(3);
    books.rotate();

    books.remove(3);

    assertThat(books.verify().faults())
        .singleElement()
        .extracting(Fault::kind)
        .isEqualTo(Kind.CUT_OFF);
  }

  @Test
  void aRotationVouchesForNothingThatWasWrongBefore() throws SQLException {
    books.write(3);
    books.tamper("update audit_record set actor = 'eve' where sequence_number = 2");
    AuditRow waiting = books.commit(books.scribe, "waits");
    books.tamper("update audit_pending set actor = 'eve' where id = ?", waiting.id());

    books.rotate();

    assertThat(books.verify().faults())
        .extracting(Fault::kind)
        .containsExactly(Kind.CHANGED, Kind.INSERTED);
  }

  @Test
  void whatWaitsForItsPlaceInSqlHasItUnderTheNextKey() throws SQLException {
    books.write(1);
    books.commit(books.scribe, "waits");

    books.rotate();
    assertThat(books.verify().waiting()).isEqualTo(1);
    books.restarted().write();

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().records()).isEqualTo(2);
  }

  @Test
  void whatWaitsInMemoryHasItsPlaceUnderTheNextKey() throws SQLException {
    books.write(1);
    AuditRow row = books.commit(books.scribe, "committed while the secret was exchanged");

    books.rotate();
    books.scribe.committed(row);
    books.scribe.write();

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().records()).isEqualTo(2);
  }

  @Test
  void aNodeThatHasNotTheSecretInForceAppendsNothingUntilItHas() throws SQLException {
    books.write(1);
    AuditRow row = books.commit(books.scribe, "waits");
    books.scribe.committed(row);
    books.keys.outdated = true;

    assertThatThrownBy(books.scribe::write).isInstanceOf(SQLException.class);
    assertThat(books.verify().records()).isEqualTo(1);

    books.keys.outdated = false;
    books.rotate();
    books.scribe.write();
    assertThat(books.verify().records()).isEqualTo(2);
    assertThat(books.verify().verified()).isTrue();
  }

  @Test
  void whatIsOldIsRemovedAcrossTheCheckpointAndTheRestStaysVerified() throws SQLException {
    books.write(3);
    books.rotate();
    books.write(3);

    long removed =
        new Truncation(books.source, books.mac, books.clock)
            .truncate(books.now.minus(Duration.ofMillis(500)), 10);
    assertThat(removed).isEqualTo(5);
    books.rotate();
    books.write(1);

    assertThat(books.verify().verified()).isTrue();
    assertThat(books.verify().records()).isEqualTo(2);
  }

  @Test
  void aVerificationGoesOnAcrossTheCheckpoint() throws SQLException {
    books.write(3);
    Head second;
    try (Connection connection = books.source.getConnection()) {
      ChainedRow row = AuditTables.records(connection, Books.NODE, 1, 1).getFirst();
      second = new Head(Books.NODE, 2, row.mac());
    }
    books.rotate();
    books.write(2);

    Verification.Outcome outcome =
        new Verification(
                books.source, books.mac, books.clock, Duration.ofMinutes(1), java.util.List.of())
            .verify(Optional.of(second));

    assertThat(outcome.verified()).isTrue();
    assertThat(outcome.records()).isEqualTo(3);
  }
}
