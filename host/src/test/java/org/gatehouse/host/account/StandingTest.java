package org.gatehouse.host.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {
  private static final String HASH = "$6$salt$" + "a".repeat(85) + "1";

  @Test
  void anAccountWithAnAcceptedHashIsOpen() {
    assertThat(Standing.of("demo", "demo:" + HASH + ":20000:0:99999:7:::"))
        .isInstanceOfSatisfying(
            Standing.Open.class,
            open -> {
              assertThat(open.hash().text()).isEqualTo(HASH);
              assertThat(open.expiryDay()).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "*", "!!", "!*", "*LK*", "!$6$salt$aaa"})
  void aLockedOrEmptyHashAdmitsNobody(String field) {
    assertThat(Standing.of("demo", "demo:" + field + ":20000:0:99999:7:::"))
        .isInstanceOf(Standing.Locked.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "$6$rounds=1000$salt$a"})
  void aHashThatIsNotAcceptedIsUnfit(String field) {
    assertThat(Standing.of("demo", "demo:" + field + ":20000:0:99999:7:::"))
        .isInstanceOfSatisfying(
            Standing.Unfit.class, unfit -> assertThat(unfit.reason()).doesNotContain(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "demo:",
        "demo:HASH",
        "demo:HASH:20000:0:99999:7::",
        "demo:HASH:20000:0:99999:7::::",
        "demo:HASH:today:0:99999:7:::",
        "demo:HASH:20000:0:99999:7:::\r",
        " demo:HASH:20000:0:99999:7:::",
        "demo::HASH:20000:0:99999:7:::"
      })
  void aDamagedLineIsUnfit(String line) {
    assertThat(Standing.of("demo", line.replace("HASH", HASH))).isInstanceOf(Standing.Unfit.class);
  }

  @Property
  void anyLineHasAStanding(@ForAll String line) {
    assertThat(Standing.of("demo", line)).isNotInstanceOf(Standing.Open.class);
  }

  @Test
  void anAccountIsGoodUntilTheDayBeforeItsExpiry() {
    Standing.Open open =
        (Standing.Open) Standing.of("demo", "demo:" + HASH + ":20000:0:99999:7::20089:");

    assertThat(open.isExpired(at("2025-01-01T00:00:00Z"))).isTrue();
    assertThat(open.isExpired(at("2024-12-31T23:59:59Z"))).isFalse();
  }

  private static InstantSource at(String instant) {
    return InstantSource.fixed(Instant.parse(instant));
  }
}
