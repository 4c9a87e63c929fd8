package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listens, and how TLS is spoken. */
@RunningGatehouse
class ListenersIT {

  private static final Pattern LOOPBACK = Pattern.compile("(127\\.|\\[::1\\]|\\[::ffff:127\\.).*");

  private final GatehouseServer gatehouse;

  ListenersIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @Test
  @Needs("iproute2")
  void onlyTheFourPortsAreOpenToOthers() {
    List<Integer> expected = new ArrayList<>(gatehouse.davPorts());
    expected.add(gatehouse.port());
    expected.add(gatehouse.tlsPort());

    assertThat(listening("--tcp"))
        .filteredOn(address -> !LOOPBACK.matcher(address).matches())
        .extracting(address -> Integer.valueOf(address.substring(address.lastIndexOf(':') + 1)))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(listening("--udp")).allMatch(address -> LOOPBACK.matcher(address).matches());
  }

  private List<String> listening(String kind) {
    return Program.run("ss", "--no-header", "--listening", "--numeric", "--processes", kind)
        .orFail()
        .lines()
        .filter(line -> line.contains("pid=" + gatehouse.process() + ","))
        .map(line -> line.strip().split("\\s+")[3])
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  @Needs("openssl")
  void modernTlsIsSpoken(String version) {
    assertThat(handshake(version).output()).contains("BEGIN CERTIFICATE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  @Needs("openssl")
  void oldTlsIsRefusedByTheServer(String version) {
    Program.Ended ended = handshake(version);

    assertThat(ended.status()).isNotZero();
    // This side did offer it: it had written its hello when the server hung up.
    assertThat(ended.output())
        .containsPattern("written [1-9][0-9]* bytes")
        .doesNotContain("BEGIN CERTIFICATE");
  }

  private Program.Ended handshake(String version) {
    String at = "localhost:" + gatehouse.tlsPort();
    return Program.run(
        "openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-connect", at);
  }
}
