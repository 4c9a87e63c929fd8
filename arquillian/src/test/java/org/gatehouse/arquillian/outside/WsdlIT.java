package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WSDL is made from the server's own names, never from what a client says. */
@RunningGatehouse
@Needs("curl")
class WsdlIT {

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  WsdlIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:2082", "localhost:evil", "localhost@evil.example"})
  void nothingOfAForeignHostHeaderIsInTheWsdl(String host) {
    Answer answer = visitor.send(visitor.url("/gatehouse.wsdl"), "--header", "Host: " + host);

    assertThat(answer.head() + answer.body()).doesNotContain("evil");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Host"})
  void norOfAnyOtherHeaderThatNamesAHost(String header) {
    Answer answer =
        visitor.send(visitor.url("/gatehouse.wsdl"), "--header", header + ": evil.example");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.head() + answer.body()).doesNotContain("evil");
  }

  @Test
  void itNamesTheEndpointByTheNameAndPortThatTheClientUsed() {
    assertThat(visitor.send(gatehouse.url("/gatehouse.wsdl")).body())
        .contains("location=\"" + gatehouse.url("/soap") + "\"");
    assertThat(visitor.send(gatehouse.tlsUrl("/gatehouse.wsdl")).body())
        .contains("location=\"" + gatehouse.tlsUrl("/soap") + "\"");
    assertThat(visitor.send(visitor.url("/gatehouse.wsdl")).body())
        .contains("location=\"" + visitor.url("/soap") + "\"");
  }

  @Test
  void itIsCompleteInItself() {
    assertThat(visitor.send(visitor.url("/gatehouse.wsdl")).body())
        .doesNotContain("schemaLocation")
        .doesNotContain("<import")
        .doesNotContain("<include");
  }
}
