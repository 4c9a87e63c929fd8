package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests at the DAV gate that nobody honest sends: each has its answer, and none changes anything
 * on disk (issue 7, "Bad input").
 */
@RunningGatehouse
@Needs("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DavBadInputIT {

  /** In a file that the guest must not reach. */
  private static final String CANARY = "canary of the site";

  /** A second is promised; other work may keep this machine busy. */
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(10);

  /** The server's heap would be full several times if each took 64 MiB of it. */
  private static final int AT_ONCE = 24;

  private static final long MOST_KEPT = 64 * 1024;
  private static final int FEW_LOCKS = 200;
  private static final int ONE_MIB = 1 << 20;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final GatehouseServer gatehouse;
  private DavSite site;
  private DavClient guest;
  private String authorization;
  private SortedMap<String, String> before;

  DavBadInputIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() throws IOException {
    site = new DavSite(gatehouse);
    guest = site.guest();
    authorization =
        "Authorization: Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (site.guestName() + ":" + DavSite.GUESTS_PASSWORD)
                        .getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    Files.writeString(site.root().resolve("canary"), CANARY);
    guest.put("/file", "of the guest");
    guest.send("MKCOL", "/collection", "");
    guest.put("/collection/member", "in it");
  }

  @AfterAll
  void deleteSite() {
    site.close();
  }

  @BeforeEach
  void look() {
    before = DiskListing.of(site.root());
  }

  @AfterEach
  void nothingChangedOnDisk() {
    assertThat(DiskListing.of(site.root())).isEqualTo(before);
  }

  /** What is answered to a head that is sent as it is. */
  private String wire(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
    head.append(authorization).append("Connection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return Wire.send(gatehouse.davPorts().getFirst(), head.append("\r\n").toString()).text();
  }

  private static int status(String answer) {
    Matcher status = STATUS.matcher(answer);
    assertThat(status.lookingAt()).as("begins with a status line: " + answer).isTrue();
    return Integer.parseInt(status.group(1));
  }

  /** Paths in ISO 8859-1 by which no method does anything. */
  private static List<String> waysOut() {
    return List.of(
        "/../canary",
        "/../../canary",
        "/collection/../../../canary",
        "/./../canary",
        "//../canary",
        "/..",
        "/../",
        "/.",
        "/%2e%2e/canary",
        "/%2E%2E/%2e%2e/canary",
        "/.%2e/canary",
        "/%2e./canary",
        "/..%2fcanary",
        "/%2e%2e%2Fcanary",
        "/collection%2f..%2f..%2fcanary",
        "/%2fetc%2fpasswd",
        "/%c0%ae%c0%ae/canary",
        "/%c0%ae%c0%ae%c0%afcanary",
        "/%e0%80%ae%e0%80%ae/canary",
        "/%f0%80%80%ae%f0%80%80%ae/canary",
        "/..%c0%af..%c0%afcanary",
        "/%ed%a0%80",
        "/%ff%fe",
        "/\u00c0\u00ae\u00c0\u00ae/canary",
        "/\u00e9",
        "/../canary%00",
        "/file%00",
        "/%00",
        "/file%00/../../canary",
        "/file\u0000",
        "/file\u0001",
        "/%u002e%u002e/canary",
        "/%",
        "/%2",
        "/%zz",
        "/%+1",
        "/%2e%2e;x=1/%2e%2e/canary",
        "/" + "../".repeat(1000) + "canary",
        "/" + "%2e%2e/".repeat(1000) + "canary",
        "http://localhost/../canary",
        "http://localhost/%2e%2e/canary",
        "http://canary.test/..%2fcanary",
        "../canary",
        "canary",
        "/" + "x".repeat(256),
        "/" + "a/".repeat(4090) + "b");
  }

  @ParameterizedTest
  @MethodSource("waysOut")
  void noPathLeadsOutOfTheRootHoweverItIsWritten(String path) {
    for (String method :
        List.of(
            "GET", "HEAD", "PROPFIND", "PROPPATCH", "PUT", "DELETE", "MKCOL", "LOCK", "UNLOCK")) {
      String answer =
          wire(method, path, "Depth: 0", "Lock-Token: <urn:uuid:none>", "Content-Length: 0");
      assertThat(status(answer)).as(method + ": " + answer).isIn(400, 403, 404, 405, 409, 414, 507);
      assertThat(answer).doesNotContain(CANARY, "Exception", "root:");
    }
    for (String method : List.of("COPY", "MOVE")) {
      String answer = wire(method, path, "Destination: /got");
      assertThat(status(answer)).as(method + ": " + answer).isIn(400, 403, 404, 414, 507);
    }
  }

  @ParameterizedTest
  @MethodSource("waysOut")
  void noDestinationDoes(String path) {
    for (String method : List.of("COPY", "MOVE")) {
      for (String source : List.of("/file", "/collection")) {
        String answer = wire(method, source, "Destination: " + path);
        assertThat(status(answer)).as(answer).isIn(400, 403, 409, 414, 502, 507);
        assertThat(answer).doesNotContain("Exception");
      }
    }
  }

  /** To the file systems here these are names; another reader may see a way out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..\\canary",
        "/..%5c..%5ccanary",
        "/%2e%2e%5ccanary",
        "/%252e%252e%252fcanary",
        "/..;",
        "/..%3b",
        "/...",
        "/..%20",
        "/..%ef%bc%8fcanary",
        "/%ef%bc%8e%ef%bc%8e",
        "/%e2%80%ae",
        "/~root",
        "/C:",
        "/file:etc:passwd",
        "http://elsewhere.test/name"
      })
  void whatOnlyLooksLikeAWayOutIsANameInTheHome(String path) {
    assertThat(status(wire("GET", path))).isEqualTo(404);

    assertThat(status(wire("PUT", path, "Content-Length: 0"))).isEqualTo(201);

    SortedMap<String, String> made = DiskListing.of(site.root());
    made.keySet().removeAll(before.keySet());
    assertThat(made).hasSize(1);
    assertThat(made.firstKey()).matches("home/guest/[^/]+");
    assertThat(status(wire("GET", path))).isEqualTo(200);
    assertThat(status(wire("DELETE", path))).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PROPPATCH", "MKCOL", "UNLOCK"})
  void anAsteriskIsNoFile(String method) {
    assertThat(status(wire(method, "*", "Content-Length: 0"))).isIn(200, 400, 403, 404, 405, 409);
  }

  /** A body, and what is wrong with it. */
  private record Xml(String what, byte[] octets) {
    Xml(String what, String text) {
      this(what, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static String times(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
  }

  /** XML that is refused whatever the method; {@code PORT} is one on which somebody listens. */
  private static List<Xml> hostile() {
    String find = "<propfind xmlns='DAV:'><prop>%s</prop></propfind>";
    String laughs =
        "<!DOCTYPE x [<!ENTITY a0 'ha'>"
            + times(20, i -> "<!ENTITY a" + (i + 1) + " '" + ("&a" + i + ";").repeat(10) + "'>")
            + "]>";
    return List.of(
        new Xml("a document type", "<!DOCTYPE propfind>" + find.formatted("<a/>")),
        new Xml(
            "a file",
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
                + find.formatted("<a>&e;</a>")),
        new Xml(
            "an entity from elsewhere",
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'http://127.0.0.1:PORT/'>]>"
                + find.formatted("<a>&e;</a>")),
        new Xml(
            "a document type from elsewhere",
            "<!DOCTYPE x SYSTEM 'http://127.0.0.1:PORT/x.dtd'>" + find.formatted("<a/>")),
        new Xml(
            "a parameter entity from elsewhere",
            "<!DOCTYPE x [<!ENTITY % e SYSTEM 'http://127.0.0.1:PORT/x.dtd'> %e;]>"
                + find.formatted("<a/>")),
        new Xml("a billion laughs", laughs + find.formatted("<a>&a20;</a>")),
        new Xml("an attribute that laughs", laughs + find.formatted("<a b='&a20;'/>")),
        new Xml(
            "one long entity many times",
            "<!DOCTYPE x [<!ENTITY a '"
                + "x".repeat(ONE_MIB / 4)
                + "'>]>"
                + find.formatted("<b>" + "&a;".repeat(ONE_MIB / 8) + "</b>")),
        new Xml("an entity that is nowhere declared", find.formatted("<a>&e;</a>")),
        new Xml(
            "50,000 attributes",
            find.formatted("<a" + times(50_000, i -> " b" + i + "=''") + "/>")),
        new Xml(
            "50,000 namespaces",
            find.formatted("<a" + times(50_000, i -> " xmlns:b" + i + "='c'") + "/>")),
        new Xml("100,000 properties", find.formatted("<a/>".repeat(100_000))),
        new Xml("100,000 levels", find.formatted("<a>".repeat(100_000) + "</a>".repeat(100_000))),
        new Xml("levels that never end", "<propfind xmlns='DAV:'>" + "<a>".repeat(300_000)),
        new Xml("more than 1 MiB", find.formatted("<a>" + "x".repeat(ONE_MIB) + "</a>")),
        new Xml("more than 1 MiB before it begins", " ".repeat(ONE_MIB) + find.formatted("<a/>")),
        new Xml("a comment of more than 1 MiB", "<!--" + "x".repeat(ONE_MIB) + "-->" + find),
        new Xml("a name of 500 KiB", find.formatted("<" + "a".repeat(ONE_MIB / 2) + "/>")),
        new Xml(
            "a namespace of 500 KiB",
            find.formatted("<a xmlns='" + "a".repeat(ONE_MIB / 2) + "'/>")),
        new Xml("another encoding than it says", "<?xml version='1.0' encoding='UTF-16'?>" + find),
        new Xml("an encoding that nobody knows", "<?xml version='1.0' encoding='none'?>" + find),
        new Xml(
            "octets that are no UTF-8",
            find.formatted("<a>\u00ff</a>").getBytes(StandardCharsets.ISO_8859_1)),
        new Xml("half of UTF-16", find.formatted("<a/>").getBytes(StandardCharsets.UTF_16LE)),
        new Xml("a NUL", find.formatted("<a>\u0000</a>")),
        new Xml("a NUL by number", find.formatted("<a>&#0;</a>")),
        new Xml("no end", "<propfind xmlns='DAV:'><prop>"),
        new Xml("two roots", find.formatted("<a/>").repeat(2)),
        new Xml("a prefix without a namespace", find.formatted("<b:a/>")),
        new Xml("an attribute twice", find.formatted("<a b='1' b='2'/>")),
        new Xml("no element", "text"),
        new Xml("JSON", "{\"propfind\":{}}"),
        new Xml("a form", "propfind=allprop"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void hostileXmlIsRefusedAtOnceAndNothingIsFetchedForIt(Xml xml) throws IOException {
    try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      byte[] body =
          new String(xml.octets(), StandardCharsets.ISO_8859_1)
              .replace("PORT", Integer.toString(elsewhere.getLocalPort()))
              .getBytes(StandardCharsets.ISO_8859_1);
      for (String[] request :
          List.of(
              new String[] {"PROPFIND", "/"},
              new String[] {"PROPPATCH", "/file"},
              new String[] {"LOCK", "/new"},
              new String[] {"MKCOL", "/new"})) {
        for (String type : List.of("application/xml", "text/plain;charset=utf-16")) {
          long start = System.nanoTime();
          DavClient.Reply reply =
              guest.send(request[0], request[1], body, "Depth", "0", "Content-Type", type);
          Duration took = Duration.ofNanos(System.nanoTime() - start);

          assertThat(reply.status()).as(request[0] + " " + reply.body()).isIn(400, 413, 415);
          assertThat(reply.body()).doesNotContain("Exception", "root:");
          assertThat(took).as(request[0]).isLessThan(FAR_TOO_LONG);
        }
      }
      elsewhere.setSoTimeout(1);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void manyOfThemAtOnceNeitherFillTheHeapNorKeepOthersWaiting() throws Exception {
    long usedBefore = usedHeap();
    List<Xml> largest = hostile().stream().filter(xml -> xml.octets().length > 100_000).toList();
    assertThat(largest).hasSizeGreaterThan(8);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE * 4; i++) {
        byte[] body = largest.get(i % largest.size()).octets();
        all.add(clients.submit(() -> guest.send("PROPFIND", "/", body, "Depth", "0").status()));
      }
      assertThat(guest.get("/file").body()).isEqualTo("of the guest");
      for (Future<Integer> one : all) {
        statuses.add(one.get());
      }
    }

    assertThat(statuses).allSatisfy(status -> assertThat(status).isIn(400, 413));
    assertThat(usedHeap() - usedBefore).as("KiB that stay").isLessThan(MOST_KEPT);
    assertThat(Files.readString(gatehouse.data().resolve("log/server.log")))
        .doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  /** In KiB, after garbage was collected. */
  private long usedHeap() {
    jcmd("GC.run");
    return USED.matcher(jcmd("GC.heap_info"))
        .results()
        .mapToLong(used -> Long.parseLong(used.group(1)))
        .limit(2)
        .sum();
  }

  private String jcmd(String command) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    return Program.run(jcmd.toString(), Long.toString(gatehouse.process()), command).orFail();
  }

  /** A body that is XML, but not of its method. */
  @ParameterizedTest
  @CsvSource({
    "PROPFIND, <lockinfo xmlns='DAV:'/>, 400",
    "PROPFIND, <propfind/>, 400",
    "PROPFIND, <propfind xmlns='DAV:'/>, 400",
    "PROPFIND, <propfind xmlns='DAV:'><allprop/><propname/></propfind>, 400",
    "PROPPATCH, <propertyupdate xmlns='DAV:'/>, 400",
    "PROPPATCH, <propertyupdate xmlns='DAV:'><set/></propertyupdate>, 400",
    "LOCK, <lockinfo xmlns='DAV:'/>, 400",
    "LOCK, <lockinfo xmlns='DAV:'><lockscope><every/></lockscope><locktype><write/></locktype></lockinfo>, 422",
    "LOCK, <lockinfo xmlns='DAV:'><lockscope><shared/></lockscope><locktype><read/></locktype></lockinfo>, 422"
  })
  void xmlOfAnotherKindIsRefused(String method, String body, int status) {
    assertThat(guest.send(method, "/file", body, "Depth", "0").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "-1",
        "1.0",
        "0x0",
        "0, 1",
        "infinity, 0",
        "infinite",
        "\u00d9\u00a2",
        "",
        "00",
        "+0"
      })
  void aDepthThatIsNoneIsRefused(String depth) {
    for (String method : List.of("PROPFIND", "LOCK", "COPY", "MOVE", "DELETE")) {
      assertThat(status(wire(method, "/collection", "Depth: " + depth, "Destination: /got")))
          .as(method)
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({"LOCK, 1", "COPY, 1", "MOVE, 0", "MOVE, 1", "DELETE, 0", "DELETE, 1"})
  void soIsOneThatTheMethodDoesNotHave(String method, String depth) {
    assertThat(status(wire(method, "/collection", "Depth: " + depth, "Destination: /got")))
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "", "TF", "true", "T, F", "\u00d4"})
  void anOverwriteThatIsNeitherTNorFIsRefused(String overwrite) {
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(
              status(wire(method, "/file", "Destination: /collection", "Overwrite: " + overwrite)))
          .as(method)
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Second-", "Second--1", "Second-1e9", "Second-\u00d9\u00a1", "Minute-1", "9", ""})
  void aTimeoutThatIsNoneIsRefused(String timeout) {
    assertThat(status(wire("LOCK", "/new", "Depth: 0", "Timeout: " + timeout))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<>",
        "<",
        ">",
        "urn:uuid:none",
        "<urn:uuid:none",
        "<' or '1'='1>",
        "<%>",
        "<urn:uuid:none> <urn:uuid:other>",
        "<\u00ff>"
      })
  void aLockTokenThatIsNoneEndsNothing(String token) {
    DavClient.Reply locked = guest.lock("/file", "exclusive", "0");

    assertThat(status(wire("UNLOCK", "/file", "Lock-Token: " + token))).isIn(400, 409);
    assertThat(status(wire("UNLOCK", "/file", "Lock-Token: <" + "x".repeat(4000) + ">")))
        .isIn(400, 409);

    assertThat(guest.put("/file", "two").status()).isEqualTo(423);
    assertThat(
            guest
                .send(
                    "UNLOCK", "/file", "", "Lock-Token", locked.header("Lock-Token").orElseThrow())
                .status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test/got",
        "https://evil.test/got",
        "ftp://localhost/got",
        "file:///got",
        "//evil.test/got",
        "http://localhost:1/got",
        "http://localhost@evil.test/got",
        "http://localhost.evil.test/got",
        "http://localhost%00.evil.test/got",
        "http://evil.test\\@localhost/got",
        "http://[::1]/got",
        "http://[::1/got",
        "http:///got",
        "http:/got",
        "mailto:guest",
        "javascript:/got",
        "got",
        "?got",
        "#got",
        "",
        "/got?x",
        "/got#x",
        "/a b",
        "/\u00e9",
        "/%e9",
        "/got, /other",
        "/file",
        "http://localhost/file",
        "/file/",
        "/file/below",
        "/",
        "//",
        "http://localhost"
      })
  void aDestinationThatIsElsewhereOrNowhereIsRefused(String destination) {
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(status(wire(method, "/file", "Destination: " + destination)))
          .as(method)
          .isIn(400, 403, 405, 409, 502);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/collection", "/collection/", "/collection/into", "/collection/member/into", "/"})
  void nothingIsPutIntoOrOverItself(String destination) {
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(status(wire(method, "/collection", "Destination: " + destination)))
          .as(method)
          .isIn(403, 409);
    }
  }

  private static List<String> badIfs() {
    return List.of(
        "",
        "(",
        ")",
        "()",
        "(Not)",
        "(Not Not <a:b>)",
        "<a:b>",
        "<a:b> <c:d> (<e:f>)",
        "(<a:b>) <c:d> (<e:f>)",
        "(<a:b>) <c:d>",
        "(<>)",
        "(<a b>)",
        "(<a\tb>)",
        "([])",
        "([x])",
        "([\"x)",
        "([\"x\")",
        "([\"x\"",
        "(<a:b>",
        "(<a:b>))",
        "((<a:b>))",
        "(<a:b>)x",
        "x(<a:b>)",
        "(<<a:b>>)",
        "(<a:b>), (<c:d>)",
        "(" + "<a:b>".repeat(257) + ")",
        "(<a:b>)".repeat(257),
        "(".repeat(4000),
        "(<" + "x".repeat(9000) + ">)",
        "\u00ff");
  }

  /** Without the header this would make a file. */
  @ParameterizedTest
  @MethodSource("badIfs")
  void anIfThatCannotBeReadIsRefused(String condition) {
    assertThat(status(wire("PUT", "/new", "Content-Length: 0", "If: " + condition)))
        .isIn(400, 413, 431);
  }

  @Test
  void anAccountHasOnlySoManyLocks() throws Exception {
    String setting =
        "{\"scope\":\"cp.config\",\"first\":\"dav\",\"second\":\"locks\",\"third\":%d}";
    site.asAdmin("scope/set", setting.formatted(FEW_LOCKS));
    try (DavSite crowded = new DavSite(gatehouse);
        ExecutorService clients = Executors.newFixedThreadPool(8)) {
      DavClient locker = crowded.guest();
      locker.put("/file", "x");
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < FEW_LOCKS * 3 / 2; i++) {
        all.add(clients.submit(() -> locker.lock("/file", "shared", "0").status()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> one : all) {
        statuses.add(one.get());
      }

      assertThat(statuses).containsOnly(200, 507);
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(FEW_LOCKS);
      assertThat(locker.lock("/new", "exclusive", "0").status()).isEqualTo(507);
      assertThat(locker.get("/new").status()).as("nothing was made for it").isEqualTo(404);
      assertThat(crowded.owner().lock("/home/guest/file", "shared", "0").status())
          .as("others have room")
          .isIn(200, 403);
    } finally {
      site.asAdmin("scope/set", setting.formatted(1000));
    }
  }
}
