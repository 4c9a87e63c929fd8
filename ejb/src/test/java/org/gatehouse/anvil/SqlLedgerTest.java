package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.gatehouse.audit.AuditEvent;
import org.junit.jupiter.api.Test;

class SqlLedgerTest extends LedgerContract {

  private static final H2 DATABASE = new H2();

  @Override
  Ledger fresh(Consumer<AuditEvent> audit) {
    DATABASE.clear();
    return node(audit);
  }

  private static SqlLedger node(Consumer<AuditEvent> audit) {
    return new SqlLedger(
        DATABASE.source(), DATABASE.database(), audit, new Random(), () -> AnvilFixture.LIMITS);
  }

  @Test
  void aChangeIsComputedAnewWhenAnotherNodeWasFaster() {
    DATABASE.clear();
    SqlLedger one = node(event -> {});
    SqlLedger other = node(event -> {});
    one.change(KEY, before -> Change.silent(before.take(1, 1, NOW)));
    other.change(KEY, before -> Change.silent(before.take(2, 1, NOW)));
    AtomicInteger computed = new AtomicInteger();

    // What it believes is older than what the other wrote.
    Tally tally =
        one.change(
            KEY,
            before -> {
              computed.incrementAndGet();
              return Change.silent(before.take(3, 1, NOW));
            });

    assertThat(tally.attempts()).extracting(Tally.Counted::id).containsExactly(1L, 2L, 3L);
    assertThat(computed).hasValue(2);
  }

  @Test
  void aRowThatWasRemovedAndMadeAgainIsNotTakenForTheOneBefore() {
    DATABASE.clear();
    SqlLedger one = node(event -> {});
    SqlLedger other = node(event -> {});
    one.change(KEY, before -> Change.silent(before.take(1, 1, NOW)));
    other.change(KEY, before -> Change.silent(before.giveBack(1)));
    other.change(KEY, before -> Change.silent(before.take(2, 1, NOW)));

    one.change(KEY, before -> Change.silent(before.giveBack(1)));

    assertThat(other.within("", 9).get(KEY.text()).has(2)).isTrue();
  }

  @Test
  void whatWasReadBeforeAllWasForgottenIsNotBelievedAfterwards() {
    DATABASE.clear();
    AtomicReference<Runnable> afterReading = new AtomicReference<>();
    SqlLedger ledger =
        new SqlLedger(
            interrupted(DATABASE.source(), afterReading),
            DATABASE.database(),
            event -> {},
            new Random(),
            () -> AnvilFixture.LIMITS);
    afterReading.set(
        () -> {
          node(event -> {}).change(KEY, before -> Change.silent(before.take(2, 1, NOW)));
          ledger.forget();
        });

    assertThat(ledger.read(KEY)).isEqualTo(Tally.EMPTY);

    assertThat(ledger.read(KEY).has(2)).isTrue();
  }

  /** A source with which something happens once, when a connection was used and is given back. */
  private static DataSource interrupted(DataSource source, AtomicReference<Runnable> afterReading) {
    return proxy(
        DataSource.class,
        source,
        (method, result) ->
            result instanceof Connection connection
                ? proxy(
                    Connection.class,
                    connection,
                    (name, value) -> {
                      if (name.equals("close")) {
                        Optional.ofNullable(afterReading.getAndSet(null)).ifPresent(Runnable::run);
                      }
                      return value;
                    })
                : result);
  }

  private static <T> T proxy(Class<T> type, T target, BiFunction<String, Object, Object> after) {
    return type.cast(
        Proxy.newProxyInstance(
            SqlLedgerTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                after.apply(method.getName(), method.invoke(target, arguments))));
  }

  @Test
  void thatThereIsNothingToDoIsNotBelievedOfAnOldRow() {
    DATABASE.clear();
    SqlLedger one = node(event -> {});
    assertThat(one.read(KEY)).isEqualTo(Tally.EMPTY);
    node(event -> {}).change(KEY, before -> Change.silent(before.take(2, 1, NOW)));

    assertThat(one.read(KEY)).as("believed for a second").isEqualTo(Tally.EMPTY);
    assertThat(one.change(KEY, Change::silent).has(2)).isTrue();
    assertThat(one.read(KEY).has(2)).isTrue();
  }

  @Test
  void withoutItsTablesItSaysThatNothingWasDone() {
    H2 empty = new H2();
    SqlLedger ledger =
        new SqlLedger(
            empty.source(), empty.database(), event -> {}, new Random(), () -> AnvilFixture.LIMITS);
    for (String table : java.util.List.of("anvil_entry", "anvil_whitelist", "counter")) {
      empty.execute("drop table " + table);
    }

    assertThatThrownBy(() -> ledger.read(KEY)).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> ledger.change(KEY, Change::silent))
        .isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> ledger.sweep(NOW)).isInstanceOf(LedgerException.class);
    assertThatThrownBy(ledger::changes).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> ledger.expose("10.0.0.0/8", EVENT))
        .isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> ledger.exempt(new Ledger.Exempt("10.0.0.0/8", NOW, "a"), EVENT))
        .isInstanceOf(LedgerException.class);
  }
}
