package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.restriction.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {

  private static final String PROXY = "192.0.2.10";
  private static final String STRANGER = "198.51.100.7";

  private final Forwarding none = new Forwarding(List.of());
  private final Forwarding some =
      new Forwarding(
          Stream.of("192.0.2.0/24", "2001:db8:1::/48", "127.0.0.1")
              .map(text -> Network.parse(text).orElseThrow())
              .toList());

  private static ClientAddress client(Forwarding forwarding, String peer, String... headers) {
    return forwarding.client(FakeRequest.with(null, headers).from(peer).asRequest());
  }

  @Test
  void withoutForwardersTheClientIsThePeer() {
    assertThat(client(none, STRANGER)).isEqualTo(ClientAddress.of(STRANGER));
    assertThat(client(some, STRANGER)).isEqualTo(ClientAddress.of(STRANGER));
    assertThat(client(none, "0:0:0:0:0:ffff:c633:6407")).isEqualTo(ClientAddress.of(STRANGER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-for",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "True-Client-IP",
        "CF-Connecting-IP"
      })
  void aHeaderOfAForwarderFromNoTrustedOneNeverChangesTheKeyAndMakesThePeerIndirect(String name) {
    for (String value : new String[] {"203.0.113.1", "for=203.0.113.1", "127.0.0.1", ""}) {
      assertThat(client(some, STRANGER, name, value))
          .isEqualTo(ClientAddress.of(STRANGER).forwarded());
      assertThat(client(none, "127.0.0.1", name, value))
          .isEqualTo(ClientAddress.of("127.0.0.1").forwarded());
    }
  }

  @Test
  void aTrustedForwardersLastHopIsTheClientAndNeverDirect() {
    assertThat(client(some, PROXY, "X-Forwarded-For", "203.0.113.1"))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
    assertThat(client(some, "2001:db8:1::5", "X-Forwarded-For", "6.6.6.6, 203.0.113.1"))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
  }

  @Test
  void trustedHopsAreSteppedOverFromTheRight() {
    assertThat(client(some, PROXY, "X-Forwarded-For", "6.6.6.6, 203.0.113.1, 192.0.2.7,192.0.2.8"))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
  }

  @Test
  void severalLinesAreOneListInTheirOrder() {
    assertThat(
            client(
                some,
                PROXY,
                "X-Forwarded-For",
                "6.6.6.6",
                "x-forwarded-for",
                "203.0.113.1, 192.0.2.7",
                "X-Forwarded-For",
                "192.0.2.8"))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.1:54321, 203.0.113.1",
    "::ffff:203.0.113.1, 203.0.113.1",
    "[::ffff:203.0.113.1]:80, 203.0.113.1",
    "2001:DB8::1, 2001:db8::1",
    "[2001:db8:0::1], 2001:db8::1",
    "[2001:db8::1]:443, 2001:db8::1"
  })
  void aHopIsReadAsProxiesWriteIt(String written, String read) {
    assertThat(client(some, PROXY, "X-Forwarded-For", " " + written + "\t"))
        .isEqualTo(ClientAddress.of(read).forwarded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "_hidden",
        "localhost",
        "example.test",
        "203.0.113.1:",
        "203.0.113.1:1234567",
        "203.0.113",
        "203.0.113.1.1",
        "203.0.113.256",
        "0203.0.113.1",
        "0x7f.1",
        "2130706433",
        "203.0.113.0/24",
        "\"203.0.113.1\"",
        "[203.0.113.1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "fe80::1%eth0",
        "2001:db8::1::2",
        "for=203.0.113.1",
        "203.0.113.1 203.0.113.2",
        "203.0.113.1;",
        "\u0662.0.113.1",
        "6.6.6.6, "
      })
  void anythingElseIsUnusableAndTheForwarderItselfIsTheClient(String hop) {
    assertThat(client(some, PROXY, "X-Forwarded-For", hop))
        .isEqualTo(ClientAddress.of(PROXY).forwarded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "[::1]:80",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255"
      })
  void aHopThatNoClientCanHaveIsUnusableEvenWhenItIsTrusted(String hop) {
    assertThat(client(some, PROXY, "X-Forwarded-For", "6.6.6.6, " + hop))
        .isEqualTo(ClientAddress.of(PROXY).forwarded());
  }

  @Test
  void whatStandsLeftOfTheClientIsNeverLookedAt() {
    assertThat(client(some, PROXY, "X-Forwarded-For", "x".repeat(5000) + ", 203.0.113.1"))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
  }

  @Test
  void aTrustedForwarderWithoutAUsableHopIsItsOwnClientAndNotDirect() {
    assertThat(client(some, PROXY)).isEqualTo(ClientAddress.of(PROXY).forwarded());
    assertThat(client(some, "127.0.0.1")).isEqualTo(ClientAddress.of("127.0.0.1").forwarded());
    assertThat(client(some, PROXY, "X-Forwarded-For", "192.0.2.7, 192.0.2.8"))
        .isEqualTo(ClientAddress.of(PROXY).forwarded());
  }

  @Test
  void aChainOfMoreThan16TrustedHopsIsUnusable() {
    String trusted =
        IntStream.range(0, 16).mapToObj(i -> ", 192.0.2." + i).collect(Collectors.joining());

    assertThat(client(some, PROXY, "X-Forwarded-For", "203.0.113.1" + trusted.substring(11)))
        .isEqualTo(ClientAddress.of("203.0.113.1").forwarded());
    assertThat(client(some, PROXY, "X-Forwarded-For", "203.0.113.1" + trusted))
        .isEqualTo(ClientAddress.of(PROXY).forwarded());
  }

  @Test
  void theSchemeIsBelievedFromTrustedForwardersAlone() {
    assertThat(secure(some, PROXY, "X-Forwarded-Proto", "https")).isTrue();
    assertThat(secure(some, PROXY, "X-Forwarded-Proto", "http, https")).isTrue();
    assertThat(secure(some, PROXY, "X-Forwarded-Proto", "https, http")).isFalse();
    assertThat(secure(some, PROXY, "X-Forwarded-Proto", "ftp")).isFalse();
    assertThat(secure(some, STRANGER, "X-Forwarded-Proto", "https")).isFalse();
    assertThat(secure(none, PROXY, "X-Forwarded-Proto", "https")).isFalse();
  }

  @Test
  void theServerNamesItselfByTheSchemeThatTheClientUsed() {
    FakeRequest request =
        FakeRequest.with(null, "X-Forwarded-Proto", "https", "Host", "localhost").from(PROXY);

    assertThat(baseUrl(some.asSent(request.asRequest()))).isEqualTo("https://localhost:443");
    assertThat(baseUrl(new LimitedRequest(some.asSent(request.asRequest()), 1)))
        .isEqualTo("https://localhost:443");
    assertThat(baseUrl(none.asSent(request.asRequest()))).isEqualTo("http://localhost:2082");
  }

  private static String baseUrl(HttpServletRequest request) {
    new Hostnames(List.of()).setFor(request);
    return ServerName.of(request).baseUrl();
  }

  private static boolean secure(Forwarding forwarding, String peer, String... headers) {
    return forwarding.asSent(FakeRequest.with(null, headers).from(peer).asRequest()).isSecure();
  }
}
