package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is large of a file is sent by the kernel, and comes as if it were not. */
@RunningGatehouse
@Needs("curl")
class DavLargeAnswersIT {

  /** More than any socket's buffers hold. */
  private static final int LARGE = 48 << 20;

  private static final int SOME = 3_000_001;

  private final GatehouseServer gatehouse;
  private DavSite site;

  DavLargeAnswersIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeEach
  void makeSite() {
    site = new DavSite(gatehouse);
  }

  @AfterEach
  void deleteSite() {
    site.close();
  }

  private Path file(byte[] content) throws IOException {
    Path file = site.root().resolve("large.bin");
    Files.write(file, content);
    return file;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3000000",
    "0, 65534",
    "0, 65535",
    "0, 65536",
    "1, 65537",
    "65535, 2000000",
    "65536, 131072",
    "2934465, 3000000",
    "2999999, 3000000"
  })
  void eachPartOfAFileIsThatPart(int first, int last) throws IOException {
    byte[] content = bytes(SOME);
    file(content);

    DavClient.Reply reply = site.owner().get("/large.bin", "Range", "bytes=" + first + "-" + last);

    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.response().body()).isEqualTo(Arrays.copyOfRange(content, first, last + 1));
  }

  @ParameterizedTest
  @CsvSource({"http, 0", "https, 1"})
  void filesComeWholeOneAfterTheOtherOnOneConnection(
      String scheme, int port, @TempDir Path directory) throws IOException {
    byte[] content = bytes(SOME);
    file(content);
    String url = scheme + "://127.0.0.1:" + gatehouse.davPorts().get(port) + "/large.bin";

    String told =
        Program.run(
                "curl",
                "--silent",
                "--insecure",
                "--user",
                account().user(),
                "--write-out",
                "%{http_code} %{num_connects}\n",
                url,
                "--output",
                directory.resolve("one").toString(),
                url,
                "--output",
                directory.resolve("two").toString())
            .orFail();

    assertThat(told.lines()).containsExactly("200 1", "200 0");
    assertThat(directory.resolve("one")).hasBinaryContent(content);
    assertThat(directory.resolve("two")).hasBinaryContent(content);
  }

  private DavAccount account() {
    return new DavAccount(gatehouse, site.ownerName(), DavSite.OWNERS_PASSWORD);
  }

  private Socket asked(String path) throws IOException {
    Socket socket = new Socket("127.0.0.1", gatehouse.davPorts().getFirst());
    String head =
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + account().authorization() + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** How many descriptors the server has of a file, under whatever name. */
  private long opened(Path file) {
    Path descriptors = Path.of("/proc", Long.toString(gatehouse.process()), "fd");
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.filter(one -> leadsTo(one, file)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith(file.toString());
    } catch (IOException e) {
      // It was closed meanwhile.
      return false;
    }
  }

  @Test
  void whatIsReplacedWhileItIsSentComesAsItWas() throws IOException {
    byte[] content = bytes(LARGE);
    file(content);
    try (Socket socket = asked("/large.bin")) {
      InputStream answer = socket.getInputStream();
      readHead(answer);

      assertThat(site.owner().put("/large.bin", "another").status()).isEqualTo(204);

      assertThat(answer.readNBytes(LARGE)).isEqualTo(content);
      assertThat(site.owner().get("/large.bin").body()).isEqualTo("another");
    }
  }

  @Test
  void aFileThatBecomesShorterWhileItIsSentEndsItsConnectionAndNothingElse() throws IOException {
    Path file = file(new byte[LARGE]);
    try (Socket socket = asked("/large.bin")) {
      InputStream answer = socket.getInputStream();
      readHead(answer);
      Files.write(file, new byte[1], StandardOpenOption.TRUNCATE_EXISTING);

      assertThat(rest(answer)).isLessThan(LARGE);
    }
    Until.holds("the file is closed", () -> opened(file) == 0);
    assertThat(site.owner().get("/large.bin").response().body()).hasSize(1);
  }

  @Test
  void ofAClientThatGoesAwayNothingStaysOpen() throws IOException {
    Path file = file(new byte[LARGE]);
    for (Socket socket : List.of(asked("/large.bin"), asked("/large.bin"))) {
      readHead(socket.getInputStream());
      assertThat(opened(file)).isPositive();
      socket.setSoLinger(true, 0);
      socket.close();
    }

    Until.holds("the file is closed", () -> opened(file) == 0);
  }

  private static void readHead(InputStream answer) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = answer.read();
      if (next < 0) {
        throw new EOFException(head.toString());
      }
      head.append((char) next);
    }
    assertThat(head).startsWith("HTTP/1.1 200 ");
  }

  /** How many bytes come until the connection ends, in whatever way. */
  private static long rest(InputStream answer) {
    byte[] buffer = new byte[1 << 16];
    long read = 0;
    try {
      for (int more = answer.read(buffer); more >= 0; more = answer.read(buffer)) {
        read += more;
      }
    } catch (IOException e) {
      // It was reset.
      return read;
    }
    return read;
  }
}
