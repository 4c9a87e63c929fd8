package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.edge.SocketTable.Entry;
import org.gatehouse.edge.SocketTable.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel says of connections. */
@EnabledOnOs(OS.LINUX)
class SocketTableTest {

  private final SocketTable table = new SocketTable(Path.of("/proc/self/net"));

  private static InetSocketAddress end(InetAddress address, int port) {
    return new InetSocketAddress(address, port);
  }

  @Test
  void aConnectionIsFoundFromEitherEndOverIpv4AndIpv6() throws IOException {
    for (String loopback : new String[] {"127.0.0.1", "::1"}) {
      InetAddress address = InetAddress.ofLiteral(loopback);
      try (ServerSocket listening = new ServerSocket(0, 1, address);
          Socket client = new Socket(address, listening.getLocalPort());
          Socket server = listening.accept()) {
        InetSocketAddress here = end(address, server.getLocalPort());
        InetSocketAddress there = end(address, client.getLocalPort());

        assertThat(table.find(here, there)).contains(new Entry(State.ESTABLISHED, 0));
        assertThat(table.find(there, here)).contains(new Entry(State.ESTABLISHED, 0));
        client.shutdownOutput();
        assertThat(table.find(here, there)).contains(new Entry(State.CLOSE_WAIT, 0));
      }
    }
  }

  @Test
  void oneThatWasResetIsNotFoundThoughThisEndIsOpen() throws IOException {
    InetAddress address = InetAddress.getLoopbackAddress();
    try (ServerSocket listening = new ServerSocket(0, 1, address)) {
      Socket client = new Socket(address, listening.getLocalPort());
      Socket server = listening.accept();
      server.getOutputStream().write(1);
      int port = client.getLocalPort();
      client.close();

      assertThat(table.find(end(address, server.getLocalPort()), end(address, port))).isEmpty();
      assertThat(server.isClosed()).isFalse();
      server.close();
    }
  }

  @Test
  void itsLinesAreRead(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("tcp"),
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 0100007F:0822 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
           1: 0100007F:0822 0100007F:C001 04 000001A5:00000000 01:00000015 00000000     0
           2: 0100007F:0822 0100007F:C002 06 00000000:00000000 03:000015A5 00000000     0
        """);
    SocketTable written = new SocketTable(directory);
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");

    assertThat(written.readable()).isTrue();
    assertThat(written.find(end(address, 0x822), end(address, 0xC001)))
        .contains(new Entry(State.FIN_WAIT_1, 0x1A5));
    assertThat(written.find(end(address, 0x822), end(address, 0xC002)))
        .contains(new Entry(State.TIME_WAIT, 0));
    assertThat(written.find(end(address, 0x822), end(address, 0xC003))).isEmpty();
    assertThat(new SocketTable(directory.resolve("none")).readable()).isFalse();
  }
}
