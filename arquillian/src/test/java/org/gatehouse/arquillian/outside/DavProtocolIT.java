package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 4918 and its kin say of methods, headers and properties, on the wire. */
@RunningGatehouse
@Needs("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DavProtocolIT {

  private static final int FEW_LOCKS = 200;

  private static final Pattern TAG = Pattern.compile("<D:getetag>&quot;([^&]*)&quot;");

  private final GatehouseServer gatehouse;
  private DavSite site;
  private DavClient client;

  /** Each test has a collection of its own. */
  private String here;

  DavProtocolIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() {
    site = new DavSite(gatehouse);
    client = site.guest();
  }

  @AfterAll
  void deleteSite() {
    site.close();
  }

  @BeforeEach
  void makeCollection(TestInfo test) {
    here =
        "/"
            + Integer.toHexString(test.getDisplayName().hashCode())
            + test.getTestMethod().orElseThrow().getName();
    assertThat(client.send("MKCOL", here, "").status()).isEqualTo(201);
    here += "/";
  }

  @Test
  void optionsTellWhatTheServerIs() {
    DavClient.Reply reply = client.send("OPTIONS", here, "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("DAV")).contains("1, 2, 3, extended-mkcol");
    assertThat(reply.header("MS-Author-Via")).contains("DAV");
    assertThat(reply.header("Allow").orElseThrow())
        .contains("PROPFIND", "LOCK")
        .doesNotContain("PUT");
    assertThat(client.send("OPTIONS", here + "x", "").header("Allow").orElseThrow())
        .contains("PUT", "MKCOL");
  }

  @Test
  void theEntityTagIsTheSameWhereverItIsTold() {
    String put = client.put(here + "a", "one").header("ETag").orElseThrow();

    assertThat(put).matches("\"[0-9a-f-]+\"");
    assertThat(client.get(here + "a").header("ETag")).contains(put);
    assertThat(client.send("HEAD", here + "a", "").header("ETag")).contains(put);
    assertThat(tagOf(here + "a")).isEqualTo(put);
  }

  private String tagOf(String path) {
    Matcher tag = TAG.matcher(client.propfind(path, "0").body());
    assertThat(tag.find()).isTrue();
    return '"' + tag.group(1) + '"';
  }

  @Test
  void itChangesWithEveryChangeHoweverSoon() {
    List<String> tags =
        IntStream.range(0, 200)
            .mapToObj(i -> client.put(here + "a", "same").header("ETag").orElseThrow())
            .toList();

    assertThat(tags).doesNotHaveDuplicates();
  }

  @Test
  void aCopyHasAnotherTagThanWhatItReplaced() {
    String replaced = client.put(here + "b", "x").header("ETag").orElseThrow();
    client.put(here + "a", "y");
    assertThat(client.send("COPY", here + "a", "", "Destination", here + "b").status())
        .isEqualTo(204);

    assertThat(tagOf(here + "b")).isNotEqualTo(replaced);
  }

  @ParameterizedTest
  @CsvSource({
    "'If-Match','\"x\"',412",
    "'If-None-Match','*',412",
    "'If','([\"x\"])',412",
    "'If','(<urn:uuid:none>)',412",
    "'If','nonsense',400",
    "'If-Unmodified-Since','Mon, 01 Jan 2001 00:00:00 GMT',412"
  })
  void aPutWhoseConditionDoesNotHoldChangesNothing(String header, String value, int status) {
    client.put(here + "a", "one");

    assertThat(client.put(here + "a", "two", header, value).status()).isEqualTo(status);
    assertThat(client.get(here + "a").body()).isEqualTo("one");
  }

  @Test
  void whatAClientHasIsNotSentAgain() {
    String tag = client.put(here + "a", "one").header("ETag").orElseThrow();

    DavClient.Reply reply = client.get(here + "a", "If-None-Match", tag);

    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.header("ETag")).contains(tag);
    assertThat(client.put(here + "a", "two", "If-Match", tag).status()).isEqualTo(204);
    assertThat(client.put(here + "a", "three", "If-Match", tag).status()).isEqualTo(412);
  }

  @Test
  void aPartOfAFileIsAnsweredAndNeverTaken() {
    client.put(here + "a", "0123456789");

    DavClient.Reply part = client.get(here + "a", "Range", "bytes=2-4");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(part.header("Content-Range")).contains("bytes 2-4/10");
    assertThat(client.get(here + "a", "Range", "bytes=10-").status()).isEqualTo(416);
    assertThat(client.get(here + "a", "Range", "bytes=2-4", "If-Range", "\"x\"").body())
        .isEqualTo("0123456789");
    assertThat(client.put(here + "a", "x", "Content-Range", "bytes 0-0/10").status())
        .isEqualTo(400);
    assertThat(client.get(here + "a").body()).isEqualTo("0123456789");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "MKCOL", "LOCK"})
  void whatWouldBeInNothingIsAConflict(String method) {
    int status =
        method.equals("LOCK")
            ? client.lock(here + "no/a", "exclusive", "0").status()
            : client.send(method, here + "no/a", "").status();

    assertThat(status).isEqualTo(409);
    client.put(here + "a", "one");
    assertThat(client.send("COPY", here + "a", "", "Destination", here + "no/b").status())
        .isEqualTo(409);
    assertThat(client.put(here + "a/b", "in a file").status()).isEqualTo(409);
  }

  @Test
  void depthInfinityIsRefusedWithItsReason() {
    DavClient.Reply reply = client.propfind(here, "infinity");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("<D:propfind-finite-depth/>");
    assertThat(client.send("PROPFIND", here, "").status()).isEqualTo(403);
    client.put(here + "a", "x");
    assertThat(client.propfind(here + "a", "infinity").status()).isEqualTo(207);
    assertThat(client.propfind(here, "2").status()).isEqualTo(400);
  }

  @Test
  void aDestinationOnAnotherServerIsRefused() {
    client.put(here + "a", "one");

    for (String method : List.of("COPY", "MOVE")) {
      assertThat(
              client
                  .send(method, here + "a", "", "Destination", "http://other.test" + here + "b")
                  .status())
          .isEqualTo(502);
      assertThat(client.send(method, here + "a", "").status()).isEqualTo(400);
    }
    assertThat(client.propfind(here, "1").hrefs()).containsExactly(here, here + "a");
  }

  @Test
  void namesOfAnyFormOfUnicodeStayApart() throws IOException {
    String composed = "é";
    String apart = Normalizer.normalize(composed, Normalizer.Form.NFD);
    client.put(here + "%C3%A9", "composed");
    client.put(here + "e%CC%81", "apart");
    client.put(here + "%F0%9F%98%80%20%26%25%23", "odd");

    assertThat(client.get(here + "%C3%A9").body()).isEqualTo("composed");
    assertThat(client.get(here + "e%CC%81").body()).isEqualTo("apart");
    assertThat(client.propfind(here, "1").hrefs())
        .contains(here + "%C3%A9", here + "e%CC%81", here + "%F0%9F%98%80%20%26%25%23");
    assertThat(Files.readString(site.root().resolve("home/guest" + here + apart)))
        .isEqualTo("apart");
  }

  @Test
  void propertiesAreKeptAsTheyWereAndGoAlong() {
    client.put(here + "a", "one");
    String tag = tagOf(here + "a");
    assertThat(
            patch(
                here + "a",
                "<D:set><D:prop xml:lang='de'><x:author xmlns:x='urn:x' y='1'>J&amp;K<x:b/></x:author>"
                    + "</D:prop></D:set>"))
        .contains("HTTP/1.1 200 OK");
    assertThat(tagOf(here + "a")).isEqualTo(tag);
    client.put(here + "a", "two");
    client.send("COPY", here + "a", "", "Destination", here + "b");
    client.send("MOVE", here + "b", "", "Destination", here + "c");

    assertThat(client.propfind(here + "c", "0").body())
        .contains("J&amp;K")
        .contains("xml:lang=\"de\"")
        .contains("y=\"1\"");
    assertThat(
            patch(here + "c", "<D:remove><D:prop><x:author xmlns:x='urn:x'/></D:prop></D:remove>"))
        .contains("200 OK");
    assertThat(client.propfind(here + "c", "0").body()).doesNotContain("J&amp;K");
  }

  private String patch(String path, String instructions) {
    DavClient.Reply reply =
        client.send(
            "PROPPATCH",
            path,
            "<D:propertyupdate xmlns:D='DAV:'>" + instructions + "</D:propertyupdate>");
    assertThat(reply.status()).isEqualTo(207);
    return reply.body();
  }

  @Test
  void ofPropertiesAllAreChangedOrNone() {
    client.put(here + "a", "one");

    String reply =
        patch(
            here + "a",
            "<D:set><D:prop><x xmlns='urn:x'>new</x><D:getetag>\"x\"</D:getetag></D:prop></D:set>");

    assertThat(reply)
        .contains("403 Forbidden")
        .contains("424 Failed Dependency")
        .contains("<D:cannot-modify-protected-property/>");
    assertThat(client.propfind(here + "a", "0").body()).doesNotContain("urn:x");
  }

  @Test
  void instructionsAreFollowedInTheirOrder() {
    client.put(here + "a", "one");
    String set = "<D:set><D:prop xml:lang='%s'><x xmlns='urn:x'>%s</x></D:prop></D:set>";
    String remove = "<D:remove><D:prop><x xmlns='urn:x'/></D:prop></D:remove>";

    assertThat(
            patch(here + "a", set.formatted("de", "first") + remove + set.formatted("fr", "last")))
        .containsOnlyOnce("HTTP/1.1 200 OK");
    assertThat(client.propfind(here + "a", "0").body())
        .contains("<x xmlns=\"urn:x\" xml:lang=\"fr\">last</x>")
        .doesNotContain("first");
    assertThat(patch(here + "a", set.formatted("de", "again") + remove))
        .containsOnlyOnce("HTTP/1.1 200 OK");
    assertThat(client.propfind(here + "a", "0").body()).doesNotContain("urn:x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getetag",
        "getcontentlength",
        "getlastmodified",
        "creationdate",
        "resourcetype",
        "getcontenttype",
        "supportedlock",
        "lockdiscovery",
        "quota-available-bytes",
        "quota-used-bytes"
      })
  void whatTheServerSaysOfAResourceNobodySetsOrRemoves(String name) {
    client.put(here + "a", "one");

    for (String instruction : List.of("set", "remove")) {
      assertThat(
              patch(
                  here + "a",
                  "<D:%1$s><D:prop><D:%2$s>x</D:%2$s></D:prop></D:%1$s>"
                      .formatted(instruction, name)))
          .contains("403 Forbidden", "<D:cannot-modify-protected-property/>");
    }
  }

  @Test
  void propertiesForWhichThereIsNoRoomAreRefused() {
    client.put(here + "a", "one");
    patch(here + "a", "<D:set><D:prop><x xmlns='urn:x'>kept</x></D:prop></D:set>");
    StringBuilder noise = new StringBuilder();
    new java.util.Random(1).ints(100_000, 'a', 'z').forEach(one -> noise.append((char) one));

    assertThat(
            patch(here + "a", "<D:set><D:prop><y xmlns='urn:x'>" + noise + "</y></D:prop></D:set>"))
        .contains("507 Insufficient Storage");
    assertThat(client.propfind(here + "a", "0").body())
        .contains("kept")
        .doesNotContain(noise.substring(0, 50));
  }

  @Test
  void whatWindowsSaysOfAFileIsKept() {
    client.put(here + "a", "one");

    patch(
        here + "a",
        "<D:set><D:prop xmlns:Z='urn:schemas-microsoft-com:'><Z:Win32FileAttributes>00000020"
            + "</Z:Win32FileAttributes><Z:Win32LastModifiedTime>Fri, 27 Nov 2026 04:00:00 GMT"
            + "</Z:Win32LastModifiedTime></D:prop></D:set>");

    assertThat(client.propfind(here + "a", "0").body())
        .contains("00000020")
        .contains("Fri, 27 Nov 2026 04:00:00 GMT");
  }

  @Test
  void aCollectionMayBeMadeWithProperties() {
    String body =
        "<D:mkcol xmlns:D='DAV:'><D:set><D:prop><D:resourcetype><D:collection/></D:resourcetype>"
            + "<D:displayname>Ours</D:displayname></D:prop></D:set></D:mkcol>";

    assertThat(client.send("MKCOL", here + "c", body, "Content-Type", "application/xml").status())
        .isEqualTo(201);
    assertThat(client.propfind(here + "c", "0").body()).contains("Ours</D:displayname>");
    assertThat(client.send("MKCOL", here + "d", "nonsense", "Content-Type", "text/plain").status())
        .isEqualTo(415);
    assertThat(
            client
                .send(
                    "MKCOL",
                    here + "d",
                    body.replace("displayname", "getetag"),
                    "Content-Type",
                    "application/xml")
                .body())
        .contains("mkcol-response", "403 Forbidden");
    assertThat(client.propfind(here, "1").hrefs()).containsExactly(here, here + "c/");
  }

  @Test
  void quotaIsToldToWhoAsksForIt() {
    String body =
        "<propfind xmlns='DAV:'><prop><quota-available-bytes/><quota-used-bytes/></prop></propfind>";

    assertThat(client.send("PROPFIND", here, body, "Depth", "0").body())
        .containsPattern("<D:quota-available-bytes>[1-9]\\d*<")
        .containsPattern("<D:quota-used-bytes>\\d+<");
    assertThat(client.propfind(here, "0").body()).doesNotContain("D:quota");
  }

  @Test
  void aLockKeepsOthersOutAndItsTakerIn() {
    client.put(here + "a", "one");
    DavClient.Reply locked = client.lock(here + "a", "exclusive", "0", "Timeout", "Second-600");
    String token = locked.header("Lock-Token").orElseThrow();
    DavClient owner = site.owner();
    String asOwner = "/home/guest" + here + "a";

    assertThat(locked.status()).isEqualTo(200);
    assertThat(locked.body()).contains("<D:owner>me</D:owner>", here + "a</D:href></D:lockroot>");
    assertThat(client.put(here + "a", "two").status()).isEqualTo(423);
    assertThat(client.put(here + "a", "two").body()).contains("lock-token-submitted", here + "a");
    assertThat(client.put(here + "a", "two", "If", "(" + token + ")").status()).isEqualTo(204);
    assertThat(owner.lock(asOwner, "exclusive", "0").status()).isIn(403, 423);
    assertThat(client.lock(here + "a", "shared", "0").status()).isEqualTo(423);
    assertThat(client.send("UNLOCK", here + "a", "", "Lock-Token", "<urn:uuid:no>").status())
        .isEqualTo(409);
    assertThat(client.send("UNLOCK", here + "a", "").status()).isEqualTo(400);
    assertThat(client.send("UNLOCK", here + "a", "", "Lock-Token", token).status()).isEqualTo(204);
    assertThat(client.put(here + "a", "three").status()).isEqualTo(204);
  }

  @Test
  void aTokenIsOfNoUseToAnotherAccount() {
    client.put(here + "a", "one");
    String token = client.lock(here + "a", "exclusive", "0").header("Lock-Token").orElseThrow();
    DavClient owner = site.owner();
    String asOwner = "/home/guest" + here + "a";

    assertThat(owner.send("UNLOCK", asOwner, "", "Lock-Token", token).status()).isEqualTo(403);
    assertThat(owner.send("LOCK", asOwner, "", "If", "(" + token + ")").status()).isEqualTo(412);
    assertThat(owner.put(asOwner, "two", "If", "(" + token + ")").status()).isIn(403, 423);
    assertThat(client.put(here + "a", "three").status()).isEqualTo(423);
    assertThat(client.send("UNLOCK", here, "", "Lock-Token", token).status()).isEqualTo(409);
    assertThat(client.send("UNLOCK", here + "a", "", "Lock-Token", token).status()).isEqualTo(204);
  }

  @Test
  void lockingNothingMakesAnEmptyFile() {
    DavClient.Reply locked = client.lock(here + "new", "exclusive", "infinity");

    assertThat(locked.status()).isEqualTo(201);
    assertThat(client.get(here + "new").status()).isEqualTo(200);
    assertThat(client.get(here + "new").body()).isEmpty();
  }

  @Test
  void sharedLocksGoTogetherAndAreToldOf() {
    client.put(here + "a", "one");
    assertThat(client.lock(here + "a", "shared", "0").status()).isEqualTo(200);
    String token = client.lock(here + "a", "shared", "0").header("Lock-Token").orElseThrow();

    assertThat(client.lock(here + "a", "exclusive", "0").status()).isEqualTo(423);
    assertThat(client.propfind(here + "a", "0").body().split("<D:activelock>")).hasSize(3);
    assertThat(client.put(here + "a", "two").status()).isEqualTo(423);
    assertThat(client.put(here + "a", "two", "If", "(" + token + ")").status()).isEqualTo(204);
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

  /** RFC 4918, section 6.2: whoever has one of them may. */
  @Test
  void ofSharedLocksOnACollectionAndOnAMemberOneIsEnough() {
    client.put(here + "a", "one");
    String deep = client.lock(here, "shared", "infinity").header("Lock-Token").orElseThrow();
    String own = client.lock(here + "a", "shared", "0").header("Lock-Token").orElseThrow();

    assertThat(client.put(here + "a", "two").status()).isEqualTo(423);
    assertThat(client.put(here + "a", "two", "If", "(" + own + ")").status()).isEqualTo(204);
    assertThat(client.put(here + "a", "three", "If", "(" + deep + ")").status()).isEqualTo(204);
    assertThat(client.send("DELETE", here + "a", "", "If", "(" + own + ")").status())
        .as("the collection would lose a member")
        .isEqualTo(423);
    assertThat(client.send("DELETE", here + "a", "", "If", "(" + deep + ")").status())
        .isEqualTo(204);
  }

  @Test
  void aDeepLockIsOnWhatComesLaterTooAndIsRefreshed() {
    String token = client.lock(here, "exclusive", "infinity").header("Lock-Token").orElseThrow();

    assertThat(client.put(here + "a", "one").status()).isEqualTo(423);
    assertThat(
            client
                .put(here + "a", "one", "If", "<" + client.url(here) + "> (" + token + ")")
                .status())
        .isEqualTo(201);
    assertThat(client.propfind(here + "a", "0").body()).contains(token.replaceAll("[<>]", ""));
    DavClient.Reply refreshed =
        client.send("LOCK", here + "a", "", "If", "(" + token + ")", "Timeout", "Second-77");
    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(refreshed.body()).containsPattern("Second-7[5-7]<");
    assertThat(client.send("LOCK", here + "a", "").status()).isEqualTo(400);
    assertThat(client.send("DELETE", here, "", "If", "(" + token + ")").status()).isEqualTo(204);
  }

  @Test
  void whatIsLockedInACollectionStaysWhenTheRestGoes() {
    client.send("MKCOL", here + "c", "");
    client.put(here + "c/a", "one");
    client.put(here + "c/b", "two");
    client.lock(here + "c/b", "exclusive", "0");

    DavClient.Reply reply = client.send("DELETE", here + "c", "");

    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.body()).contains(here + "c/b</D:href><D:status>HTTP/1.1 423 Locked");
    assertThat(client.propfind(here + "c", "1").hrefs()).containsExactly(here + "c/", here + "c/b");
  }

  @Test
  void filesCannotBecomePagesOfThisServer() {
    client.put(here + "a.html", "<script>alert(1)</script>");
    client.put(here + "a.txt", "text");
    client.put(here + "a.svg", "<svg/>");

    DavClient.Reply page = client.get(here + "a.html");
    assertThat(page.header("Content-Security-Policy")).contains("sandbox; default-src 'none'");
    assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.header("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(page.header("Content-Disposition")).contains("attachment");
    assertThat(client.get(here + "a.svg").header("Content-Disposition")).contains("attachment");
    assertThat(client.get(here + "a.txt").header("Content-Disposition")).isEmpty();
    assertThat(page.header("Set-Cookie")).isEmpty();
  }

  /** The Host header is whatever the client wrote there. */
  @Test
  void whereSomethingWasMadeIsToldAsAPath() {
    assertThat(client.put(here + "a%20b", "x").header("Location")).contains(here + "a%20b");
    assertThat(client.send("MKCOL", here + "c", "").header("Location")).contains(here + "c");
    assertThat(
            client.send("COPY", here + "a%20b", "", "Destination", here + "c/a").header("Location"))
        .contains(here + "c/a");
  }

  @Test
  void otherMethodsAreNotAllowedAndSaidSo() {
    for (String method : List.of("POST", "PATCH", "REPORT", "TRACE", "NONSENSE")) {
      assertThat(client.send(method, here, "").status()).as(method).isIn(405, 501);
    }
    for (String method : List.of("get", "Get", "propfind", "PropFind", "delete")) {
      assertThat(client.send(method, here, "").status()).as(method).isEqualTo(405);
    }
    client.put(here + "a", "x");
    assertThat(client.send("MKCOL", here + "a", "").status()).isEqualTo(405);
    assertThat(client.send("MKCOL", here, "").status()).isEqualTo(405);
    assertThat(client.send("MKCOL", here, "").header("Allow")).isPresent();
    assertThat(client.put(here.substring(0, here.length() - 1), "x").status()).isEqualTo(405);
  }
}
