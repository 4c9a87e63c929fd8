package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that cannot be read, or could be read in two ways. */
@RunningGatehouse
@Needs("curl")
class DavBadHeaderIT extends DavBadInput {

  DavBadHeaderIT(GatehouseServer gatehouse) {
    super(gatehouse);
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

  /** Of two values, one reader takes the first and another the last. */
  @ParameterizedTest
  @CsvSource({
    "PUT, /new, If, (Not <DAV:no-lock>), (<DAV:no-lock>)",
    "PUT, /new, If-Unmodified-Since, 'Mon, 01 Jan 2035 00:00:00 GMT', 'Mon, 01 Jan 2001 00:00:00 GMT'",
    "PUT, /new, Content-Range, bytes 0-0/1, bytes 0-0/1",
    "PROPFIND, /, Depth, 0, 1",
    "DELETE, /collection, Depth, infinity, 0",
    "COPY, /file, Destination, /new, /other",
    "MOVE, /file, Destination, /new, /new",
    "LOCK, /new, Timeout, Second-1, Infinite",
    "UNLOCK, /file, Lock-Token, <urn:x:a>, <urn:x:b>",
    "GET, /file, Range, bytes=0-1, bytes=2-3"
  })
  void aHeaderThatARequestHasOnceIsNotTakenTwice(
      String method, String path, String name, String first, String second) {
    String body = method.equals("PUT") ? "Content-Length: 0" : "X: y";

    String answer = wire(method, path, body, name + ": " + first, name + ": " + second);

    assertThat(status(answer)).isEqualTo(400);
    assertThat(answer).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"COPY", "MOVE"})
  void norIsWhetherSomethingMayBeReplaced(String method) {
    assertThat(
            status(
                wire(method, "/file", "Destination: /collection", "Overwrite: F", "Overwrite: T")))
        .isEqualTo(400);
  }

  /** RFC 9110, section 5.3: lines of a list are one list. */
  @ParameterizedTest
  @CsvSource({"If-None-Match", "If-Match"})
  void aConditionInTwoLinesIsHeldWhole(String name) {
    String tag = guest.get("/file").header("ETag").orElseThrow();
    List<String> tags = List.of("\"x\"", tag);

    for (List<String> order : List.of(tags, tags.reversed())) {
      String answer =
          wire(
              name.equals("If-Match") ? "GET" : "PUT",
              "/file",
              "Content-Length: 0",
              name + ": " + order.getFirst(),
              name + ": " + order.getLast());
      assertThat(status(answer)).isEqualTo(name.equals("If-Match") ? 200 : 412);
    }
    assertThat(
            status(
                wire(
                    "PUT",
                    "/file",
                    "Content-Length: 0",
                    "If-None-Match: \"x\"",
                    "If-None-Match: *")))
        .isEqualTo(400);
  }
}
