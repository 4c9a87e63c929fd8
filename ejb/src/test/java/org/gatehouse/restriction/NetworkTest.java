package org.gatehouse.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.gatehouse.auth.ClientAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and CIDRs, IPv4, IPv6 and mapped. */
class NetworkTest {

  private static final int MAPPED_BITS = 96;

  private static Network network(String text) {
    return Network.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "64.22.68.1/24, 64.22.68.0/24",
    "64.22.68.1, 64.22.68.1",
    "64.22.68.1/32, 64.22.68.1",
    "64.22.68.255/31, 64.22.68.254/31",
    "10.255.255.255/9, 10.128.0.0/9",
    "1.2.3.4/0, 0.0.0.0/0",
    "255.255.255.255/1, 128.0.0.0/1",
    "' 192.0.2.1\t', 192.0.2.1",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::FFFF:C000:0207, 192.0.2.7",
    "0:0:0:0:0:ffff:192.0.2.7/128, 192.0.2.7",
    "::ffff:10.1.2.3/104, 10.0.0.0/8",
    "::ffff:10.1.2.3/96, 0.0.0.0/0",
    "::ffff:10.1.2.3/95, ::fffe:0:0/95",
    "::ffff:10.1.2.3/80, ::/80",
    "::10.1.2.3, ::a01:203",
    "64:ff9b::192.0.2.7, 64:ff9b::c000:207",
    "2001:DB8::1/32, 2001:db8::/32",
    "2001:0db8:0000::0001, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:1:1:1:1:0:1, 2001:db8:1:1:1:1:0:1",
    "2001:db8::ff/121, 2001:db8::80/121",
    "fe80::1/128, fe80::1",
    "::/0, ::/0",
    "8000::1/1, 8000::/1",
    "::1, ::1"
  })
  void hasOneFormWhateverHostBitsAndSpellingItIsWrittenWith(String written, String canonical) {
    assertThat(network(written)).hasToString(canonical).isEqualTo(network(canonical));
    assertThat(network(written).hashCode()).isEqualTo(network(canonical).hashCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/24",
        "*",
        "10.*",
        "10.0.0.*",
        "10.0.0.1-5",
        "10.0.0._",
        "10",
        "1.2",
        "1.2.3",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "010.0.0.1",
        "10.0.0.01",
        "00.0.0.0",
        "::ffff:010.0.0.1",
        "::ffff:1.2.3",
        "256.0.0.1",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..2.3",
        "1.2.3.4/33",
        "1.2.3.4/-1",
        "1.2.3.4/+8",
        "1.2.3.4/08",
        "1.2.3.4/8/8",
        "1.2.3.4/",
        "1.2.3.4/255.255.255.0",
        "1.2.3.4/x",
        "1.2.3.4 /8",
        "1.2.3.4:80",
        "[::1]",
        "[::1]:80",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "::1/129",
        "::1/064",
        "fe80::1%eth0",
        "fe80::1%1/64",
        "2001:db8::*",
        "2001:db8::1-2",
        "4)+k&C#VzJ4br>0wv%Yp",
        "0b1.2.3.4",
        "١.٢.٣.٤",
        "１.２.３.４",
        "localhost",
        "example.org",
        "dead.beef",
        "fe80",
        "all",
        "1.2.3.4\u0000",
        "1.2.3.4,5.6.7.8",
        "1.2.3.4 5.6.7.8"
      })
  void whatIsNoAddressOrCidrIsNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
    assertThat(network("0.0.0.0/0").contains(text)).isFalse();
    assertThat(network("::/0").contains(text)).isFalse();
  }

  @Test
  void nothingIsNone() {
    assertThat(Network.parse(null)).isEmpty();
  }

  @Test
  void aTextOfMoreThan64CharactersIsNotLookedAt() {
    String address = "1.2.3.4";
    assertThat(Network.parse(address + " ".repeat(64 - address.length()))).isPresent();
    assertThat(Network.parse(address + " ".repeat(65 - address.length()))).isEmpty();
  }

  @Test
  void everyAddressOfAKindIsInItsWholeSpaceAndNoneOfTheOtherKind() {
    assertThat(network("0.0.0.0/0").contains("203.0.113.7")).isTrue();
    assertThat(network("0.0.0.0/0").contains("::ffff:203.0.113.7")).isTrue();
    assertThat(network("0.0.0.0/0").contains("2001:db8::1")).isFalse();
    assertThat(network("::/0").contains("2001:db8::1")).isTrue();
    assertThat(network("::/0").contains("203.0.113.7")).isFalse();
    assertThat(network("::/0").contains("::ffff:203.0.113.7")).isFalse();
    assertThat(network("::/0").contains(network("0.0.0.0/0"))).isFalse();
  }

  @Test
  void aNetworkIsNoAddress() {
    assertThat(network("10.0.0.0/8").contains("10.1.0.0/16")).isFalse();
    assertThat(network("10.0.0.0/8").contains(network("10.1.0.0/16"))).isTrue();
    assertThat(network("10.1.0.0/16").contains(network("10.0.0.0/8"))).isFalse();
    assertThat(network("10.1.0.0/16").single()).isFalse();
    assertThat(network("10.1.0.0/32").single()).isTrue();
  }

  @Test
  void anAddressOfThisMachineIsInNoNetworkWhenOnlyAForwarderNamesIt() {
    for (String own : new String[] {"127.0.0.1", "127.9.9.9", "::1"}) {
      assertThat(Network.of(ClientAddress.of(own))).contains(network(own));
      assertThat(Network.of(ClientAddress.of(own).forwarded())).isEmpty();
    }
    assertThat(Network.of(ClientAddress.of("192.0.2.1").forwarded()))
        .contains(network("192.0.2.1"));
  }

  @Test
  void isNotEqualToItsText() {
    assertThat(network("10.0.0.0/8")).isNotEqualTo("10.0.0.0/8");
    assertThat(network("10.0.0.0/8")).isNotEqualTo(network("10.0.0.0/9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "::/129", "x", "10.0.0.0/x", ""})
  void whatWasNotWrittenByItIsNotReadBack(String text) {
    assertThatThrownBy(() -> Network.canonical(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void isReadBackAsItIsWritten(
      @ForAll @Size(4) byte[] four,
      @ForAll @Size(16) byte[] six,
      @ForAll @IntRange(max = 32) int fourBits,
      @ForAll @IntRange(max = 128) int sixBits)
      throws UnknownHostException {
    for (Network network :
        new Network[] {
          network(InetAddress.getByAddress(four).getHostAddress() + "/" + fourBits),
          network(InetAddress.getByAddress(six).getHostAddress() + "/" + sixBits)
        }) {
      assertThat(network(network.toString())).isEqualTo(network);
      assertThat(Network.canonical(network.toString())).isEqualTo(network);
      assertThat(network.contains(network)).isTrue();
      assertThat(network.toString()).hasSizeLessThanOrEqualTo(43);
    }
  }

  @Property
  void containsWhatHasTheSameFirstBits(
      @ForAll @Size(16) byte[] network,
      @ForAll @Size(16) byte[] other,
      @ForAll @IntRange(max = 128) int shared,
      @ForAll @IntRange(max = 128) int bits)
      throws UnknownHostException {
    // Two addresses of one space seldom have a long prefix in common: these have.
    byte[] address = other.clone();
    for (int i = 0; i < shared; i++) {
      int mask = 0x80 >> i % 8;
      address[i / 8] = (byte) (address[i / 8] & ~mask | network[i / 8] & mask);
    }
    // Never a mapped one, which would be of the other space.
    network[0] |= 0x20;
    address[0] |= 0x20;
    agreesWithArithmetic(network, address, bits);
    agreesWithArithmetic(Arrays.copyOf(network, 4), Arrays.copyOf(address, 4), bits % 33);
  }

  private static void agreesWithArithmetic(byte[] network, byte[] address, int bits)
      throws UnknownHostException {
    int dropped = 8 * network.length - bits;
    boolean same =
        new BigInteger(1, network)
            .shiftRight(dropped)
            .equals(new BigInteger(1, address).shiftRight(dropped));
    String client = InetAddress.getByAddress(address).getHostAddress();
    assertThat(
            network(InetAddress.getByAddress(network).getHostAddress() + "/" + bits)
                .contains(client))
        .isEqualTo(same);
  }

  @Property
  void whatMapsIpv4IsIpv4(@ForAll @Size(4) byte[] four, @ForAll @IntRange(max = 32) int bits)
      throws UnknownHostException {
    String plain = InetAddress.getByAddress(four).getHostAddress();

    assertThat(network("::ffff:" + plain + "/" + (MAPPED_BITS + bits)))
        .isEqualTo(network(plain + "/" + bits));
  }

  @Property
  void aClientIsWhereItsAddressIs(@ForAll @Size(16) byte[] six) throws UnknownHostException {
    ClientAddress address = ClientAddress.of(InetAddress.getByAddress(six));

    assertThat(Network.of(address)).contains(network(address.text()));
  }

  @Property
  void noTextMakesItThrow(@ForAll @StringLength(max = 70) String text) {
    Network.parse(text)
        .ifPresent(network -> assertThat(network(network.toString())).isEqualTo(network));
  }

  @Property
  void norOneOfTheCharactersOfAddresses(
      @ForAll
          @Chars({'0', '1', '2', '9', 'a', 'F', ':', '.', '/', '%', '*', '-', ' ', 'x'})
          @StringLength(max = 50)
          String text) {
    Network.parse(text)
        .ifPresent(network -> assertThat(network(network.toString())).isEqualTo(network));
    assertThat(network("10.0.0.0/8").contains(text)).isIn(true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "'0.0.0.0/1,128.0.0.0/1', true",
    "0.0.0.0/5, true",
    "0.0.0.0/6, false",
    "'0.0.0.0/6,1.2.3.4,2.0.0.0/8', false",
    "'0.0.0.0/6,4.0.0.0', true",
    "'10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,127.0.0.1,::1,fc00::/7,fe80::/10', false",
    "2000::/3, true",
  })
  void whatNetworksHaveTogetherIsCountedOnce(String networks, boolean exceeds) {
    assertThat(
            Network.exceed(
                java.util.stream.Stream.of(networks.split(",")).map(Network::canonical).toList(),
                6))
        .isEqualTo(exceeds);
  }
}
