package org.gatehouse.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.command.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When and from where a key is good, as a caller writes it. */
class LimitsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-24, 2026-11-25T00:00:00Z",
    "2026-11-24T12:00:00Z, 2026-11-24T12:00:00Z",
    "2026-11-24T12:00+02:00, 2026-11-24T10:00:00Z",
    "2026-11-24T12:00:00.123456Z, 2026-11-24T12:00:00.123Z",
    "' 9999-12-30 ', 9999-12-31T00:00:00Z",
  })
  void anEndIsADateOrATime(String written, Instant end) {
    assertThat(Limits.of(written, List.of()).expires()).contains(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tomorrow",
        "2026-02-30",
        "2026-11-24T12:00:00",
        "24.11.2026",
        "1795600000",
        "9999-12-31",
        "+999999999-12-31",
        "-0001-01-01T00:00:00Z",
        "2026-11-24T12:00:00.00000000000000000000000000000000000000Z",
      })
  void whatIsNoEndIsRefusedByName(String written) {
    assertThatThrownBy(() -> Limits.of(written, List.of()))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("argument 'expires' must be a date such as 2030-01-31");
  }

  @Test
  void nothingGivenIsNoLimit() {
    assertThat(Limits.of(" ", List.of())).isEqualTo(Limits.NONE);
    assertThat(Limits.NONE.allow(Instant.MAX, ClientAddress.of("192.0.2.1"))).isTrue();
  }

  @Test
  void networksAreKeptInCanonicalFormAndOnce() {
    assertThat(
            Limits.of("", List.of("192.0.2.1/24", "192.0.2.0/24", "2001:DB8::1")).kept().networks())
        .containsExactly("192.0.2.0/24", "2001:db8::1");
  }

  @Test
  void whatIsNoNetworkIsRefusedByItsNumber() {
    for (Object other : Arrays.asList("localhost", "", 7L, null, List.of("192.0.2.1"))) {
      assertThatThrownBy(() -> Limits.of("", Arrays.asList("192.0.2.1", other)))
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith("argument 'addresses'")
          .hasMessageEndingWith("number 2 is neither");
    }
  }

  @Test
  void aKeyHasAtMost32NetworksAndTheyFitTheirColumn() {
    String longest = "2001:db8:1111:2222:3333:4444:5555:ffff/127";
    assertThat(Limits.of("", Collections.nCopies(32, longest)).networks()).hasSize(1);
    assertThatThrownBy(() -> Limits.of("", Collections.nCopies(33, longest)))
        .hasMessage("argument 'addresses' may list at most 32");
    assertThat(32 * (longest.length() + 1)).isLessThan(1600);
  }

  @Test
  void aKeyIsGoodUntilItsEndAndWhereItIsListed() {
    Limits limits = Limits.of("2026-11-24T10:00:01Z", List.of("192.0.2.0/28"));
    ClientAddress listed = ClientAddress.of("192.0.2.3");

    assertThat(limits.allow(NOW, listed)).isTrue();
    assertThat(limits.allow(NOW, ClientAddress.of("::ffff:192.0.2.3"))).isTrue();
    assertThat(limits.allow(NOW, ClientAddress.of("192.0.2.16"))).isFalse();
    assertThat(limits.allow(NOW, ClientAddress.of("2001:db8::1"))).isFalse();
    assertThat(limits.allow(NOW.plusSeconds(1), listed)).isFalse();
  }

  @Test
  void anAddressOfThisMachineThatOnlyAForwarderNamesIsInNoNetwork() {
    Limits local = Limits.of("", List.of("127.0.0.1"));

    assertThat(local.allow(NOW, ClientAddress.of("127.0.0.1"))).isTrue();
    assertThat(local.allow(NOW, ClientAddress.of("127.0.0.1").forwarded())).isFalse();
    assertThat(Limits.NONE.allow(NOW, ClientAddress.of("127.0.0.1").forwarded())).isTrue();
  }

  @Test
  void whatIsKeptIsReadBack() {
    Limits limits = Limits.of("2026-11-24", List.of("192.0.2.0/28", "::1"));

    assertThat(Limits.of(limits.kept())).isEqualTo(limits);
    assertThat(Limits.of(Limits.NONE.kept())).isEqualTo(Limits.NONE);
    assertThat(limits.refusal(NOW, ClientAddress.of("::1"))).isEqualTo(Optional.empty());
  }
}
