package org.gatehouse.web.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 2: the Unix socket answers root and Gatehouse's own user, and never a stranger. */
class LocalSocketTest {

  private static final int LIMIT = 2048;

  @TempDir private Path data;

  private final AtomicReference<LocalRequest> last = new AtomicReference<>();
  private Path path;

  @BeforeEach
  void choosePath() {
    path = data.resolve("run").resolve("gatehouse.sock");
  }

  @Test
  void isReachableForItsOwnerAlone() throws IOException {
    Files.createDirectory(
        path.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (LocalSocket _ = open()) {
      assertThat(permissions(path)).isEqualTo("rw-------");
      assertThat(permissions(path.getParent())).isEqualTo("rwx------");
    }
  }

  @Test
  void handsOverARequestAndSendsItsAnswer() throws IOException {
    try (LocalSocket _ = open()) {
      assertThat(send(post("/cli/user/add?user=joe&domain=ex%C3%A4mple.test", "[\"ä\"]")))
          .startsWith("HTTP/1.1 201 ")
          .doesNotContain("Server:", "Jetty")
          .endsWith("done");
    }
    assertThat(last.get().method()).isEqualTo("POST");
    assertThat(last.get().path()).isEqualTo("/cli/user/add");
    assertThat(last.get().user()).contains("joe");
    assertThat(last.get().domain()).contains("exämple.test");
    assertThat(new String(last.get().body(), StandardCharsets.UTF_8)).isEqualTo("[\"ä\"]");
  }

  @Test
  void servesOneRequestPerConnection() throws IOException {
    try (LocalSocket _ = open()) {
      String twice = post("/cli/a/b", "[]") + post("/cli/a/c", "[]");
      assertThat(send(twice)).containsOnlyOnce("HTTP/1.1");
    }
  }

  @Test
  void boundsTheBodyAnnouncedOrNot() throws IOException {
    try (LocalSocket _ = open()) {
      assertThat(send(post("/cli/a/b", "x".repeat(LIMIT)))).startsWith("HTTP/1.1 201 ");
      last.set(null);
      assertThat(send(post("/cli/a/b", "x".repeat(LIMIT + 1))))
          .startsWith("HTTP/1.1 413 ")
          .contains("at most 2 KiB");
      String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
      assertThat(
              send(
                  "POST /cli/a/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + chunk.repeat(3)
                      + "0\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ");
      assertThat(last).hasValue(null);
    }
  }

  @Test
  void answersWhatIsNoHttpWithoutAWordOfTheInside() throws IOException {
    try (LocalSocket _ = open()) {
      assertThat(send("GARBAGE\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json")
          .doesNotContain("Jetty", "jetty", "java");
      assertThat(send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(9000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431 ");
      assertThat(last).hasValue(null);
    }
  }

  @Test
  void refusesAStranger() throws Exception {
    LocalHandler handler = new LocalHandler(new TrustedPeers(Set.of()), () -> LIMIT, this::answer);
    try (LocalSocket _ = LocalSocket.open(path, Thread::new, handler)) {
      assertThat(send(post("/cli/a/b", "[]"))).startsWith("HTTP/1.1 403 ");
      assertThat(last).hasValue(null);
    }
  }

  @Test
  void knowsItsOwnUser() throws IOException {
    Files.createDirectory(path.getParent());
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      try (SocketChannel _ = connected();
          SocketChannel peer = listener.accept()) {
        assertThat(TrustedPeers.rootAndSelf().includes(peer)).isTrue();
        assertThat(new TrustedPeers(Set.of()).includes(peer)).isFalse();
      }
    }
  }

  @Test
  void takesThePlaceOfADeadOneAndLeavesNothingBehind() throws IOException {
    Files.createDirectory(path.getParent());
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    try (LocalSocket _ = open()) {
      assertThat(send(post("/cli/a/b", "[]"))).startsWith("HTTP/1.1 201 ");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void doesNotStealTheSocketOfALivingOne() throws IOException {
    try (LocalSocket _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process listens there");
      assertThat(send(post("/cli/a/b", "[]"))).startsWith("HTTP/1.1 201 ");
    }
  }

  @Test
  void saysWhyItCannotBeOpened() {
    Path tooLong = data.resolve("long".repeat(30)).resolve("gatehouse.sock");
    assertThatThrownBy(() -> LocalSocket.open(tooLong, () -> LIMIT, Thread::new, this::answer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }

  private LocalSocket open() throws IOException {
    return LocalSocket.open(path, () -> LIMIT, Thread::new, this::answer);
  }

  private LocalAnswer answer(LocalRequest request) {
    last.set(request);
    return LocalAnswer.text(201, "text/plain", "done");
  }

  private static String post(String target, String body) {
    return "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(target, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  private String send(String request) throws IOException {
    try (SocketChannel channel = connected()) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return channel;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
