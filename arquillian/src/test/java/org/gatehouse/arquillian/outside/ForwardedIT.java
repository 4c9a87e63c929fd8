package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code [core] http_trusted_forward}, with this machine as the trusted forwarder. */
@OwnServers
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class ForwardedIT {

  private static final int LIMIT = 20;
  private static final String HOPS = "X-Forwarded-For: ";
  private static GatehouseServer behindProxy;

  private final Visitor proxy = Visitor.onThisMachine(behindProxy);

  @BeforeAll
  static void start() throws IOException {
    behindProxy = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(behindProxy.data().resolve("custom"));
    Files.writeString(
        custom.resolve("config.ini"),
        "[core]\nhttp_trusted_forward = 127.0.0.1, 192.0.2.0/24\n"
            // Blocks are asked for here, and the way to one need not be long.
            + "[anvil]\nmax_delay = 100ms\n");
    behindProxy.start().orFail();
  }

  @AfterAll
  static void stop() {
    behindProxy.close();
  }

  private static Answer attempt(Visitor visitor, String password, String... headers) {
    return visitor.send(
        visitor.url(WayIn.REST.path()),
        with(WayIn.REST.attempt("demo@example.test", password), headers));
  }

  private static String[] with(String[] options, String... headers) {
    return Stream.concat(
            Stream.of(options), Stream.of(headers).flatMap(text -> Stream.of("--header", text)))
        .toArray(String[]::new);
  }

  private static Answer right(Visitor visitor, String... headers) {
    return attempt(visitor, behindProxy.demoPassword(), headers);
  }

  private void fail(String... headers) {
    for (int i = 0; i < LIMIT; i++) {
      attempt(proxy, "not the password", headers);
    }
  }

  @Test
  void theRightmostUntrustedHopIsBlockedAndNoOtherClientOfTheForwarder() {
    fail(HOPS + "203.0.113.1, 192.0.2.7");

    assertThat(right(proxy, HOPS + "203.0.113.1").status()).isEqualTo(429);
    assertThat(right(proxy, HOPS + "6.6.6.6", HOPS + "203.0.113.1:80").status()).isEqualTo(429);
    assertThat(right(proxy, HOPS + "203.0.113.1, 203.0.113.2").status()).isEqualTo(200);
  }

  @Test
  void aForgedHeaderOfAnUntrustedPeerNeverChangesTheKeyOfTheAnvil() {
    try (Visitor stranger = Visitor.fromElsewhere(behindProxy)) {
      for (int i = 0; i < LIMIT; i++) {
        attempt(stranger, "not the password", HOPS + "203.0.113." + (100 + i));
      }

      assertThat(right(stranger).status()).isEqualTo(429);
      assertThat(right(stranger, HOPS + "203.0.113.99").status()).isEqualTo(429);
      assertThat(right(proxy, HOPS + "203.0.113.100").status()).isEqualTo(200);
    }
  }

  @Test
  void theCookieIsSecureWhenTheForwardersClientCameByHttps() {
    assertThat(cookieOf("https")).contains("; Secure");
    assertThat(cookieOf("http")).doesNotContain("; Secure");
  }

  private String cookieOf(String scheme) {
    String[] form = WayIn.SIGN_IN_PAGE.attempt("demo@example.test", behindProxy.demoPassword());
    return proxy
        .send(
            proxy.url(SignInForm.PAGE),
            with(form, HOPS + "203.0.113.5", "X-Forwarded-Proto: " + scheme))
        .cookies()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theWsdlNamesTheSchemeOfTheForwardersClient() {
    assertThat(
            proxy
                .send(behindProxy.url("/gatehouse.wsdl"), "--header", "X-Forwarded-Proto: https")
                .body())
        .contains("location=\"https://localhost:443/soap\"");
  }
}
