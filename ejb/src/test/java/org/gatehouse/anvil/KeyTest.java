package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.anvil.Key.Span;
import org.gatehouse.auth.ClientAddress;
import org.junit.jupiter.api.Test;

class KeyTest {

  private static final ClientAddress SIX = ClientAddress.of("2001:db8:7:1a2::9");
  private static final ClientAddress FOUR = ClientAddress.of("198.51.100.7");
  private static final ClientAddress LONGEST =
      ClientAddress.of("2001:1db8:1111:1111:1111:1111:1111:1111");

  @Test
  void anIpv4AddressIsItsOwnKeyAndAnIpv6AddressHasThatOfIts64() {
    assertThat(Key.of(FOUR).text()).isEqualTo("198.51.100.7");
    assertThat(Key.of(SIX).text()).isEqualTo("2001:0db8:0007:01a2/64");
    assertThat(Key.of(SIX).what()).isEqualTo("2001:db8:7:1a2::/64");
    assertThat(Key.of(SIX)).isEqualTo(Key.of(ClientAddress.of("2001:db8:7:1a2:ffff::")));
  }

  @Test
  void theKeysOfANetworksPartsBeginAlikeAndItsOwnDoesNot() {
    assertThat(Span.SITE.prefix(SIX)).isEqualTo("2001:0db8:0007:01");
    assertThat(Span.ORGANISATION.prefix(SIX)).isEqualTo("2001:0db8:0007:");
    Key site = Key.network(SIX, Span.SITE);
    assertThat(site.what()).isEqualTo("2001:db8:7:100::/56");
    assertThat(site.text()).doesNotStartWith("2001");
    assertThat(Key.network(SIX, Span.ORGANISATION).what()).isEqualTo("2001:db8:7::/48");
    assertThat(site).isNotEqualTo(Key.network(SIX, Span.ORGANISATION));
  }

  @Test
  void aPairIsOneOfAnAccountHoweverWrittenAndAnAddress() {
    Key pair = Key.pair(SIX, "Owner@Example.Test");

    assertThat(pair).isEqualTo(Key.pair(SIX, "owner@example.test"));
    assertThat(pair).hasSameHashCodeAs(Key.pair(SIX, "owner@example.test"));
    assertThat(pair).isNotEqualTo(Key.pair(SIX, "other@example.test"));
    assertThat(pair).isNotEqualTo(Key.pair(FOUR, "owner@example.test"));
    assertThat(pair.text()).startsWith(Key.pairsOf(SIX));
    assertThat(pair.what()).isEqualTo("Owner@Example.Test from 2001:db8:7:1a2::/64");
  }

  @Test
  void noKeyIsLongerThanItsColumn() {
    assertThat(Key.pair(LONGEST, "x".repeat(5000)).text()).hasSizeLessThanOrEqualTo(64);
    assertThat(Key.name("x".repeat(5000)).text()).hasSizeLessThanOrEqualTo(64);
    assertThat(Key.whitelisted(LONGEST).text()).hasSizeLessThanOrEqualTo(64);
    assertThat(Key.of(LONGEST).text()).hasSizeLessThanOrEqualTo(64);
    assertThat(Key.pair(LONGEST, "x".repeat(5000)).what()).hasSizeLessThanOrEqualTo(400);
  }

  @Test
  void aNameIsShownWithoutWhatCouldBreakALine() {
    assertThat(Key.name("a\nBLOCK b\u202e").what()).isEqualTo("a?BLOCK b?");
    assertThat(Key.name(" ").what()).isEqualTo("no name");
    assertThat(Key.pair("a", "bc")).isNotEqualTo(Key.pair("ab", "c"));
  }
}
