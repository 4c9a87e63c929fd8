package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.gatehouse.audit.Syslog.Tcp;
import org.gatehouse.audit.Syslog.Udp;
import org.gatehouse.audit.Syslog.Unix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "The head goes every minute to {@code [audit] syslog} (UDP, TCP or Unix path)." */
@Timeout(60)
class HeadReportTest {

  private static final String MAC = "a".repeat(64);
  private static final Head HEAD = new Head(Books.NODE, 7, MAC);
  private static final String MESSAGE =
      "<110>1 2026-11-24T00:00:00Z host.example gatehouse 4711 HEAD - audit head "
          + Books.NODE
          + ":7:"
          + MAC;

  private static HeadReport report(String setting, String host) {
    return new HeadReport(() -> Syslog.of(setting), InstantSource.fixed(Books.START), host, 4711);
  }

  private static void tell(String setting) {
    report(setting, "host.example\n").report(Optional.of(HEAD));
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static String receive(ServerSocket server) {
    try (Socket socket = server.accept()) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void overUdpItIsOneDatagram() throws IOException {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      tell("udp://127.0.0.1:" + receiver.getLocalPort());

      assertThat(receive(receiver)).isEqualTo(MESSAGE);
    }
  }

  private static String receive(DatagramSocket receiver) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    receiver.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  @Test
  void overTcpItsOctetsAreCounted() throws IOException {
    try (ServerSocket server = listen()) {
      CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> receive(server));

      tell("tcp://127.0.0.1:" + server.getLocalPort());

      assertThat(received.join()).isEqualTo(MESSAGE.length() + " " + MESSAGE);
    }
  }

  @Test
  void overAUnixStreamItsOctetsAreCountedToo(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("log");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      tell("unix://" + path);

      ByteBuffer received = ByteBuffer.allocate(2_000);
      try (SocketChannel client = server.accept()) {
        while (client.read(received) >= 0) {
          // Until it is closed there.
        }
      }
      assertThat(new String(received.array(), 0, received.position(), StandardCharsets.UTF_8))
          .isEqualTo(MESSAGE.length() + " " + MESSAGE);
    }
  }

  @Test
  void aHeadIsToldOnceUntilItChanges() throws IOException {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      HeadReport report = report("udp://localhost:" + receiver.getLocalPort(), "");
      report.report(Optional.empty());
      report.report(Optional.of(HEAD));
      report.report(Optional.of(HEAD));
      report.report(Optional.of(new Head(Books.NODE, 8, MAC)));

      assertThat(receive(receiver)).contains(" - gatehouse ").contains(":7:");
      assertThat(receive(receiver)).contains(":8:");
    }
  }

  @Test
  void anOutageIsLoggedOnceAndHarmsNothing(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("log");
    List<LogRecord> logged = new ArrayList<>();
    Logger logger = Logger.getLogger(HeadReport.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            logged.add(message);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      HeadReport report = report("unix://" + path, "host");
      report.report(Optional.of(HEAD));
      report.report(Optional.of(HEAD));
      assertThat(logged).hasSize(1);

      server.bind(UnixDomainSocketAddress.of(path));
      report.report(Optional.of(HEAD));
      server.accept().close();
      assertThat(logged).hasSize(2);
      Files.delete(path);
      report.report(Optional.of(HEAD));
      assertThat(logged).as("it was told").hasSize(2);
      report.report(Optional.of(new Head(Books.NODE, 8, MAC)));
      assertThat(logged).hasSize(3);
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void withoutAPlaceNobodyIsTold() {
    assertThat(Syslog.of("")).isEmpty();
    report("", "host").report(Optional.of(HEAD));
  }

  @Test
  void theSettingNamesThePlace() {
    assertThat(Syslog.of("udp://log.example:514")).contains(new Udp("log.example", 514));
    assertThat(Syslog.of(" tcp://[2001:db8::1]:601 ")).contains(new Tcp("2001:db8::1", 601));
    assertThat(Syslog.of("unix:///dev/log")).contains(new Unix(Path.of("/dev/log")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/log",
        "udp://log.example",
        "udp://log.example:0",
        "udp://log.example:65536",
        "tcp://log.example:601/x",
        "tcp://me@log.example:601",
        "unix://log/dev/log",
        "unix:dev",
        "tls://log.example:6514",
        "udp://a b:514",
        "udp:"
      })
  void whatNamesNoPlaceIsRefusedWithTheForms(String setting) {
    assertThatThrownBy(() -> Syslog.of(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unix:///path");
  }

  @Test
  void aNodeKeepsItsNameAndAnotherDirectoryHasAnother(@TempDir Path one, @TempDir Path other)
      throws IOException {
    java.util.Random random = new java.util.Random(1);
    String node = NodeFile.read(one.resolve("node"), random);

    assertThat(node).matches("[0-9a-f]{16}");
    assertThat(NodeFile.read(one.resolve("node"), random)).isEqualTo(node);
    assertThat(NodeFile.read(other.resolve("node"), random)).isNotEqualTo(node);
    assertThat(Files.list(one)).as("nothing else is left").hasSize(1);
    Files.writeString(one.resolve("node"), "damaged");
    assertThatThrownBy(() -> NodeFile.read(one.resolve("node"), random))
        .hasMessageContaining("damaged");
  }
}
