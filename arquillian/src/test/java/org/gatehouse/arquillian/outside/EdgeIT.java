package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge refuses before any gate sees it. */
@RunningGatehouse
@Needs("curl")
class EdgeIT {

  private static final int MEBIBYTE = 1 << 20;

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  EdgeIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @Test
  void aRequestWithTwoFramingsIsRefusedAndItsConnectionClosed() {
    Wire.Heard heard =
        Wire.send(
            gatehouse.port(),
            "POST /soap HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Length: 5\r\n\r\n0\r\n\r\nGET /sign-in.xhtml HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 400 ");
    assertThat(heard.closed()).isTrue();
    assertThat(heard.text()).containsOnlyOnce("HTTP/1.1 ");
  }

  @Test
  void theSecondRequestOfTwoFramingsIsNeverReadInWhateverOrderTheyCome() {
    Wire.Heard heard =
        Wire.send(
            gatehouse.port(),
            "POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + "GET /sign-in.xhtml HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 4").containsOnlyOnce("HTTP/1.1 ");
    assertThat(heard.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 2\r\nTransfer-Encoding : chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: x\r\n",
        "Transfer-Encoding: gzip\r\nContent-Length: 2\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"
      })
  void aFramingThatTwoReadersMayReadDifferentlyIsRefusedAndItsConnectionClosed(String framing) {
    Wire.Heard heard =
        Wire.send(
            gatehouse.port(), "POST /soap HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n{}");

    assertThat(heard.text()).startsWith("HTTP/1.1 400 ");
    assertThat(heard.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROPFIND", "MKCOL", "LOCK", "COPY", "MOVE", "PUT"})
  void thePanelsPortsKnowNothingOfDav(String method) {
    for (String path : List.of("/", "/sign-in.xhtml", "/dav", "/dav/", "/d%61v/x")) {
      Answer answer =
          visitor.send(
              visitor.url(path), "--request", method, "--user", gatehouse.demo(), "--data", "x");

      assertThat(answer.status()).as(path).isEqualTo(path.startsWith("/d") ? 404 : 405);
      assertThat(answer.header("DAV")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/common/whoami", "/soap", "/sign-in.xhtml"})
  void aBodyOfMoreThanOneMebibyteIs413(String path, @TempDir Path directory) throws IOException {
    assertThat(sendLargeBody(path, directory, "Content-Length: " + (MEBIBYTE + 1))).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/common/whoami", "/soap"})
  void soItIsWhenItsLengthIsNotDeclared(String path, @TempDir Path directory) throws IOException {
    assertThat(sendLargeBody(path, directory, "Transfer-Encoding: chunked")).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//soap", "/./soap", "/%73oap", "/soap;x=y"})
  void inTheFormOfItsGateHoweverThatIsWritten(String path, @TempDir Path directory)
      throws IOException {
    Answer answer = largeBody(path, directory, "Transfer-Encoding: chunked");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("Content-Type").orElse("none")).startsWith("text/xml");
    assertThat(answer.body()).contains("<S:Fault>");
  }

  @Test
  void aFormMustDeclareItsLength(@TempDir Path directory) throws IOException {
    assertThat(sendLargeBody("/sign-in.xhtml", directory, "Transfer-Encoding: chunked"))
        .isEqualTo(411);
  }

  private int sendLargeBody(String path, Path directory, String framing) throws IOException {
    return largeBody(path, directory, framing).status();
  }

  private Answer largeBody(String path, Path directory, String framing) throws IOException {
    Path body = Files.writeString(directory.resolve("body"), " ".repeat(MEBIBYTE + 1));
    String[] options = {
      "--user",
      gatehouse.demo(),
      "--header",
      framing,
      "--header",
      "Content-Type: " + (path.contains("oap") ? "text/xml" : "text/plain"),
      "--data-binary",
      "@" + body,
      "--path-as-is"
    };
    return visitor.send(visitor.url(path), options);
  }

  @Test
  void aBodyOfOneMebibyteIsRead(@TempDir Path directory) throws IOException {
    Path body = Files.writeString(directory.resolve("body"), " ".repeat(MEBIBYTE - 2) + "{}");
    Answer answer =
        visitor.send(
            visitor.url("/api/common/whoami"),
            "--user",
            gatehouse.demo(),
            "--data-binary",
            "@" + body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("demo@example.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://localhost", "not a URL"})
  void aPostFromAnotherSitesPageIs403(String origin) {
    for (WayIn gate : WayIn.values()) {
      Answer answer =
          visitor.send(visitor.url(gate.path()), "--header", "Origin: " + origin, "--data", "x=y");

      assertThat(answer.status()).as(gate.toString()).isEqualTo(403);
    }
  }

  @Test
  void aPostFromOurOwnPageIsNot() {
    Answer answer =
        visitor.send(
            visitor.url("/api/common/whoami"),
            "--header",
            "Origin: " + visitor.url(""),
            "--user",
            gatehouse.demo(),
            "--json",
            "{}");

    assertThat(answer.status()).isEqualTo(200);
  }

  /** Java's own client makes such an offer with its first request on plain HTTP. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"filter\":\"common:who*\"}"})
  void anOfferOfHttp2IsNotTakenUpAndItsRequestAnswered(String body) {
    Wire.Heard heard =
        offerHttp2(
            "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body
                + "GET /sign-in.xhtml HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 200 ").contains("\"common:whoami\"");
    assertThat(heard.text().contains("misc:")).isEqualTo(!body.contains("who*"));
    assertThat(heard.closed()).isTrue();
    assertThat(heard.text()).containsOnlyOnce("HTTP/1.1 ");
  }

  @Test
  void aChunkedOneEndsWithItsLastChunkAndItsAnswerIsWhole() {
    Wire.Heard heard =
        offerHttp2(
            "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"filter\r\n10;x\r\n\":\"common:who*\"}"
                + "\r\n0\r\nX: y\r\n\r\nGET /sign-in.xhtml HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(heard.text())
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\nContent-Type: application/json\r\n", "\"common:whoami\"")
        .doesNotContain("misc:");
    assertThat(heard.closed()).isTrue();
    assertThat(heard.text()).containsOnlyOnce("HTTP/1.1 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2\r\n{}", "2\n{}\r\n0\r\n\r\n", "zz\r\n{}", "2\r\n{}x"})
  void oneWithBrokenChunksIs400(String body) {
    Wire.Heard heard = offerHttp2("Transfer-Encoding: chunked\r\n\r\n" + body + "\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    assertThat(heard.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      })
  void oneWhoseEndIsNotSaidIs411InTheFormOfItsGateAndTooMuch413(String framing) {
    String end = "\r\n2\r\n{}\r\n0\r\n\r\n";

    assertThat(offerHttp2(framing + end).text())
        .startsWith("HTTP/1.1 411 ")
        .contains("\r\nContent-Type: application/problem+json", "Content-Length");
    assertThat(offerHttp2("/soap", framing + end).text())
        .startsWith("HTTP/1.1 411 ")
        .contains("\r\nContent-Type: text/xml", "<S:Fault>");
    assertThat(offerHttp2("Content-Length: " + (MEBIBYTE + 1) + "\r\n\r\n").text())
        .startsWith("HTTP/1.1 413 ")
        .contains("\r\nContent-Type: application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tooLarge", "denied"})
  void oneThatIsAnsweredBeforeItsBodyCameIsNotReset(String refused) {
    int length = 3 * MEBIBYTE;
    boolean denied = refused.equals("denied");

    Wire.Heard heard =
        Wire.sendThrough(
            gatehouse.port(),
            offerOfHttp2("/soap", denied ? "wrong" : gatehouse.demoKey())
                + (denied ? "Transfer-Encoding: chunked" : "Content-Length: " + length)
                + "\r\nContent-Type: text/xml\r\n\r\n",
            length);

    assertThat(heard.text())
        .startsWith(denied ? "HTTP/1.1 401 " : "HTTP/1.1 413 ")
        .endsWith("</S:Envelope>\n");
    assertThat(heard.closed()).isTrue();
  }

  private Wire.Heard offerHttp2(String rest) {
    return offerHttp2("/api/misc/list-commands", rest);
  }

  private Wire.Heard offerHttp2(String path, String rest) {
    return Wire.send(gatehouse.port(), offerOfHttp2(path, gatehouse.demoKey()) + rest);
  }

  private static String offerOfHttp2(String path, String key) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + key
        + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        + "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/common/%zz|application/problem+json",
        "/api/common/%c0%ae|application/problem+json",
        "/cli/%|application/problem+json",
        "/cli/%0|application/problem+json",
        "/soap%zz|text/plain",
        "/gatehouse.wsdl%zz|text/plain",
        "/health/%zz|text/plain",
        "/%zz|text/plain",
        "/%00|text/plain",
        "/%ff|text/plain",
        "/%5c|text/plain",
        "/..%2f|text/plain",
        "/../../etc/passwd|text/plain",
        "//%zz|text/plain"
      })
  void aPathThatCannotBeDecodedIs400WithAReason(String pathAndType) {
    String[] expected = pathAndType.split("\\|");
    for (String method : List.of("GET", "POST", "PUT")) {
      Wire.Heard heard =
          Wire.send(
              gatehouse.port(),
              method
                  + " "
                  + expected[0]
                  + "?esprit_id=abc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + (method.equals("GET") ? "\r\n" : "Content-Length: 2\r\n\r\n{}"));

      assertThat(heard.text())
          .as(method)
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\r\nContent-Type: " + expected[1])
          .contains("\r\nX-Content-Type-Options: nosniff\r\n")
          .contains("\r\nContent-Security-Policy: ", "\r\nReferrer-Policy: ")
          .contains("the path of this request cannot be decoded")
          .doesNotContain("esprit_id", "Set-Cookie");
    }
    assertThat(gatehouse.lastLogLines()).doesNotContain("URLDecoder");
  }

  @Test
  void whatFollowsOneOnItsConnectionIsNotAnsweredAndNotLogged() {
    String request = "POST /%zz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
    for (int i = 0; i < 5; i++) {
      assertThat(Wire.send(gatehouse.port(), request.repeat(5)).text())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .containsOnlyOnce("HTTP/1.1 ");
    }
    assertThat(gatehouse.lastLogLines()).doesNotContain("ErrorPage");
  }

  @Test
  void anEscapeThatCanBeDecodedStaysWhatItIs() {
    Answer answer =
        visitor.send(
            visitor.url("/api/common/who%61mi"), "--user", gatehouse.demo(), "--json", "{}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void everyErrorOfTheRestGateIsAProblemInJson() {
    assertProblem(400, "/api/user/add", "--user", gatehouse.demo(), "--json", "{");
    assertProblem(400, "/api/user/add", "--user", gatehouse.demo(), "--json", "{\"no\":1}");
    assertProblem(401, "/api/common/whoami", "--json", "{}");
    assertProblem(404, "/api/no/such", "--user", gatehouse.demo(), "--json", "{}");
    assertProblem(404, "/api/admin/add-site", "--user", gatehouse.demo(), "--json", "{}");
    assertProblem(404, "/api/a", "--user", gatehouse.demo(), "--json", "{}");
    assertProblem(405, "/api", "--user", gatehouse.demo(), "--json", "{}");
    assertProblem(405, "/api/openapi.json", "--json", "{}");
    assertProblem(415, "/api/common/whoami", "--header", "Content-Type: text/xml", "--data", "{}");
    assertProblem(404, "/api/a/b/c", "--user", gatehouse.demo(), "--json", "{}");
    assertProblem(405, "/api/common/whoami", "--user", gatehouse.demo());
    assertProblem(
        409,
        "/api/admin/add-site",
        "--user",
        gatehouse.admin(),
        "--json",
        "{\"domain\":\"example.test\",\"admin\":\"again\"}");
  }

  private void assertProblem(int status, String path, String... options) {
    Answer answer = visitor.send(visitor.url(path), options);

    assertThat(answer.status()).as(path + answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type").orElse("none"))
        .as(status + " " + path)
        .startsWith("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status).contains("\"detail\":");
  }

  @Test
  void aRefusedSignInAtTheSoapGateIsAFaultWith401() {
    Answer answer =
        visitor.send(visitor.url("/soap"), "--header", "Content-Type: text/xml", "--data", "<x/>");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("<S:Fault>").contains("sign-in refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data",
        "application/json",
        "application/soap+xml",
        "text/xml;charset=utf-16",
        ""
      })
  void theSoapGateAnswers415ToAnythingButSoapsContentTypesWhateverTheCredential(String type) {
    for (String credential : List.of(gatehouse.demo(), "demo@example.test:wrong")) {
      Answer answer =
          visitor.send(
              visitor.url("/soap"),
              "--user",
              credential,
              "--header",
              "Content-Type: " + type,
              "--data",
              "<x/>");

      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.body()).contains("<S:Fault>").contains("text/xml");
    }
  }

  @Test
  void healthIsToldToEverybodyAndFiguresOnlyForTheToken() {
    assertThat(visitor.send(visitor.url("/health/live")).status()).isEqualTo(200);
    assertThat(visitor.send(visitor.url("/health/ready")).status()).isEqualTo(200);
    assertThat(visitor.send(visitor.url("/metrics")).status()).isEqualTo(401);
    assertThat(
            visitor
                .send(
                    visitor.url("/metrics"), "--header", "Authorization: Bearer " + "0".repeat(64))
                .status())
        .isEqualTo(401);
    assertThat(visitor.send(visitor.url("/metrics"), "--user", gatehouse.admin()).status())
        .isEqualTo(401);
    assertThat(Figures.of(gatehouse).text()).contains("gatehouse_attempts_total");
  }
}
