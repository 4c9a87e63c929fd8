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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XML that is hostile, or not of its method. */
@RunningGatehouse
@Needs("curl")
class DavBadXmlIT extends DavBadInput {

  /** A second is promised; other work may keep this machine busy. */
  private static final Duration FAR_TOO_LONG = Duration.ofSeconds(10);

  /** The server's heap would be full several times if each took 64 MiB of it. */
  private static final int AT_ONCE = 24;

  private static final long MOST_KEPT = 64 * 1024;
  private static final int ONE_MIB = 1 << 20;

  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  DavBadXmlIT(GatehouseServer gatehouse) {
    super(gatehouse);
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

  /** RFC 4918, section 14: of each of these there is one, with one element in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<locktype><write/></locktype>",
        "<lockscope><exclusive/></lockscope>",
        "<lockscope/><locktype><write/></locktype>",
        "<lockscope><exclusive/><shared/></lockscope><locktype><write/></locktype>",
        "<lockscope><exclusive/></lockscope><lockscope><shared/></lockscope>"
            + "<locktype><write/></locktype>",
        "<lockscope><exclusive/></lockscope><locktype><write/></locktype>"
            + "<locktype><write/></locktype>",
        "<lockscope><x xmlns='urn:x'/><shared/></lockscope><locktype><write/></locktype>"
      })
  void aLockOfNoOneScopeAndTypeIsRefused(String inside) {
    String body = "<lockinfo xmlns='DAV:'>" + inside + "</lockinfo>";

    assertThat(guest.send("LOCK", "/file", body, "Depth", "0").status()).isEqualTo(400);
    assertThat(guest.send("LOCK", "/new", body, "Depth", "0").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense, text/plain, 415",
    "nonsense, application/octet-stream, 415",
    "<x/>, application/xml, 415",
    "<propertyupdate xmlns='DAV:'/>, text/xml, 415",
    "<mkcol xmlns='DAV:'><remove><prop><a/></prop></remove></mkcol>, text/xml, 415",
    "<mkcol, application/xml, 400",
    "<mkcol xmlns='DAV:'/>, application/xml, 400"
  })
  void aCollectionIsNotMadeOfAnyBody(String body, String type, int status) {
    assertThat(guest.send("MKCOL", "/new", body, "Content-Type", type).status()).isEqualTo(status);
  }

  /** RFC 5689, section 3. */
  @ParameterizedTest
  @ValueSource(strings = {"", "<D:collection/><x xmlns='urn:x'/>", "<D:principal/>"})
  void norIsAResourceOfAnotherTypeMade(String type) {
    DavClient.Reply reply =
        guest.send(
            "MKCOL",
            "/new",
            "<D:mkcol xmlns:D='DAV:'><D:set><D:prop><D:displayname>x</D:displayname><D:resourcetype>"
                + type
                + "</D:resourcetype></D:prop></D:set></D:mkcol>",
            "Content-Type",
            "application/xml");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body())
        .contains(
            "<D:prop><D:resourcetype/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status>"
                + "<D:error><D:valid-resourcetype/></D:error>",
            "<D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 424 Failed Dependency");
  }
}
