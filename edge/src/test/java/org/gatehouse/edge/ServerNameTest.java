package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.scope.HostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

  private static final String CONFIGURED =
      "Panel.example.org, 192.0.2.7,2001:DB8::1 , [2001:db8::2]";

  private static ServerName named(String hostnames, String header, String localAddress) {
    HttpServletRequest request =
        FakeRequest.with(null, "Host", header).at(localAddress).asRequest();
    List<String> names =
        Stream.of(hostnames.split(","))
            .map(String::strip)
            .flatMap(name -> HostName.written(name).stream())
            .toList();
    new Hostnames(names).setFor(request);
    return ServerName.of(request);
  }

  private static String byDefault(String header, String localAddress) {
    return named("", header, localAddress).host();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:2082, 192.0.2.1, localhost",
    "LOCALHOST, 192.0.2.1, localhost",
    "127.0.0.1:2082, 192.0.2.1, 127.0.0.1",
    "192.0.2.1:2082, 192.0.2.1, 192.0.2.1",
    "[2001:db8::1]:2082, 2001:db8:0:0:0:0:0:1, [2001:db8::1]",
    "[fe80::1], fe80:0:0:0:0:0:0:1%eth0, [fe80::1]"
  })
  void aNameOrAddressOfTheMachineIsKept(String header, String localAddress, String host) {
    assertThat(byDefault(header, localAddress)).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.test",
        "203.0.113.77",
        "localhost.evil.test",
        "localhost@evil.test",
        "",
        "\"><x>"
      })
  void anyOtherTextChoosesTheMachinesName(String header) throws UnknownHostException {
    assertThat(byDefault(header, "192.0.2.1"))
        .isNotEqualTo(header)
        .isEqualTo(InetAddress.getLocalHost().getHostName());
  }

  @ParameterizedTest
  @CsvSource({
    "panel.EXAMPLE.org:99, Panel.example.org",
    "192.0.2.7, 192.0.2.7",
    "[2001:db8::1]:2082, [2001:db8::1]",
    "[2001:db8::2], [2001:db8::2]",
    "localhost, Panel.example.org",
    "192.0.2.1, Panel.example.org",
    "evil.test, Panel.example.org",
    "panel.example.org.evil.test, Panel.example.org",
    "panel.example.org:80:80, Panel.example.org",
    "panel.example.org., Panel.example.org"
  })
  void whereNamesAreSetThereAreNoOthersAndTheFirstStandsForThem(String header, String host) {
    assertThat(named(CONFIGURED, header, "192.0.2.1").host()).isEqualTo(host);
  }

  @Test
  void theUrlIsThatOfTheConnection() {
    assertThat(named("", "localhost:99999", "192.0.2.1").baseUrl())
        .isEqualTo("http://localhost:2082");
  }

  @Test
  void aRequestThatDidNotPassTheEdgeHasNone() {
    assertThatThrownBy(() -> ServerName.of(FakeRequest.with(null).asRequest()))
        .isInstanceOf(IllegalStateException.class);
  }
}
