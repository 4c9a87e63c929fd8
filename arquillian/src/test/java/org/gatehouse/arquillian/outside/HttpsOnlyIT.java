package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP closed to others, and the certificate of HTTPS (issue 5, shows 2). */
@OwnServers
@Needs(
    value = {"curl", "iproute2", "openssl"},
    root = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpsOnlyIT {

  /** What curl ends with when nobody listens (its manual, EXIT CODES). */
  private static final int REFUSED = 7;

  /** Who looks without a pause takes a processor from the server that starts. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private static final Pattern SUBJECT = Pattern.compile("CN ?= ?([a-z]+)");

  @TempDir private static Path directory;
  private static GatehouseServer gatehouse;
  private static Visitor byIpv4;
  private static Visitor byIpv6;

  @BeforeAll
  static void start() {
    gatehouse = GatehouseServer.withGivenSecrets();
    gatehouse.start().orFail();
    byIpv4 = Visitor.fromElsewhere(gatehouse);
    byIpv6 = Visitor.fromElsewhereByIpv6(gatehouse);
  }

  @AfterAll
  static void stop() {
    byIpv4.close();
    byIpv6.close();
    gatehouse.close();
  }

  private static String set(String key, String value) {
    return Program.run(
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            List.of(
                GatehouseServer.checkout().resolve("cpcmd").toString(),
                "--data",
                gatehouse.data().toString(),
                "scope:set",
                "cp.config",
                "frontend",
                key,
                value))
        .orFail();
  }

  private static List<Integer> plainPorts() {
    return List.of(gatehouse.port(), gatehouse.davPorts().getFirst());
  }

  private static List<Integer> tlsPorts() {
    return List.of(gatehouse.tlsPort(), gatehouse.davPorts().getLast());
  }

  /** The host of a visitor's URLs, as a URL has it. */
  private static String host(Visitor visitor) {
    String url = visitor.url("");
    return url.substring("http://".length(), url.lastIndexOf(':'));
  }

  /** What curl ends with. */
  private static int curl(Visitor from, String url) {
    return from.run(
            List.of(
                "curl", "--silent", "--insecure", "--max-time", "60", "--output", "/dev/null", url))
        .status();
  }

  /** Everybody who is not on loopback, and where to: the machine itself by its own address too. */
  private static Map<String, Integer> plainFromElsewhere() {
    Visitor here = Visitor.onThisMachine(gatehouse);
    Map<String, Integer> ended = new LinkedHashMap<>();
    for (int port : plainPorts()) {
      ended.put("IPv4 " + port, curl(byIpv4, "http://" + host(byIpv4) + ":" + port));
      ended.put("IPv6 " + port, curl(byIpv6, "http://" + host(byIpv6) + ":" + port));
      ended.put("own IPv4 " + port, curl(here, "http://" + host(byIpv4) + ":" + port));
      ended.put("own IPv6 " + port, curl(here, "http://" + host(byIpv6) + ":" + port));
    }
    return ended;
  }

  private static Map<String, Integer> whatIsAlwaysOpen() {
    Visitor here = Visitor.onThisMachine(gatehouse);
    Map<String, Integer> ended = new LinkedHashMap<>();
    for (int port : plainPorts()) {
      ended.put("127.0.0.1 " + port, curl(here, "http://127.0.0.1:" + port));
      ended.put("::1 " + port, curl(here, "http://[::1]:" + port));
    }
    for (int port : tlsPorts()) {
      ended.put("TLS IPv4 " + port, curl(byIpv4, "https://" + host(byIpv4) + ":" + port));
      ended.put("TLS IPv6 " + port, curl(byIpv6, "https://" + host(byIpv6) + ":" + port));
      ended.put("TLS 127.0.0.1 " + port, curl(here, "https://127.0.0.1:" + port));
      ended.put("TLS ::1 " + port, curl(here, "https://[::1]:" + port));
    }
    return ended;
  }

  private static void assertOpen() {
    assertThat(plainFromElsewhere()).allSatisfy((from, status) -> assertThat(status).isZero());
    assertThat(whatIsAlwaysOpen()).allSatisfy((from, status) -> assertThat(status).isZero());
  }

  private static void assertClosed() {
    assertThat(plainFromElsewhere())
        .allSatisfy((from, status) -> assertThat(status).isEqualTo(REFUSED));
    assertThat(whatIsAlwaysOpen()).allSatisfy((from, status) -> assertThat(status).isZero());
  }

  @Test
  @Order(1)
  void httpIsRefusedToOthersOnBothPortsAndBackAgain() throws IOException {
    assertOpen();
    List<Process> held = new ArrayList<>();
    for (int port : plainPorts()) {
      held.add(hold("idle" + port, port, ""));
      held.add(hold("kept" + port, port, "GET /health/live HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"));
      held.add(hold("head" + port, port, "GET /health/live HTTP/1.1\\r\\nHo"));
      held.add(
          hold(
              "body" + port,
              port,
              "POST /soap HTTP/1.1\\r\\nHost: a\\r\\nContent-Type: text/xml\\r\\n"
                  + "Content-Length: 9\\r\\n\\r\\n<"));
    }
    Until.holds("eight connections from elsewhere", () -> connectionsFromElsewhere() == 8);

    assertThat(set("https_only", "true")).contains("in force now");

    assertClosed();
    for (Process connection : held) {
      Until.holds("an open connection ends", () -> !connection.isAlive());
    }
    set("https_only", "false");
    assertOpen();
  }

  /** A connection from elsewhere that sends something and then reads until it ends. */
  private static Process hold(String name, int port, String sent) throws IOException {
    String namespace = byIpv4.run(List.of("ip", "netns", "identify")).orFail().strip();
    return Program.start(
        Map.of(),
        List.of(
            "ip",
            "netns",
            "exec",
            namespace,
            "bash",
            "-c",
            "exec 3<>/dev/tcp/"
                + host(byIpv4)
                + "/"
                + port
                + " && printf '"
                + sent
                + "' >&3 && exec cat <&3"),
        directory.resolve(name + ".out"),
        directory.resolve(name + ".err"));
  }

  private static long connectionsFromElsewhere() {
    return Program.run("ss", "--no-header", "--tcp", "--numeric", "state", "established")
        .orFail()
        .lines()
        .filter(line -> line.contains(byIpv4.address()))
        .count();
  }

  @Test
  @Order(2)
  void itHoldsAfterARestartAndFromTheFirstMomentOn() throws Exception {
    set("https_only", "true");
    Set<String> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean ready = new AtomicBoolean();
    gatehouse.stop().orFail();
    Thread watching =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ready.get()) {
                    seen.addAll(plainListeners());
                    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                  }
                });
    gatehouse.start().orFail();
    ready.set(true);
    watching.join();

    assertThat(seen)
        .isNotEmpty()
        .allMatch(
            address ->
                address.startsWith("127.")
                    || address.contains("127.0.0.1]")
                    || address.startsWith("[::1]"));
    assertClosed();
    assertThat(
            Program.run(
                    GatehouseServer.checkout().resolve("gatehouse").toString(),
                    "status",
                    "--data",
                    gatehouse.data().toString())
                .status())
        .as("the launcher finds it ready")
        .isZero();
    set("https_only", "false");
    assertOpen();
  }

  private static List<String> plainListeners() {
    return Program.run("ss", "--no-header", "--listening", "--numeric", "--tcp")
        .orFail()
        .lines()
        .map(line -> line.strip().split("\\s+")[3])
        .filter(address -> plainPorts().stream().anyMatch(port -> address.endsWith(":" + port)))
        .toList();
  }

  @ParameterizedTest
  @Order(3)
  @ValueSource(
      strings = {
        "-tls1_1 -cipher ALL:@SECLEVEL=0",
        "-tls1_2 -cipher AES128-GCM-SHA256",
        "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256",
        "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA"
      })
  void anOldVersionAndAnUnsoundSuiteAreRefusedAndSoundOnesAreNot(String offer) {
    for (int port : tlsPorts()) {
      assertThat(handshake(port, offer)).doesNotContain("BEGIN CERTIFICATE");
      assertThat(handshake(port, "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256"))
          .contains("BEGIN CERTIFICATE");
      assertThat(handshake(port, "-tls1_3")).contains("BEGIN CERTIFICATE");
    }
  }

  private static String handshake(int port, String options) {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client"));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-connect", "localhost:" + port));
    return Program.run(command.toArray(String[]::new)).output();
  }

  /** The name in the certificate that a port shows. */
  private static String shown(int port) {
    Matcher subject =
        SUBJECT.matcher(
            handshake(port, "-tls1_3")
                .lines()
                .filter(line -> line.startsWith("subject"))
                .findFirst()
                .orElse(""));
    return subject.find() ? subject.group(1) : "none";
  }

  @Test
  @Order(4)
  void browsersAreToldToStayOnHttpsWhileItIsAllThereIsAndTheCertificateIsIssued()
      throws IOException {
    Authority authority = new Authority(directory);
    authority.issue("first", directory.resolve("server.pem"), directory.resolve("server.key"));

    assertThat(strictAnswers()).as("open, self-signed").isEmpty();
    set("https_only", "true");
    assertThat(strictAnswers()).as("closed, self-signed").isEmpty();
    set("certificate_key", directory.resolve("server.key").toString());
    set("certificate", directory.resolve("server.pem").toString());
    Until.holds("the issued one is shown", () -> shown(gatehouse.tlsPort()).equals("first"));
    assertThat(shown(gatehouse.davPorts().getLast())).isEqualTo("first");
    assertThat(strictAnswers()).as("closed, issued").containsExactlyElementsOf(tlsAnswers());
    set("https_only", "false");
    assertThat(strictAnswers()).as("open, issued").isEmpty();
  }

  /** What cannot be a path, such as /%zz, the server refuses before there is an application. */
  private static final List<String> PATHS =
      List.of(
          "/",
          "/sign-in.xhtml",
          "/no/such",
          "/api/",
          "/api/no/such",
          "/soap",
          "/gatehouse.wsdl",
          "/gatehouse-soap/soap",
          "/health/live",
          "/health/none",
          "/metrics",
          "/jakarta.faces.resource/none.css.xhtml?ln=none",
          "/WEB-INF/web.xml");

  private static List<String> tlsAnswers() {
    return Stream.concat(
            PATHS.stream()
                .flatMap(path -> Stream.of("GET", "POST").map(method -> method + " " + path)),
            Stream.of("GET DAV", "POST DAV"))
        .map(call -> "TLS " + call)
        .sorted()
        .toList();
  }

  /** The answers that have the header, of those on TLS and those of plain HTTP on loopback. */
  private static Set<String> strictAnswers() {
    Visitor here = Visitor.onThisMachine(gatehouse);
    Set<String> strict = new TreeSet<>();
    for (String method : List.of("GET", "POST")) {
      for (String path : PATHS) {
        note(strict, "TLS " + method + " " + path, here, here.tlsUrl(path), method);
        note(strict, "plain " + method + " " + path, here, here.url(path), method);
      }
      String dav = "https://127.0.0.1:" + gatehouse.davPorts().getLast() + "/";
      note(strict, "TLS " + method + " DAV", here, dav, method);
      note(strict, "plain " + method + " DAV", here, here.davUrl("/"), method);
    }
    return strict;
  }

  private static void note(
      Set<String> strict, String call, Visitor here, String url, String method) {
    here.send(url, "--request", method, "--path-as-is", "--header", "X-Forwarded-Proto: https")
        .header("Strict-Transport-Security")
        .ifPresent(
            terms -> {
              assertThat(terms).isEqualTo("max-age=31536000");
              strict.add(call);
            });
  }

  @Test
  @Order(5)
  void aRenewedCertificateIsShownWithoutAFailedRequest() throws Exception {
    Authority authority = new Authority(directory);
    authority.prepare("renewed");
    Visitor here = Visitor.onThisMachine(gatehouse);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
    AtomicBoolean enough = new AtomicBoolean();
    List<Thread> load = new ArrayList<>();
    for (int client = 0; client < 3; client++) {
      load.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!enough.get()) {
                      statuses.add(curl(here, here.tlsUrl("/health/live")));
                    }
                  }));
    }
    seen.add(shown(gatehouse.tlsPort()));
    // The certificate without its key is a pair that nobody can show.
    authority.place("renewed.chain", directory.resolve("server.pem"));
    Until.holds("the pair that does not fit is told", () -> complaints() == 1);
    assertThat(shown(gatehouse.tlsPort())).isEqualTo("first");
    authority.place("renewed.key", directory.resolve("server.key"));
    Until.holds("the renewed one is shown", () -> shown(gatehouse.tlsPort()).equals("renewed"));
    int before = statuses.size();
    Until.holds("requests go on", () -> statuses.size() > before + 10);
    enough.set(true);
    for (Thread client : load) {
      client.join();
    }

    assertThat(seen).containsExactly("first");
    assertThat(statuses).hasSizeGreaterThan(10).containsOnly(0);
    assertThat(complaints()).isEqualTo(1);
  }

  private static long complaints() {
    try (Stream<String> lines = Files.lines(gatehouse.data().resolve("log/server.log"))) {
      return lines.filter(line -> line.contains("the certificate was not changed")).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
