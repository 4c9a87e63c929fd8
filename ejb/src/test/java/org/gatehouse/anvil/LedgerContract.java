package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises. */
abstract class LedgerContract {

  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final Key KEY = new Key("198.51.100.7", "the address 198.51.100.7");
  static final AuditEvent EVENT =
      new AuditEvent(What.BLOCK, "a", Optional.empty(), Optional.empty(), "d", Result.DONE);

  private static final AtomicLong IDS = new AtomicLong();

  private final List<AuditEvent> told = new java.util.concurrent.CopyOnWriteArrayList<>();
  private Ledger ledger;

  /** An empty ledger that tells {@code audit}. */
  abstract Ledger fresh(Consumer<AuditEvent> audit);

  @BeforeEach
  void begin() {
    ledger = fresh(told::add);
  }

  private static Change failure(Tally before) {
    return Change.silent(before.fail(IDS.incrementAndGet(), 7, NOW, AnvilFixture.LIMITS));
  }

  @Test
  void whatIsKeptIsReadAlike() {
    Tally tally =
        Tally.EMPTY
            .take(1, 2, NOW)
            .fail(3, 4, NOW.plusMillis(5), AnvilFixture.LIMITS)
            .with(new Block(NOW, NOW.plusSeconds(9), "why"))
            .told(NOW, AnvilFixture.LIMITS);

    assertThat(ledger.change(KEY, before -> Change.silent(tally))).isEqualTo(tally);

    assertThat(ledger.read(KEY)).isEqualTo(tally);
    ledger.forget();
    assertThat(ledger.read(KEY)).isEqualTo(tally);
    assertThat(ledger.read(new Key("other", ""))).isEqualTo(Tally.EMPTY);
    Tally fewer = Tally.EMPTY.take(1, 2, NOW);
    ledger.change(KEY, before -> Change.silent(fewer));
    ledger.forget();
    assertThat(ledger.read(KEY)).isEqualTo(fewer);
  }

  @Test
  void aTallyThatSaysNothingIsNotKept() {
    ledger.change(KEY, LedgerContract::failure);
    ledger.change(KEY, before -> Change.silent(Tally.EMPTY));
    assertThat(ledger.within("", 9)).isEmpty();

    ledger.change(KEY, before -> Change.silent(Tally.EMPTY));
    ledger.forget();
    assertThat(ledger.read(KEY)).isEqualTo(Tally.EMPTY);
    assertThat(ledger.within("", 9)).isEmpty();
  }

  @Test
  void noChangeOfAnotherThreadIsLost() throws Exception {
    AnvilContract.atOnce(
        40,
        () ->
            ledger.change(
                KEY, before -> Change.silent(before.take(IDS.incrementAndGet(), 1, NOW))));

    assertThat(ledger.read(KEY).attempts()).hasSize(40);
  }

  @Test
  void whatIsToldIsToldOnceWithItsChange() {
    ledger.change(KEY, before -> new Change(failure(before).tally(), List.of(EVENT), false));

    assertThat(told).containsExactly(EVENT);
    assertThat(ledger.changes()).as("other nodes need not hear of it").isZero();
  }

  @Test
  void aChangeForAllNodesIsCounted() {
    long before = ledger.changes();

    ledger.change(KEY, tally -> new Change(failure(tally).tally(), List.of(), true));
    assertThat(ledger.changes()).isEqualTo(before + 1);
    ledger.change(KEY, LedgerContract::failure);
    assertThat(ledger.changes()).isEqualTo(before + 1);
  }

  @Test
  void failuresAreSummedOverARangeOfKeys() {
    for (String text : List.of("2001:0db8:0001:0001/64", "2001:0db8:0001:0002/64")) {
      ledger.change(new Key(text, text), LedgerContract::failure);
      ledger.change(new Key(text, text), LedgerContract::failure);
      ledger.change(
          new Key(text, text), before -> Change.silent(before.take(IDS.incrementAndGet(), 1, NOW)));
    }
    ledger.change(new Key("2001:0db8:0001:0100/64", ""), LedgerContract::failure);

    assertThat(ledger.failuresWithin("2001:0db8:0001:00")).isEqualTo(4);
    assertThat(ledger.failuresWithin("2001:0db8:0001:")).isEqualTo(5);
    assertThat(ledger.failuresWithin("2001:0db8:0002:")).isZero();
    assertThat(ledger.within("2001:0db8:0001:", 2))
        .containsOnlyKeys("2001:0db8:0001:0001/64", "2001:0db8:0001:0002/64");
    assertThat(ledger.within("2001:0db8:0001:01", 2).values())
        .singleElement()
        .matches(tally -> tally.failures() == 1);
  }

  @Test
  void blocksThatStandAreListedInOrderAfterAKey() {
    for (int i = 1; i <= 4; i++) {
      Block block = new Block(NOW, NOW.plusSeconds(i), "why " + i);
      ledger.change(new Key("key" + i, "what " + i), before -> Change.silent(before.with(block)));
    }
    ledger.change(KEY, LedgerContract::failure);

    assertThat(ledger.blocked("", NOW.plusSeconds(1), 2))
        .containsExactly(
            new Ledger.Standing("key2", "what 2", new Block(NOW, NOW.plusSeconds(2), "why 2")),
            new Ledger.Standing("key3", "what 3", new Block(NOW, NOW.plusSeconds(3), "why 3")));
    assertThat(ledger.blocked("key3", NOW, 9))
        .extracting(Ledger.Standing::key)
        .containsOnly("key4");
  }

  @Test
  void whatHasExpiredIsSweptAndWhatIsOfTheFutureIsFound() {
    Duration ttl = AnvilFixture.LIMITS.ttl();
    ledger.change(KEY, LedgerContract::failure);
    Block block = new Block(NOW, NOW.plusSeconds(5000), "why");
    Key far = new Key("far", "the far one");
    ledger.change(far, before -> Change.silent(before.with(block)));

    assertThat(ledger.fromTheFuture(NOW.plus(ttl), 9))
        .singleElement()
        .matches(key -> key.text().equals("far") && key.what().equals("the far one"));
    assertThat(ledger.sweep(NOW.plus(ttl))).isZero();
    assertThat(ledger.sweep(NOW.plus(ttl).plusMillis(1))).isEqualTo(1);
    assertThat(ledger.within("", 9)).containsOnlyKeys("far");
  }

  @Test
  void theWhitelistIsKeptOnceForEachNetworkAndItsChangesAreToldAndCounted() {
    long before = ledger.changes();
    Ledger.Exempt network = new Ledger.Exempt("10.0.0.0/8", NOW, "admin");

    assertThat(ledger.exempt(network, EVENT)).isTrue();
    assertThat(ledger.exempt(network, EVENT)).isFalse();
    assertThat(ledger.whitelist()).containsExactly(network);
    assertThat(ledger.expose("10.0.0.0/9", EVENT)).isFalse();
    assertThat(ledger.expose("10.0.0.0/8", EVENT)).isTrue();
    assertThat(ledger.whitelist()).isEmpty();
    assertThat(told).hasSize(2);
    assertThat(ledger.changes()).isEqualTo(before + 2);
  }

  @Test
  void whatCannotBeToldIsNotKept() {
    Ledger mute =
        fresh(
            event -> {
              throw new IllegalStateException("the audit is away");
            });

    assertThatThrownBy(
            () ->
                mute.change(
                    KEY, before -> new Change(failure(before).tally(), List.of(EVENT), true)))
        .hasMessage("the audit is away");
    assertThatThrownBy(() -> mute.exempt(new Ledger.Exempt("10.0.0.0/8", NOW, "a"), EVENT))
        .hasMessage("the audit is away");

    assertThat(mute.read(KEY)).isEqualTo(Tally.EMPTY);
    assertThat(mute.whitelist()).isEmpty();
    assertThat(mute.changes()).isZero();
  }
}
