package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and destinations that lead nowhere that they may. */
@RunningGatehouse
@Needs("curl")
class DavBadPathIT extends DavBadInput {

  DavBadPathIT(GatehouseServer gatehouse) {
    super(gatehouse);
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
  @ValueSource(
      strings = {
        "GET",
        "HEAD",
        "PUT",
        "DELETE",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "LOCK",
        "UNLOCK",
        "COPY"
      })
  void anAsteriskIsNoFile(String method) {
    assertThat(status(wire(method, "*", "Content-Length: 0"))).isEqualTo(400);
  }

  @Test
  void anAsteriskIsTheServerToWhoAsksWhatItCan() {
    assertThat(wire("OPTIONS", "*")).startsWith("HTTP/1.1 200 ").contains("\r\nDAV: 1, 2, 3");
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

  /** Percent signs without digits, octets that are no UTF-8, encoded slashes and NULs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%2F",
        "a%2fb",
        "%2F%2F",
        "%00",
        "a%00",
        "%C0%80",
        "%C0%AE",
        "%E0%80%AF",
        "%F0%80%80%AF",
        "%ED%A0%80",
        "%ED%A0%80%ED%B0%80",
        "%F4%90%80%80",
        "%F8%88%80%80%80",
        "%FF",
        "%C3",
        "%C3%28",
        "%E2%82",
        "%80",
        "%",
        "%4",
        "a%",
        "%G1",
        "%u0041",
        "%%34%31",
        "%-1",
        "\u00e9"
      })
  void aNameThatCannotBeReadInOneWayIsRefusedByWord(String name) {
    for (String method :
        List.of(
            "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "MKCOL", "PROPFIND", "PROPPATCH", "LOCK")) {
      String answer = wire(method, "/" + name, "Depth: 0", "Content-Length: 0");
      assertThat(status(answer)).as(method).isEqualTo(400);
      if (!method.equals("HEAD")) {
        assertThat(answer)
            .containsPattern(
                "a name has no slash and no NUL|the path is not percent-encoded UTF-8"
                    + "|a percent sign in the path is not followed by two digits"
                    + "|the path has a character that must be percent-encoded");
      }
    }
    for (String method : List.of("COPY", "MOVE")) {
      assertThat(status(wire(method, "/file", "Destination: /" + name))).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 300, 4000})
  void aNameOfMoreThan255OctetsIsRefused(int length) {
    String name = "/" + "n".repeat(length);
    for (String method : List.of("GET", "PUT", "MKCOL", "PROPFIND", "DELETE")) {
      String answer = wire(method, name, "Content-Length: 0");
      assertThat(status(answer)).as(method).isEqualTo(400);
      assertThat(answer).contains("a name in a path has at most 255 bytes");
    }
    assertThat(status(wire("COPY", "/file", "Destination: " + name))).isEqualTo(400);
  }
}
