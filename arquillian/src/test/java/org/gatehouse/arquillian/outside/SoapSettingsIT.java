package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code [core] hostnames} and {@code [soap] enabled}. */
@OwnServers
@Needs("curl")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SoapSettingsIT {

  private static final List<String> WSDLS = List.of("/gatehouse.wsdl", "/apnscp.wsdl");
  private static GatehouseServer gatehouse;

  private final Visitor visitor = Visitor.onThisMachine(gatehouse);

  @BeforeAll
  static void start() throws IOException {
    gatehouse = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(gatehouse.data().resolve("custom"));
    Files.writeString(
        custom.resolve("config.ini"),
        "[core]\nhostnames = panel.example.org, 192.0.2.7\n[soap]\nenabled=0\n");
    gatehouse.start().orFail();
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
  }

  @Test
  @Order(2)
  void aWsdlNamesTheHostnameThatTheClientUsedOrElseTheFirstAndNothingElse() {
    Answer set =
        visitor.send(
            visitor.url("/api/scope/set"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"scope\":\"cp.config\",\"first\":\"soap\",\"second\":\"enabled\",\"third\":true}");
    assertThat(set.status()).as(set.body()).isEqualTo(200);

    for (String wsdl : WSDLS) {
      assertThat(address(wsdl, "192.0.2.7")).isEqualTo("http://192.0.2.7:" + port());
      for (String host : List.of("PANEL.example.org:1", "localhost", "127.0.0.1", "evil.example")) {
        assertThat(address(wsdl, host)).isEqualTo("http://panel.example.org:" + port());
      }
    }
  }

  private static int port() {
    return gatehouse.port();
  }

  private String address(String wsdl, String host) {
    String body = visitor.send(visitor.url(wsdl), "--header", "Host: " + host).body();
    assertThat(body).contains("location=\"");
    return body.replaceFirst("(?s).*location=\"([^\"]*)/soap\".*", "$1");
  }

  @Test
  @Order(1)
  void withoutSoapAllOfItAnswers404AsIfItWereNotThere() {
    Answer nothing = visitor.send(visitor.url("/no-such-page"));
    for (String path : List.of("/soap", "//soap", "/gatehouse.wsdl", "/apnscp.wsdl")) {
      Answer answer = visitor.send(visitor.url(path), "--path-as-is");
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(nothing.body());
      assertThat(answer.headers().keySet()).isEqualTo(nothing.headers().keySet());
    }
    Answer call =
        visitor.send(
            visitor.url("/soap"),
            WayIn.SOAP.attempt("demo@example.test", gatehouse.demoPassword()));
    assertThat(call.status()).isEqualTo(404);
    assertThat(call.body()).isEqualTo(nothing.body());
    assertThat(WayIn.REST.attempt(visitor, "demo@example.test", gatehouse.demoPassword()).status())
        .isEqualTo(200);
  }
}
