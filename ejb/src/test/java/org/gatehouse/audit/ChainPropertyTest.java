package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gatehouse.audit.Verification.Outcome;

/** Whatever is done to a chain, the first place where it was done is named. */
class ChainPropertyTest {

  /**
   * Something done to a chain.
   *
   * @param length how long the chain is
   * @param kind what is done
   * @param place where, from 1
   * @param other another place after it, for what needs two
   */
  record Manipulation(int length, Kind kind, int place, int other) {}

  /** What can be done to a record, and what it is called. */
  enum Kind {
    CHANGE_TEXT,
    CHANGE_MAC,
    CHANGE_TIME,
    REMOVE,
    REMOVE_AND_CLOSE_UP,
    INSERT,
    EXCHANGE
  }

  @Provide
  Arbitrary<Manipulation> manipulations() {
    return Arbitraries.integers()
        .between(2, 40)
        .flatMap(
            length ->
                Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(1, length - 1),
                        Arbitraries.integers().between(1, length))
                    .as(
                        (kind, place, step) ->
                            new Manipulation(length, kind, place, Math.min(length, place + step))));
  }

  private static void carryOut(Books books, Manipulation manipulation) throws SQLException {
    int place = manipulation.place();
    switch (manipulation.kind()) {
      case CHANGE_TEXT ->
          books.tamper("update audit_record set actor = 'x' where sequence_number = ?", place);
      case CHANGE_MAC ->
          books.tamper(
              "update audit_record set mac = ? where sequence_number = ?", "0".repeat(64), place);
      case CHANGE_TIME ->
          books.tamper("update audit_record set recorded_at = 7 where sequence_number = ?", place);
      case REMOVE -> books.remove(place);
      case REMOVE_AND_CLOSE_UP -> {
        books.remove(place);
        books.closeUp(place);
      }
      case INSERT -> {
        books.makeRoom(place);
        books.forge(place);
      }
      case EXCHANGE -> {
        books.move(place, -1);
        books.move(manipulation.other(), place);
        books.move(-1, manipulation.other());
      }
    }
  }

  private static List<Fault.Kind> names(Manipulation manipulation) {
    return switch (manipulation.kind()) {
      case CHANGE_TEXT, CHANGE_MAC, CHANGE_TIME -> List.of(Fault.Kind.CHANGED);
      case REMOVE -> List.of(Fault.Kind.REMOVED);
      // Of the last two, the one that is left cannot be told from one that was changed.
      case REMOVE_AND_CLOSE_UP ->
          manipulation.place() == manipulation.length() - 1
              ? List.of(Fault.Kind.CHANGED)
              : List.of(Fault.Kind.REMOVED);
      case INSERT -> List.of(Fault.Kind.INSERTED);
      case EXCHANGE -> List.of(Fault.Kind.REORDERED);
    };
  }

  @Property(tries = 150)
  void theFirstPlaceIsNamedAndWhatWasDone(@ForAll("manipulations") Manipulation manipulation)
      throws SQLException {
    try (Books books = new Books()) {
      books.write(manipulation.length());
      Head head = books.scribe.head().orElseThrow();
      assertThat(books.verify(head).verified()).isTrue();

      carryOut(books, manipulation);

      Outcome outcome = books.verify();
      assertThat(outcome.verified()).isFalse();
      Fault fault = outcome.faults().getFirst();
      assertThat(fault.sequence()).as(fault.told()).isEqualTo(manipulation.place());
      assertThat(names(manipulation)).as(fault.told()).contains(fault.kind());
    }
  }

  @Property(tries = 50)
  void anyPrefixOfAChainIsFoundToBeCutOffWithItsHead(
      @ForAll @net.jqwik.api.constraints.IntRange(min = 1, max = 30) int length,
      @ForAll @net.jqwik.api.constraints.IntRange(min = 0, max = 29) int kept)
      throws SQLException {
    try (Books books = new Books()) {
      books.write(length);
      Head head = books.scribe.head().orElseThrow();
      int left = Math.min(kept, length - 1);
      books.tamper("delete from audit_record where sequence_number > ?", left);

      Fault fault = books.fault(head);

      assertThat(fault.kind()).isEqualTo(Fault.Kind.CUT_OFF);
      assertThat(fault.sequence()).isEqualTo(left + 1);
    }
  }
}
