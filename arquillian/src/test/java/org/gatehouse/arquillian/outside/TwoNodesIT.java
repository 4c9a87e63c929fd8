package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.arquillian.domain.MariaDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;

/** Two servers on one MariaDB, with the same secret and the same accounts. */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(
    value = {"curl", "iproute2", "mariadb-server"},
    root = true)
class TwoNodesIT {

  private static final String NAME = "demo@example.test";
  private static final int LIMIT = 20;

  private MariaDb database;
  private GatehouseServer one;
  private GatehouseServer other;
  private Visitor blockedBefore;

  @BeforeAll
  void start() throws IOException {
    database = MariaDb.start();
    one = onDatabase();
    one.start().orFail();
    other = onDatabase();
    // Nodes share the secret and, by a shared file system, the accounts.
    for (String shared : List.of("secret", "appliance", "virtual")) {
      Program.run("cp", "-a", "--", one.data().resolve(shared).toString(), other.data().toString())
          .orFail();
    }
    blockedBefore = Visitor.fromElsewhere(one);
    blockedBefore.sendAtOnce(
        LIMIT, blockedBefore.url(WayIn.REST.path()), WayIn.REST.attempt("nobody", "guessed"));
    other.start().orFail();
  }

  private GatehouseServer onDatabase() throws IOException {
    GatehouseServer server = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(server.data().resolve("custom"));
    Files.writeString(custom.resolve("config.ini"), database.settings());
    return server;
  }

  @AfterAll
  void stop() {
    blockedBefore.close();
    one.close();
    other.close();
    database.close();
  }

  private String url(Visitor visitor, GatehouseServer node, String path) {
    return visitor.url(path).replace(":" + one.port(), ":" + node.port());
  }

  private List<Integer> fail(Visitor visitor, GatehouseServer node, int times) {
    return visitor.sendAtOnce(
        times, url(visitor, node, WayIn.REST.path()), WayIn.REST.attempt(NAME, "not the password"));
  }

  private int signIn(Visitor visitor, GatehouseServer node) {
    return visitor
        .send(url(visitor, node, WayIn.REST.path()), WayIn.REST.attempt(NAME, one.demoPassword()))
        .status();
  }

  private String unblock(Visitor visitor) {
    return atOne("unblock", "address", visitor);
  }

  /** What the admin's call of an anvil's command with the visitor's address answers. */
  private String atOne(String function, String argument, Visitor visitor) {
    return Visitor.onThisMachine(one)
        .send(
            one.url("/api/anvil/" + function),
            "--user",
            one.admin(),
            "--json",
            "{\"" + argument + "\":\"" + visitor.address() + "\"}")
        .text();
  }

  @Test
  void failuresAtBothAddUpAndAnUnblockAtOneReachesTheOther() {
    try (Visitor visitor = Visitor.fromElsewhere(one)) {
      assertThat(signIn(visitor, other)).isEqualTo(200);
      fail(visitor, one, LIMIT / 2);
      fail(visitor, other, LIMIT / 2);

      Until.holds("the one knows", () -> signIn(visitor, one) == 429);
      assertThat(signIn(visitor, other)).isEqualTo(429);

      assertThat(unblock(visitor)).isEqualTo("true");
      assertThat(signIn(visitor, one)).as("at once on its node").isEqualTo(200);
      Until.holds("the other has heard", () -> signIn(visitor, other) == 200);
    }
  }

  @Test
  void aWhitelistChangeAtOneHoldsAtOnceThereAndReachesTheOther() {
    try (Visitor visitor = Visitor.fromElsewhere(one)) {
      fail(visitor, one, LIMIT);
      assertThat(signIn(visitor, other)).isEqualTo(429);

      assertThat(atOne("whitelist-add", "network", visitor)).isEqualTo("true");
      assertThat(signIn(visitor, one)).as("at once on its node").isEqualTo(200);
      Until.holds("the other has heard", () -> signIn(visitor, other) == 200);

      assertThat(atOne("whitelist-remove", "network", visitor)).isEqualTo("true");
      assertThat(signIn(visitor, one)).as("the block stands still").isEqualTo(429);
      Until.holds("the other has heard", () -> signIn(visitor, other) == 429);
    }
  }

  @Test
  void of60WrongPasswordsAtOnceAtBothTwentyAreVerified() throws Exception {
    try (Visitor visitor = Visitor.fromElsewhere(one);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<List<Integer>> first = threads.submit(() -> fail(visitor, one, 30));
      Future<List<Integer>> second = threads.submit(() -> fail(visitor, other, 30));
      List<Integer> all = new ArrayList<>(first.get());
      all.addAll(second.get());

      assertThat(all).hasSize(60).isSubsetOf(401, 429, 503);
      assertThat(all).filteredOn(status -> status == 401).hasSize(LIMIT);
    }
  }

  @Test
  void twoHundredRightSignInsAtOnceAtThePanelsOfBothAllSucceed() throws Exception {
    try (Visitor visitor = Visitor.fromElsewhere(one);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<List<Integer>> first = threads.submit(() -> atThePanel(visitor, one));
      Future<List<Integer>> second = threads.submit(() -> atThePanel(visitor, other));

      assertThat(first.get()).hasSize(100).containsOnly(302);
      assertThat(second.get()).hasSize(100).containsOnly(302);
    }
  }

  private List<Integer> atThePanel(Visitor visitor, GatehouseServer node) {
    return visitor.sendAtOnce(
        100,
        url(visitor, node, SignInForm.PAGE),
        WayIn.SIGN_IN_PAGE.attempt(NAME, one.demoPassword()));
  }

  @Test
  void aSessionOfTheOneIsOneOfTheOtherAndEndsAtBoth() {
    try (Visitor visitor = Visitor.fromElsewhere(one)) {
      String session =
          visitor
              .send(
                  visitor.url(SignInForm.PAGE),
                  WayIn.SIGN_IN_PAGE.attempt("admin", one.adminPassword()))
              .cookies()
              .findFirst()
              .orElseThrow()
              .split(";")[0];
      String there = url(visitor, other, "/");
      assertThat(visitor.send(there, "--cookie", session).status()).isEqualTo(200);

      Visitor.onThisMachine(one)
          .send(
              one.url("/api/auth/change-password"),
              "--user",
              one.admin(),
              "--json",
              "{\"password\":\"" + one.adminPassword() + "\"}");

      assertThat(visitor.send(there, "--cookie", session).status()).isEqualTo(302);
    }
  }

  @Test
  @Needs({"chromium", "chromium-driver"})
  void aFormThatWasOpenedAtOneIsSentToTheOther() throws IOException {
    try (Relay relay = new Relay(one);
        Chromium browser = new Chromium()) {
      browser.signIn(relay.url("/"), NAME, one.demoPassword());
      browser.open(relay.url("/apps/keys"));
      browser.element("comment").sendKeys("made at the other");
      relay.passTo(other);
      browser.element("make").click();
      assertThat(browser.element("key").getText()).isNotBlank();
      assertThat(browser.element("list").getText()).contains("made at the other");

      browser.element("comment").sendKeys("made at the one");
      relay.passTo(one);
      browser.element("make").click();
      assertThat(
              browser
                  .element(By.xpath("//table[@id='list']//td[contains(., 'made at the one')]"))
                  .isDisplayed())
          .isTrue();
      browser.element("leave").click();
      browser.element("password");
      relay.passTo(other);
      browser.open(relay.url("/"));
      assertThat(browser.element("password").isDisplayed()).as("out at both").isTrue();
    }
  }

  @Test
  void aRotationAtOneClosesTheOtherUntilItsFileIsTheNewOne() throws IOException {
    try (Visitor visitor = Visitor.fromElsewhere(one)) {
      assertThat(signIn(visitor, other)).isEqualTo(200);

      Answer rotated =
          Visitor.onThisMachine(one)
              .send(
                  one.url("/api/scope/set"),
                  "--user",
                  one.admin(),
                  "--json",
                  "{\"scope\":\"auth.secret\",\"first\":\"rotate\"}");
      assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);

      Until.holds("the other has noticed", () -> signIn(visitor, other) == 503);
      assertThat(visitor.send(url(visitor, other, "/health/ready")).status()).isEqualTo(503);
      assertThat(signIn(visitor, one)).isEqualTo(200);
      assertThat(Files.readString(other.data().resolve("log/server.log")))
          .contains("nobody is admitted here until " + other.data().resolve("secret/auth"));

      Program.run(
              "cp",
              "-a",
              "--",
              one.data().resolve("secret/auth").toString(),
              other.data().resolve("secret/auth").toString())
          .orFail();
      Until.holds("the other goes on", () -> signIn(visitor, other) == 200);
      Until.holds(
          "and all that both wrote is verified",
          () ->
              Visitor.onThisMachine(one)
                  .send(one.url("/api/audit/verify"), "--user", one.admin(), "--json", "{}")
                  .body()
                  .contains("\"verified\":true"));
    }
  }

  @Test
  void aBlockFromBeforeANodeStartedHoldsThere() {
    assertThat(signIn(blockedBefore, other)).isEqualTo(429);
  }
}
