package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the SOAP gate answers to messages that are wrong (issue 4, "Bad input"). */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class SoapBadInputIT {

  private static final int LIMIT = 20;
  private static final int MEBIBYTE = 1 << 20;
  private static final String HUGE = "h".repeat(900_000);
  private static final Pattern FAULT =
      Pattern.compile("<faultcode>S:Client</faultcode><faultstring>([^<]*)</faultstring>");

  /** What no answer holds: the names of classes, of their packages and of what is in a stack. */
  private static final Pattern INSIDE =
      Pattern.compile("Exception|\\bat [a-z]+\\.|java\\.|javax\\.|jakarta|org\\.|com\\.|line \\d+");

  private final GatehouseServer gatehouse;

  @TempDir private Path directory;

  SoapBadInputIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  private static String envelope(String namespace, String body) {
    return """
        <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="%s"
          xmlns:xsd="http://www.w3.org/2001/XMLSchema"><e:Body>%s</e:Body></e:Envelope>"""
        .formatted(namespace, body);
  }

  private static String positional(String body) {
    return envelope("urn:apnscp.api.soap", body);
  }

  private static String named(String body) {
    return envelope("urn:gatehouse:api", body);
  }

  static Stream<Arguments> messages() {
    String dtd = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>";
    String user = "<n:user>eve</n:user>";
    return Stream.of(
        Arguments.of(400, dtd + positional("<n:common_whoami/>"), "document type"),
        Arguments.of(400, dtd + positional("<n:a_b><c>&b;</c></n:a_b>"), "document type"),
        Arguments.of(400, positional("<n:a_b><c>&b;</c></n:a_b>"), "."),
        Arguments.of(400, "<", "not well-formed XML"),
        Arguments.of(400, "", "."),
        Arguments.of(400, "<x/>", "not a SOAP 1.1 envelope"),
        Arguments.of(400, positional(""), "holds a call"),
        Arguments.of(
            400,
            positional("<n:a_b>" + "<a>".repeat(64)),
            "at most 64 levels; argument 'a' goes beyond"),
        Arguments.of(
            400,
            positional("<n:user_add>" + "<a>b</a>".repeat(10_000) + "</n:user_add>"),
            "at most 10000 elements; argument '"),
        Arguments.of(
            500,
            positional("<n:user_add>" + "<a>b</a>".repeat(9_990) + "</n:user_add>"),
            "user:add takes at most \\d+ and got 9990 arguments: user, password"),
        Arguments.of(
            500,
            named("<n:user_add>" + "<a>b</a>".repeat(9_990) + "</n:user_add>"),
            "user:add takes its arguments by name"),
        Arguments.of(
            500,
            positional("<n:user_add><a>" + HUGE + "</a><b>good password</b></n:user_add>"),
            "argument 'user'"),
        Arguments.of(
            500,
            named("<n:user_add><n:user>" + HUGE + "</n:user><n:password/></n:user_add>"),
            "argument 'user'"),
        Arguments.of(
            500, positional("<n:user_add><a>eve</a><b>" + HUGE + "</b></n:user_add>"), "password"),
        Arguments.of(
            500,
            positional("<n:auth_create_api_key><a>" + HUGE + "</a></n:auth_create_api_key>"),
            "argument 'comment'"),
        Arguments.of(500, positional("<n:" + HUGE + "/>"), "named module_function"),
        Arguments.of(500, positional("<n:user_" + HUGE + "/>"), "no such command"),
        Arguments.of(
            500, positional("<n:no_such/>"), "no such command for you; misc:list-commands"),
        Arguments.of(500, named("<n:admin_add_site/>"), "no such command for you"),
        Arguments.of(
            500,
            positional(
                "<n:auth_get_login_history><a xsi:type='xsd:int'>x</a></n:auth_get_login_history>"),
            "argument 'limit' holds no whole number"),
        Arguments.of(
            500,
            named("<n:auth_get_login_history><n:limit>1.5</n:limit></n:auth_get_login_history>"),
            "argument 'limit' must be a whole number"),
        Arguments.of(
            500,
            positional("<n:user_add><a xsi:type='xsd:boolean'>1</a><b/></n:user_add>"),
            "argument 'user' must be a text"),
        Arguments.of(
            500,
            positional("<n:user_add><a>eve</a><b><item>c</item></b></n:user_add>"),
            "argument 'password' must be a text"),
        Arguments.of(
            500,
            positional("<n:user_add><a href='#b'/></n:user_add>"),
            "argument 'user' refers to"),
        Arguments.of(
            500,
            positional("<n:user_add/>"),
            "argument 'user' is missing; user:add takes user, password, "),
        Arguments.of(
            500,
            named("<n:user_add>" + user + "</n:user_add>"),
            "argument 'password' is missing; user:add takes user, password, "),
        // As PHP sends user_add('eve', 'a word') by /gatehouse.wsdl, SOAP::Lite, and whoever else.
        Arguments.of(500, named("<n:user_add/><param1>b</param1>"), "by name, .*: user, password"),
        Arguments.of(
            500,
            named("<n:user_add><c-gensym3>a</c-gensym3></n:user_add>"),
            "by name, .*: user, password"),
        Arguments.of(500, named("<n:user_add>" + user + user + "</n:user_add>"), "given twice"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void getsAFaultThatNamesWhatWasWrongAndNothingOfTheInside(
      int status, String message, String reason) throws IOException {
    Answer answer = send("?authkey=" + gatehouse.demoKey(), message);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).containsPattern(FAULT);
    assertThat(FAULT.matcher(answer.body()).results().findFirst().orElseThrow().group(1))
        .containsPattern(reason)
        .hasSizeLessThan(300)
        .doesNotContainPattern(INSIDE);
  }

  private Answer send(String query, String message, String... options) throws IOException {
    return send(Visitor.onThisMachine(gatehouse), query, message, options);
  }

  private Answer send(Visitor visitor, String query, String message, String... options)
      throws IOException {
    Path body = Files.writeString(directory.resolve("body"), message);
    return visitor.send(
        visitor.url("/soap" + query),
        Stream.concat(
                Stream.of(options),
                Stream.of("--header", "Content-Type: text/xml", "--data-binary", "@" + body))
            .toArray(String[]::new));
  }

  @Test
  void aBodyOfMoreThanOneMebibyteIsAFaultWith413() throws IOException {
    Answer answer = send("?authkey=" + gatehouse.demoKey(), " ".repeat(MEBIBYTE + 1));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).containsPattern(FAULT);
  }

  @Test
  void aWrongKeyIsAFaultWith401ThatTheAnvilCountsHoweverItIsShown() throws IOException {
    String wrong = "0".repeat(64);
    String call = positional("<n:common_whoami/>");
    String bearer = "Authorization: Bearer " + wrong;
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      Answer answer = send(visitor, "?authkey=" + wrong, call);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).containsPattern(FAULT);

      String[] options = {"--header", "Content-Type: text/xml", "--data", call};
      assertThat(
              visitor.sendAtOnce(
                  LIMIT / 2 - 1, visitor.url("/soap?authkey=" + wrong + "&more"), options))
          .containsOnly(401);
      assertThat(
              visitor.sendAtOnce(
                  LIMIT / 2,
                  visitor.url("/soap"),
                  Stream.concat(Stream.of(options), Stream.of("--header", bearer))
                      .toArray(String[]::new)))
          .containsOnly(401);

      assertThat(send(visitor, "?authkey=" + gatehouse.demoKey(), call).status()).isEqualTo(429);
    }
  }

  @Test
  void aCallWithoutAnyCredentialIsAFaultWith401AndNotCounted() throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      for (int i = 0; i < 2 * LIMIT; i++) {
        Answer answer = send(visitor, "", positional("<n:common_whoami/>"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElse("none")).startsWith("Basic realm=");
        assertThat(answer.body()).containsPattern(FAULT);
      }
      assertThat(
              send(
                      visitor,
                      "?authkey=" + gatehouse.demoKey(),
                      positional("<n:common_whoami/>"),
                      "--header",
                      "Abort-On: error")
                  .body())
          .contains(">demo@example.test<");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, '', text/xml",
    "POST, '', text/plain",
    "POST, &x=%zz, text/xml",
    "POST, &esprit_id=x, text/xml",
    "POST, &authkey=again, text/xml",
    "POST, &x=<script>, text/xml",
    "GET, '', text/xml",
    "PUT, '', text/xml",
    "TRACE, '', text/xml",
    "NONE, '', text/xml"
  })
  void aKeyInAnAddressIsInNoAnswerAndInNoLogWhateverGoesWrong(
      String method, String more, String type) throws IOException {
    String key = gatehouse.demoKey();
    Wire.Heard heard =
        Wire.send(
            gatehouse.port(),
            "%s /soap?authkey=%s%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: 9\r\n\r\n<a><b></a"
                .formatted(method, key, more, type));
    Wire.send(
        gatehouse.port(),
        "%s /soap?authkey=%s%s HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n"
            .formatted(method, key, more, "x".repeat(1 << 16)));
    Wire.send(gatehouse.port(), method + " /soap?authkey=" + key + more + " HTTP/9.9\r\n\r\n");

    assertThat(heard.text()).startsWith("HTTP/1.1 4").doesNotContain(key);
    Traces traces = Traces.of(List.of(key));
    try (Stream<Path> logs = Files.walk(gatehouse.data().resolve("log"))) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        assertThat(traces.count(log)).as(log.toString()).isZero();
      }
    }
  }
}
