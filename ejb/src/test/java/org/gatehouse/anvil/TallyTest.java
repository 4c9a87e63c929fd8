package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Limits LIMITS =
      new Limits(
          20, Duration.ofSeconds(900), 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);
  private static final Limits FEW =
      new Limits(
          4, Duration.ofSeconds(900), 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);

  /** What one client does next, and how long after its last deed. */
  private record Deed(Kind kind, Duration later) {
    enum Kind {
      BEGIN,
      FAIL,
      SUCCEED,
      GIVE_UP
    }
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    Arbitrary<Deed.Kind> kinds =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(5, Deed.Kind.BEGIN),
            net.jqwik.api.Tuple.of(4, Deed.Kind.FAIL),
            net.jqwik.api.Tuple.of(1, Deed.Kind.SUCCEED),
            net.jqwik.api.Tuple.of(1, Deed.Kind.GIVE_UP));
    Arbitrary<Duration> pauses = Arbitraries.longs().between(0, 400).map(Duration::ofSeconds);
    Arbitrary<Duration> mostlyShort =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.just(Duration.ofMillis(10))),
            net.jqwik.api.Tuple.of(1, pauses));
    return Combinators.combine(kinds, mostlyShort).as(Deed::new).list().ofMaxSize(120);
  }

  @Property
  void neverMoreThanTheLimitFailWithinTheTtlUnderAnyInterleaving(
      @ForAll("deeds") List<Deed> deeds) {
    Tally tally = Tally.EMPTY;
    Instant now = START;
    Deque<Long> underWay = new ArrayDeque<>();
    List<Instant> failures = new ArrayList<>();
    long id = 0;
    for (Deed deed : deeds) {
      now = now.plus(deed.later());
      switch (deed.kind()) {
        case BEGIN -> {
          tally = tally.at(now, FEW);
          if (tally.block().isEmpty() && !tally.full(FEW)) {
            tally = tally.take(++id, id % 3, now);
            underWay.add(id);
          }
        }
        case FAIL -> {
          // An attempt never takes a minute: what is older was a node that died.
          if (!underWay.isEmpty() && deed.later().compareTo(Tally.LONGEST_ATTEMPT) < 0) {
            long failed = underWay.poll();
            tally = tally.fail(failed, failed % 3, now, FEW);
            failures.add(now);
          }
        }
        case SUCCEED -> {
          if (!underWay.isEmpty()) {
            long admitted = underWay.poll();
            tally = tally.admit(admitted, admitted % 3);
            failures.clear();
          }
        }
        case GIVE_UP -> {
          if (!underWay.isEmpty()) {
            tally = tally.giveBack(underWay.poll());
          }
        }
      }
      if (deed.later().compareTo(Tally.LONGEST_ATTEMPT) >= 0) {
        underWay.clear();
      }
      Instant since = now.minus(FEW.ttl());
      assertThat(failures.stream().filter(since::isBefore).count())
          .isLessThanOrEqualTo(FEW.limit());
    }
  }

  @Property
  void whatIsEncodedIsDecodedAlike(@ForAll("deeds") List<Deed> deeds) {
    Tally tally = Tally.EMPTY;
    Instant now = START;
    long id = 0;
    for (Deed deed : deeds) {
      now = now.plus(deed.later());
      if (deed.kind() == Deed.Kind.BEGIN) {
        tally = tally.take(++id, -id, now);
      } else if (id > 0) {
        tally = tally.fail(id, -id, now, LIMITS);
      }
    }
    assertThat(Tally.decode(tally.encodedAttempts())).isEqualTo(tally.attempts());
  }

  @Test
  void theFailureThatFillsTheLimitBlocksTheAddressForTheTtl() {
    Tally tally = Tally.EMPTY;
    for (int i = 1; i <= LIMITS.limit(); i++) {
      assertThat(tally.block()).isEmpty();
      tally = tally.take(i, 1, START).fail(i, 1, START, LIMITS);
    }

    assertThat(tally.block())
        .contains(new Block(START, START.plus(LIMITS.ttl()), "20 failures within 900 s"));
    assertThat(tally.at(START.plus(LIMITS.ttl()).minusMillis(1), LIMITS).block()).isPresent();
    assertThat(tally.at(START.plus(LIMITS.ttl()), LIMITS)).isEqualTo(Tally.EMPTY);
  }

  @Test
  void aSuccessForgetsTheFailuresOfItsPairAndOfNoOther() {
    Tally tally =
        Tally.EMPTY
            .take(1, 7, START)
            .fail(1, 7, START, LIMITS)
            .take(2, 8, START)
            .fail(2, 8, START, LIMITS)
            .take(3, 7, START)
            .admit(3, 7);

    assertThat(tally.attempts()).singleElement().matches(attempt -> attempt.pair() == 8);
  }

  @Test
  void aSuccessNeverLiftsAStandingBlock() {
    Tally tally = Tally.EMPTY.take(99, 5, START);
    for (int i = 1; i < FEW.limit(); i++) {
      tally = tally.take(i, 1, START).fail(i, 1, START, FEW);
    }
    tally = tally.fail(0, 1, START, FEW);

    assertThat(tally.admit(99, 5).block()).isPresent();
  }

  @Test
  void anAttemptUnderWayHoldsAPlaceAsAFailureDoes() {
    Tally tally = Tally.EMPTY;
    for (int i = 1; i <= FEW.limit(); i++) {
      tally = tally.take(i, i, START);
    }

    assertThat(tally.full(FEW)).isTrue();
    assertThat(tally.at(START, FEW).block()).isEmpty();
    assertThat(tally.giveBack(2).full(FEW)).isFalse();
  }

  @Test
  void whatADeadNodeLeftUnderWayCountsAsFailed() {
    Tally tally = Tally.EMPTY;
    for (int i = 1; i <= FEW.limit(); i++) {
      tally = tally.take(i, i, START);
    }
    Instant later = START.plus(Tally.LONGEST_ATTEMPT).plusMillis(1);

    assertThat(tally.at(later, FEW).block().map(Block::until)).contains(later.plus(FEW.ttl()));
  }

  @Test
  void anAnswerIsHeldExponentiallyFromTheThirdCountedAttemptOn() {
    assertThat(LIMITS.wait(1)).isZero();
    assertThat(LIMITS.wait(2)).isZero();
    assertThat(LIMITS.wait(3)).hasMillis(100);
    assertThat(LIMITS.wait(4)).hasMillis(200);
    assertThat(LIMITS.wait(8)).hasMillis(3200);
    assertThat(LIMITS.wait(9)).hasMillis(5000);
    assertThat(LIMITS.wait(500)).hasMillis(5000);
  }
}
