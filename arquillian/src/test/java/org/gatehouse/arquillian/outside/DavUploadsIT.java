package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of an upload that does not come to its end (issue 7, shows 6). */
@OwnServers
@Needs(value = "curl", root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DavUploadsIT {

  private static final String STAGING = ".gatehouse-staging";
  private static final int SIZE = 256 * 1024;
  private static final int UPLOADS = 100;
  private static final int READERS = 2;
  private static final int REPLACEMENTS = 50;

  private GatehouseServer server;
  private DavSite site;
  private DavClient guest;
  private Path home;

  @BeforeAll
  void start() {
    server = GatehouseServer.withGivenSecrets();
    server.start().orFail();
    site = new DavSite(server);
    guest = site.guest();
    home = site.root().resolve("home/guest");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Content that shows when it is not whole. */
  private static byte[] content(char version) {
    byte[] content = new byte[SIZE];
    Arrays.fill(content, (byte) version);
    return content;
  }

  private static String text(char version) {
    return new String(content(version), StandardCharsets.ISO_8859_1);
  }

  @Test
  @Order(1)
  void whoReadsWhileItIsReplacedGetsOneOrTheOther() throws Exception {
    guest.put("/read", text('0'));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      List<Future<Map<String, Integer>>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> read(over)));
      }
      try {
        for (int i = 1; i <= REPLACEMENTS; i++) {
          String version = text((char) ('0' + i % 10));
          assertThat(guest.put("/read", version).status()).isEqualTo(204);
        }
      } finally {
        over.set(true);
      }
      for (Future<Map<String, Integer>> reader : readers) {
        assertThat(reader.get()).as("what was read, by length and first character").isNotEmpty();
      }
    }
  }

  /** Reads until it is over; each answer must be of one version, and of the tag that it had. */
  private Map<String, Integer> read(AtomicBoolean over) {
    Map<String, Integer> seen = new ConcurrentHashMap<>();
    Map<String, Character> versions = new ConcurrentHashMap<>();
    DavClient reader = site.guest();
    while (!over.get()) {
      DavClient.Reply reply = reader.get("/read");
      assertThat(reply.status()).isEqualTo(200);
      char version = reply.body().charAt(0);
      assertThat(reply.body()).isEqualTo(text(version));
      String tag = reply.header("ETag").orElseThrow();
      assertThat(versions.computeIfAbsent(tag, key -> version)).isEqualTo(version);
      seen.merge(Character.toString(version), 1, Integer::sum);
    }
    return seen;
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(strings = {"Content-Length: 262144", "Transfer-Encoding: chunked"})
  void anUploadThatBreaksOffLeavesTheOldFileAndNothingElse(String framing) throws IOException {
    guest.put("/old", text('o'));
    SortedMap<String, String> before = DiskListing.of(site.root());
    for (boolean reset : List.of(false, true)) {
      for (String path : List.of("/old", "/new")) {
        try (Upload upload = new Upload(path, framing)) {
          upload.send(SIZE / 2);
          Until.holds("it is being staged", () -> !staged().isEmpty());
          if (reset) {
            upload.reset();
          }
        }
        Until.holds("nothing is staged", () -> staged().isEmpty());
      }
    }

    assertThat(DiskListing.of(site.root())).isEqualTo(before);
    assertThat(guest.get("/old").body()).isEqualTo(text('o'));
    assertThat(guest.get("/new").status()).isEqualTo(404);
  }

  /** What is in the staging directories of the site. */
  private List<Path> staged() {
    List<Path> staged = new ArrayList<>();
    for (String parent : List.of(".", "home/owner", "home/guest")) {
      Path staging = site.root().resolve(parent).resolve(STAGING);
      if (Files.isDirectory(staging)) {
        try (Stream<Path> all = Files.list(staging)) {
          all.forEach(staged::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return staged;
  }

  @Test
  @Order(3)
  void ofUploadsWhoseServerIsKilledEachFileIsWholeAndAStartEmptiesStagingAlone(
      @TempDir Path elsewhere) throws Exception {
    site.owner().send("MKCOL", "/owners", "");
    for (int i = 0; i < UPLOADS; i++) {
      if (isReplacement(i)) {
        (isGuests(i) ? guest : site.owner()).put(url(i), text('o'));
      }
    }
    List<Path> precious = makePrecious(elsewhere);
    Map<Integer, Boolean> answered = new ConcurrentHashMap<>();
    try (Upload underWay = new Upload("/half", "Content-Length: " + SIZE)) {
      underWay.send(SIZE / 2);
      Until.holds("it is being staged", () -> !staged().isEmpty());
      kill(answered);
    }

    assertThat(answered).as("some were done, and some were not").hasSizeBetween(1, UPLOADS - 1);
    assertThat(staged()).as("some were under way").isNotEmpty();
    SortedMap<String, String> before = DiskListing.of(site.root());
    for (int i = 0; i < UPLOADS; i++) {
      Path file = (isGuests(i) ? home : site.root()).resolve(url(i).substring(1));
      if (answered.containsKey(i)) {
        assertThat(file).as("was answered").hasBinaryContent(content('n'));
      } else if (isReplacement(i)) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .isIn(text('o'), text('n'));
      } else if (Files.exists(file)) {
        assertThat(file).hasBinaryContent(content('n'));
      }
    }

    server.start().orFail();

    assertThat(staged()).isEmpty();
    before.keySet().removeIf(path -> path.matches("(home/(guest|owner)/)?" + STAGING + "/.*"));
    SortedMap<String, String> after = DiskListing.of(site.root());
    assertThat(after).isEqualTo(before);
    for (Path file : precious) {
      assertThat(file).hasContent("precious");
    }
    assertThat(guest.put(url(0), text('a')).status()).isEqualTo(204);
    assertThat(guest.get(url(0)).body()).isEqualTo(text('a'));
  }

  /** So many of one account at once would be refused: half of them are the site's admin's. */
  private static boolean isGuests(int number) {
    return number % 2 == 0;
  }

  private static boolean isReplacement(int number) {
    return number % 3 == 0;
  }

  /** Whether the client sends all of it before the server is killed. */
  private static boolean isSentThrough(int number) {
    return number % 4 < 2;
  }

  private static String url(int number) {
    return (isGuests(number) ? "/upload-" : "/owners/upload-") + number;
  }

  /** Files that are nobody's upload, though they stand as if they were. */
  private List<Path> makePrecious(Path elsewhere) throws IOException {
    List<Path> precious = new ArrayList<>();
    Path below = Files.createDirectories(home.resolve("below").resolve(STAGING));
    precious.add(below.resolve("precious"));
    precious.add(elsewhere.resolve("precious"));
    for (Path file : precious) {
      Files.writeString(file, "precious");
    }
    site.asOwner("user/add", "[\"linker\",\"what the linker types\"]");
    Files.createSymbolicLink(site.root().resolve("home/linker").resolve(STAGING), elsewhere);
    return precious;
  }

  /** Kills the server while half of the uploads wait for the rest of their body. */
  private void kill(Map<Integer, Boolean> answered) throws Exception {
    long process = server.process();
    CountDownLatch halves = new CountDownLatch(UPLOADS);
    CountDownLatch killed = new CountDownLatch(1);
    AtomicBoolean someAnswered = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uploads = new ArrayList<>();
      for (int i = 0; i < UPLOADS; i++) {
        int number = i;
        uploads.add(
            threads.submit(
                () -> {
                  try (Upload upload = upload(number)) {
                    try {
                      upload.send(SIZE / 2);
                    } finally {
                      halves.countDown();
                    }
                    if (isSentThrough(number)) {
                      halves.await();
                      upload.send(SIZE / 2);
                      if (upload.answer().matches("HTTP/1\\.1 20[14] .*")) {
                        answered.put(number, true);
                        someAnswered.set(true);
                      }
                    } else {
                      killed.await();
                    }
                  } catch (IOException e) {
                    // As was to be: nobody is there any more.
                  }
                  return null;
                }));
      }
      halves.await();
      Until.holds("one is done", someAnswered::get);
      Program.run("kill", "-9", Long.toString(process)).orFail();
      killed.countDown();
      for (Future<?> upload : uploads) {
        upload.get();
      }
    }
    Until.holds(
        "it is gone", () -> !ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false));
  }

  private Upload upload(int number) throws IOException {
    return new Upload(
        isGuests(number)
            ? site.guestName() + ":" + DavSite.GUESTS_PASSWORD
            : site.ownerName() + ":" + DavSite.OWNERS_PASSWORD,
        url(number),
        "Content-Length: " + SIZE);
  }

  /** An upload of content of one version, that stops where it is told to. */
  private final class Upload implements AutoCloseable {

    private final Socket socket;
    private final boolean chunked;

    Upload(String path, String framing) throws IOException {
      this(site.guestName() + ":" + DavSite.GUESTS_PASSWORD, path, framing);
    }

    Upload(String user, String path, String framing) throws IOException {
      chunked = framing.endsWith("chunked");
      socket = new Socket(InetAddress.getLoopbackAddress(), server.davPorts().getFirst());
      String head =
          "PUT %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\n%s\r\n\r\n"
              .formatted(
                  path,
                  Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)),
                  framing);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(int size) throws IOException {
      OutputStream body = socket.getOutputStream();
      if (chunked) {
        body.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
      body.write(content('n'), 0, size);
      if (chunked) {
        body.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
    }

    /** The line of the status; empty when there is none. */
    String answer() throws IOException {
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
              .readLine();
      return line == null ? "" : line;
    }

    /** Ends the connection as a machine does that is switched off. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
