package org.gatehouse.host.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.gatehouse.host.tool.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams to a Unix socket, received by Python. */
@Timeout(60)
class LocalDatagramTest {

  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print('ready', flush=True)
      for _ in range(2):
          print(s.recv(70000).hex(), flush=True)
      """;

  @Test
  @Needs(command = "python3", debianPackage = "python3")
  void eachArrivesWholeAndForItself(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("log ü");
    Process receiver =
        new ProcessBuilder("python3", "-c", RECEIVER, path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines = receiver.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(lines.readLine()).isEqualTo("ready");

      LocalDatagram.send(path, "<110>1 one".getBytes(StandardCharsets.US_ASCII));
      LocalDatagram.send(path, new byte[] {0, -1, 10});

      assertThat(lines.readLine()).isEqualTo("3c3131303e31206f6e65");
      assertThat(lines.readLine()).isEqualTo("00ff0a");
    } finally {
      receiver.destroy();
    }
  }

  @Test
  void whereNobodyListensItFailsAndSaysWhere(@TempDir Path directory) {
    assertThatThrownBy(() -> LocalDatagram.send(directory.resolve("nothing"), new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void aSocketForStreamsIsToldAsSuch(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("stream");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));

      assertThatThrownBy(() -> LocalDatagram.send(path, new byte[1]))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void aPathThatTheKernelWouldCutIsRefused() {
    assertThatThrownBy(() -> LocalDatagram.send(Path.of("/" + "x".repeat(107)), new byte[1]))
        .hasMessageContaining("107");
  }

  @Test
  void noDescriptorIsLeftOpen(@TempDir Path directory) {
    Path missing = directory.resolve("nothing");
    int before = descriptors();
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> LocalDatagram.send(missing, new byte[1]))
          .hasMessageContaining("errno 2)");
    }

    assertThat(descriptors()).isLessThan(before + 100);
  }

  private static int descriptors() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }
}
