package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes, set by {@code cpcmd} while the server runs, and what is seen of them from outside. */
@OwnServers
@Needs("curl")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScopeIT {

  private static final String A_PERSONS =
      "; ours, ask Eve before you change it\r\n\r\n[anvil]\r\n  ttl=900   \r\n# and this\r\n"
          + "[core]\r\n";

  private static GatehouseServer gatehouse;

  private final Visitor visitor = Visitor.onThisMachine(gatehouse);

  /** The panel sends whoever is not signed in to its sign-in page. */
  private static final int TO_SIGN_IN = 302;

  @BeforeAll
  static void start() throws IOException {
    gatehouse = GatehouseServer.withGivenSecrets();
    Files.createDirectories(file().getParent());
    Files.writeString(file(), A_PERSONS);
    gatehouse.start().orFail();
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
  }

  /** Each test begins with the person's file, in force as any change by hand with the next set. */
  @BeforeEach
  void putBack() throws IOException {
    if (!Files.readString(file()).equals(A_PERSONS)) {
      Files.writeString(file(), A_PERSONS.replace("900", "901"));
      set("cp.config", "anvil", "ttl", "900");
    }
  }

  private static Path file() {
    return gatehouse.data().resolve("custom/config.ini");
  }

  private static Program.Ended cpcmd(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("cpcmd").toString());
    command.addAll(List.of("--data", gatehouse.data().toString()));
    command.addAll(List.of(arguments));
    return Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command);
  }

  private static String set(String... arguments) {
    List<String> command = new ArrayList<>(List.of("scope:set"));
    command.addAll(List.of(arguments));
    return cpcmd(command.toArray(String[]::new)).orFail();
  }

  private int status(String path) {
    return visitor.send(visitor.url(path)).status();
  }

  private int rest() {
    return WayIn.REST.attempt(visitor, "demo@example.test", gatehouse.demoPassword()).status();
  }

  private int soap() {
    return WayIn.SOAP.attempt(visitor, "demo@example.test", gatehouse.demoPassword()).status();
  }

  @Test
  @Order(1)
  void headlessThePanelAnswers404AndTheOtherGatesStay() {
    assertThat(status("/")).isEqualTo(TO_SIGN_IN);

    assertThat(set("cp.headless", "true")).contains("in force now");

    assertThat(status("/")).isEqualTo(404);
    assertThat(status("/api/")).isEqualTo(200);
    assertThat(List.of(rest(), soap())).containsOnly(200);
    assertThat(set("cp.headless", "true")).contains("it was so already");

    set("cp.headless", "false");
    assertThat(status("/")).isEqualTo(TO_SIGN_IN);
    assertThat(cpcmd("audit:search", "--text=cp.headless").orFail())
        .contains("cp.headless: 'false' became 'true'", "cp.headless: 'true' became 'false'");
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource({"soap, 200, 404", "rest, 404, 200", "false, 404, 404", "true, 200, 200"})
  void apiSaysWhichOfSoapAndRestThereIs(String value, int soap, int rest) {
    cpcmd("scope:set", "cp.api", value).orFail();

    assertThat(cpcmd("scope:get", "cp.api").orFail().strip()).contains(value);
    assertThat(List.of(soap(), status("/gatehouse.wsdl"))).containsOnly(soap);
    assertThat(List.of(rest(), status("/api/openapi.json"))).containsOnly(rest);
    assertThat(status("/")).isEqualTo(TO_SIGN_IN);
    assertThat(cpcmd("common:whoami").status()).isZero();
  }

  @Test
  @Order(3)
  void debugTellsTheLogOfCommandsAndAnswersNothingMore() {
    String call = "anvil:is-blocked by admin at CLI";
    Answer denied = visitor.send(visitor.url("/api/no/such"), "--user", gatehouse.demo());
    cpcmd("anvil:is-blocked", "192.0.2.1").orFail();
    assertThat(log()).doesNotContain(call);

    set("cp.debug", "true");
    cpcmd("anvil:is-blocked", "192.0.2.1").orFail();

    Until.holds("the log tells of the command", () -> log().contains(call));
    assertThat(log()).doesNotContain("192.0.2.1");
    assertThat(visitor.send(visitor.url("/api/no/such"), "--user", gatehouse.demo()).body())
        .isEqualTo(denied.body());
    set("cp.debug", "false");
  }

  private static String log() {
    try {
      return Files.readString(gatehouse.data().resolve("log/server.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Order(4)
  void theHostNameIsGatehousesOwn() {
    set("net.hostname", "panel.example.org");

    assertThat(visitor.send(visitor.url("/gatehouse.wsdl"), "--header", "Host: evil.test").body())
        .contains("location=\"http://panel.example.org:" + gatehouse.port() + "/soap\"");

    set("net.hostname", "2001:DB8::1");
    assertThat(cpcmd("scope:get", "cp.config", "core", "hostnames").orFail())
        .contains("[2001:db8::1], panel.example.org");
    assertThat(cpcmd("scope:set", "net.hostname", "http://a").errors())
        .contains("argument 'first' must be a host name or an address");
  }

  @Test
  @Order(5)
  void theWhitelistIsAddedTo() {
    set("anvil.whitelist", "[192.0.2.7/28,198.51.100.9]");

    assertThat(cpcmd("scope:get", "anvil.whitelist").orFail())
        .contains("127.0.0.1", "::1", "192.0.2.0/28", "198.51.100.9");
    assertThat(set("anvil.whitelist", "192.0.2.0/28")).contains("it was so already");
    assertThat(cpcmd("anvil:whitelist-list").orFail()).contains("192.0.2.0/28", "198.51.100.9");
    assertThat(cpcmd("scope:info", "anvil.whitelist").orFail())
        .containsPattern("append_only\"?: *true");
    assertThat(cpcmd("scope:set", "anvil.whitelist", "192.0.2.256").errors())
        .contains("addresses or CIDRs");
  }

  @Test
  @Order(6)
  void aSettingIsWrittenBesideWhatAPersonWroteAndIsInForceAtOnce() throws Exception {
    set("cp.config", "anvil", "ttl", "15m");
    assertThat(Files.readString(file())).isEqualTo(A_PERSONS);
    set("cp.config", "anvil", "limit", "21");
    set("cp.config", "anvil", "ttl", "20m");
    set("cp.config", "auth", "admin_api", "false");

    assertThat(Files.readString(file()))
        .isEqualTo(
            A_PERSONS
                .replace("ttl=900   \r\n", "ttl=20m   \r\nlimit = 21\r\n")
                .concat("\r\n[auth]\r\nadmin_api = false\r\n"));
    assertThat(cpcmd("scope:get", "cp.config", "anvil", "ttl").orFail()).contains("20m");
    assertThat(cpcmd("scope:get", "cp.config", "anvil").orFail()).contains("limit", "21");
    assertThat(
            visitor
                .send(visitor.url("/api/anvil/list"), "--user", gatehouse.admin(), "--json", "[]")
                .status())
        .isEqualTo(404);
    set("cp.config", "auth", "admin_api", "true");
    assertThat(
            visitor
                .send(visitor.url("/api/anvil/list"), "--user", gatehouse.admin(), "--json", "[]")
                .status())
        .isEqualTo(200);
    Files.copy(
        gatehouse.data().resolve("secret/auth"),
        gatehouse.data().resolve("secret/other"),
        StandardCopyOption.COPY_ATTRIBUTES);
    assertThat(set("cp.config", "auth", "secret", "secret/other")).contains("after a restart");
  }

  @ParameterizedTest
  @Order(7)
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scope:set cp.confg anvil limit 5    | argument 'scope' names no scope; did you mean cp.config?
          scope:set cp.config anvli limit 5   | argument 'first': there is no section [anvli]; did you mean anvil?
          scope:set cp.config anvil limt 5    | argument 'second': there is no setting 'limt' in [anvil]; did you mean limit?
          scope:set cp.config anvil limit 501 | argument 'third' must be a whole number from 1 to 500, for [anvil] limit
          scope:set cp.config anvil limit     | argument 'third' is missing
          scope:set cp.config auth secret x   | argument 'third': ${data}/x cannot be read. Copy the file of now there first
          scope:set cp.config site default_plan basik | did you mean basic?
          scope:set cp.config frontend certificate x.pem | argument 'third': there is no file ${data}/x.pem
          scope:set cp.config frontend certificate_key keyring:x | must be the name of a file
          scope:set cp.config anvil whitelist 0.0.0.0/1,128.0.0.0/1 | at most a /6
          scope:set anvil.whitelist 0.0.0.0/1,128.0.0.0/1 | at most a /6
          scope:set cp.headless perhaps       | argument 'first' must be true or false, for cp.headless
          scope:set cp.headless true true     | argument 'second' is too many
          scope:get cp.headless x             | argument 'first' is too many
          scope:info cp.headles               | did you mean cp.headless?
          """)
  void whatIsWrongIsNamedInOneLineAndNothingIsChanged(String call, String reason) throws Exception {
    Program.Ended ended = cpcmd(call.split(" "));

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors().strip())
        .contains(reason.replace("${data}", gatehouse.data().toString()))
        .doesNotContain("\n");
    assertThat(Files.readString(file())).isEqualTo(A_PERSONS);
  }

  @Test
  @Order(8)
  void noneOfTwoChangesAtOnceIsLost() throws Exception {
    List<String> keys = List.of("limit", "min_attempts", "ttl");
    try (ExecutorService threads = Executors.newFixedThreadPool(keys.size())) {
      List<Future<String>> all = new ArrayList<>();
      for (String key : keys) {
        all.add(threads.submit(() -> set("cp.config", "anvil", key, "17")));
      }
      for (Future<String> one : all) {
        one.get();
      }
    }

    for (String key : keys) {
      assertThat(cpcmd("scope:get", "cp.config", "anvil", key).orFail()).contains("17");
      assertThat(Files.readString(file())).containsPattern(key + " ?= ?17");
    }
  }

  @Test
  @Order(9)
  void aFileThatWasBrokenByHandIsNamedAndStays() throws Exception {
    Files.writeString(file(), "[anvil]\nlimit = many\n");

    assertThat(cpcmd("scope:set", "cp.headless", "true").errors())
        .contains("custom/config.ini, line 2: [anvil] limit must be a whole number from 1 to 500");
    assertThat(file()).hasContent("[anvil]\nlimit = many\n");
    assertThat(status("/")).isEqualTo(TO_SIGN_IN);
  }

  @Test
  @Order(10)
  void allAreListedAndExplained() {
    assertThat(cpcmd("scope:list", "cp.*").orFail())
        .contains("cp.api", "cp.config", "cp.debug", "cp.headless")
        .doesNotContain("net.hostname");
    assertThat(cpcmd("scope:info", "cp.headless").orFail())
        .contains("help", "accepted", "true or false", "default", "effect", "append_only");
  }

  @Test
  @Order(11)
  void whatWasSetHoldsAfterARestartAndABrokenFileIsRefusedThere() throws Exception {
    set("cp.headless", "true");
    gatehouse.restart();
    assertThat(status("/")).isEqualTo(404);

    gatehouse.stop().orFail();
    Files.writeString(file(), "; x\n[anvil]\nlimits = 5\n");
    Program.Ended refused = gatehouse.start();
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output() + refused.errors())
        .contains(
            "custom/config.ini, line 3: there is no setting 'limits' in [anvil]; did you mean"
                + " limit?");
  }
}
