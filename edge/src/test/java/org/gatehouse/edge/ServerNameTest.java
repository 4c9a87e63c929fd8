package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

  private static String hostFor(String header, String localAddress) {
    return ServerName.of(FakeRequest.with(null, "Host", header).at(localAddress).asRequest())
        .host();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:2082, 192.0.2.1, localhost",
    "LOCALHOST, 192.0.2.1, localhost",
    "192.0.2.1:2082, 192.0.2.1, 192.0.2.1",
    "[2001:db8::1]:2082, 2001:db8:0:0:0:0:0:1, [2001:db8::1]",
    "[fe80::1], fe80:0:0:0:0:0:0:1%eth0, [fe80::1]"
  })
  void aNameOfOursIsKept(String header, String localAddress, String host) {
    assertThat(hostFor(header, localAddress)).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.test",
        "192.0.2.2",
        "localhost.evil.test",
        "localhost@evil.test",
        "",
        "\"><x>"
      })
  void noOtherTextEverAppears(String header) {
    assertThat(hostFor(header, "192.0.2.1"))
        .isNotEqualTo(header)
        .isEqualTo(hostFor("x", "192.0.2.1"));
  }

  @Test
  void theUrlIsThatOfTheConnection() {
    assertThat(
            ServerName.of(FakeRequest.with(null, "Host", "localhost:99999").asRequest()).baseUrl())
        .isEqualTo("http://localhost:2082");
  }
}
