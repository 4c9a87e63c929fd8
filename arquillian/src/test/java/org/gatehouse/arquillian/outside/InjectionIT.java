package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;

/**
 * What strangers wrote is text on every page that shows it, and runs nothing (issue 6, shows 3).
 */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs({"chromium", "chromium-driver", "curl"})
class InjectionIT {

  private static final String HOSTILE =
      "'\"><img src=x onerror=window.ran=1><script>window.ran=1</script>#{7*7}${7*7}";

  private static final String USER = "shown";
  private static final String ACCOUNT = USER + "@example.test";
  private static final String PASSWORD = "eleven quiet ferries on a lake";
  private static final String SITE = "injected.test";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private final Chromium browser = new Chromium();

  InjectionIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @BeforeAll
  void writeItWhereverItMayBeWritten() throws IOException {
    browser.setWidth(1280);
    call(
        gatehouse.demo(),
        "user/add",
        "{\"user\":\"%s\",\"password\":\"%s\",\"gecos\":%s}"
            .formatted(USER, PASSWORD, json(HOSTILE)));
    call(
        ACCOUNT + ":" + PASSWORD,
        "auth/create-api-key",
        "{\"comment\":%s}".formatted(json(HOSTILE)));
    call(
        gatehouse.admin(),
        "admin/add-site",
        "{\"domain\":\"%s\",\"admin\":\"owner\",\"options\":{\"auth.tpasswd\":\"%s\"}}"
            .formatted(SITE, PASSWORD));
    call(
        gatehouse.admin(),
        "admin/deactivate-site",
        "{\"domain\":\"%s\",\"options\":{\"reason\":%s}}".formatted(SITE, json(HOSTILE)));
    attempt(ACCOUNT, PASSWORD);
    try (Relay elsewhere = new Relay(gatehouse)) {
      attempt(HOSTILE + "@example.test", "wrong", "--interface", elsewhere.address());
      attempt("nobody@" + HOSTILE, "wrong", "--interface", elsewhere.address());
      attempt(HOSTILE, "wrong", "--interface", elsewhere.address());
    }
  }

  @AfterAll
  void takeItAway() {
    browser.close();
    call(gatehouse.demo(), "user/delete", "{\"user\":\"%s\"}".formatted(USER));
    call(gatehouse.admin(), "admin/delete-site", "{\"domain\":\"%s\"}".formatted(SITE));
  }

  private static String json(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private void call(String account, String command, String arguments) {
    Answer answer =
        visitor.send(visitor.url("/api/" + command), "--user", account, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private void attempt(String name, String password, String... options) {
    List<String> all = new ArrayList<>(List.of("--user-agent", HOSTILE));
    all.addAll(List.of(options));
    all.addAll(List.of(WayIn.SIGN_IN_PAGE.attempt(name, password)));
    Answer answer = visitor.send(visitor.url(SignInForm.PAGE), all.toArray(String[]::new));
    assertThat(answer.status()).isIn(302, 401);
  }

  private static String query(String page, String name) {
    return page + "?" + name + "=" + URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8);
  }

  private void open(String page) {
    browser.open(gatehouse.url("/apps/" + page));
  }

  /** Shown letter by letter, be it as text or in a field, and nothing of it was made or has run. */
  private void assertShown(String where) {
    assertHarmless(where);
    assertThat(
            (String)
                browser.run(
                    "return document.body.textContent + [...document.querySelectorAll('input,"
                        + " textarea')].map(field => field.value).join()"))
        .as(where)
        .contains(HOSTILE);
  }

  private void assertHarmless(String where) {
    assertThat(browser.first("h1").isDisplayed()).as(where).isTrue();
    assertThat(browser.none("img[src='x'], [onerror]")).as(where).isTrue();
    assertThat(
            browser.run(
                "return [...document.scripts].some(one => one.textContent.includes('window.ran'))"))
        .as(where)
        .isEqualTo(false);
    assertThat(browser.run("return window.ran === undefined")).as(where).isEqualTo(true);
    assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));
  }

  @AfterEach
  void goAway() {
    browser.forget();
  }

  @Test
  void asANameAtTheSignInPage() {
    browser.open(gatehouse.url(SignInForm.PAGE));
    browser.press(HOSTILE, Keys.TAB, "wrong", Keys.ENTER);
    browser.first("[role=alert] .refused");

    assertShown("sign-in");
  }

  @Test
  void asCommentProgramAndQuestionOfAnAccount() {
    browser.signIn(gatehouse, ACCOUNT, PASSWORD);
    for (String page : List.of("keys", "sessions", "logins", query("logins", "text"))) {
      open(page);
      assertShown(page);
    }
    open("keys");
    String change = browser.first("#list a.act").getDomAttribute("href");
    for (String page : List.of(change, change.replace("change", "delete"))) {
      browser.open(gatehouse.url(page));
      assertShown(page);
    }
    for (String page : List.of("keys", "sessions")) {
      for (String name : List.of("change", "delete", "end")) {
        open(query(page, name));
        assertHarmless(page + " " + name);
      }
    }
    open("restrictions");
    browser.press(Keys.TAB);
    browser.element("ip").sendKeys(HOSTILE.substring(0, 64));
    browser.element("preview").click();
    browser.first("#ip[aria-invalid=true]");
    assertHarmless("restrictions");
  }

  @Test
  void asFullNameOfAUser() {
    browser.signIn(gatehouse, "demo@example.test", gatehouse.demoPassword());
    for (String page : List.of("users", "users?user=" + USER, query("users", "filter"))) {
      open(page);
      assertHarmless(page);
    }
    open("users");
    assertShown("users");
  }

  @Test
  void asNameReasonAndQuestionOfTheAdmin() {
    browser.signIn(gatehouse, "admin", gatehouse.adminPassword());
    for (String page :
        List.of(
            "audit?what=SITE",
            query("audit", "text"),
            query("audit", "actor"),
            query("audit", "address"),
            query("sites", "filter"))) {
      open(page);
      assertShown(page);
    }
    open("audit?what=DENIAL");
    assertShown("denials");
    for (String page :
        List.of(
            "anvil?events=shown",
            query("sites", "site"),
            query("anvil", "remove"),
            query("anvil", "address"),
            query("scopes", "scope"),
            query("audit", "what"))) {
      browser.open(gatehouse.url("/apps/" + page));
      assertHarmless(page);
    }
    open("sites?add=new");
    browser.element("domain").sendKeys(HOSTILE, Keys.ENTER);
    browser.first("#domain[aria-invalid=true]");
    assertShown("a new site");
  }
}
