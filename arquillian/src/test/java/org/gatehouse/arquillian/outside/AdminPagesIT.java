package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages of the appliance's admin and of a site's, driven by keyboard alone. */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(
    value = {"chromium", "chromium-driver", "curl", "iproute2"},
    programs = {"node", "npm"},
    root = true)
class AdminPagesIT {

  private static final String PASSWORD = "seven Herons 41 wade";
  private static final String DEMO = "demo@example.test";
  private static final String USER = "wader";
  private static final String HOSTILE = "<script>window.ran = true</script>";
  private static final int LIMIT = 20;

  private final GatehouseServer gatehouse;
  private final Visitor here;
  private final Visitor stranger;
  private final Chromium admin = new Chromium();
  private final Chromium demo = new Chromium();

  AdminPagesIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.here = Visitor.onThisMachine(gatehouse);
    this.stranger = Visitor.fromElsewhere(gatehouse);
  }

  @BeforeAll
  void signIn() {
    asDemo("user/add", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD));
    block(stranger);
    admin.setWidth(1280);
    admin.signIn(gatehouse, "admin", gatehouse.adminPassword());
    demo.setWidth(1280);
    demo.signIn(gatehouse, DEMO, gatehouse.demoPassword());
  }

  @AfterAll
  void leave() {
    admin.close();
    demo.close();
    stranger.close();
    asDemo("user/delete", "{\"user\":\"%s\"}".formatted(USER));
  }

  private static void block(Visitor visitor) {
    for (int i = 0; i < LIMIT; i++) {
      visitor.send(visitor.url("/?esprit_id=%032d".formatted(i)));
    }
  }

  private String asAdmin(String command, String arguments) {
    return call(gatehouse.admin(), command, arguments);
  }

  private String asDemo(String command, String arguments) {
    return call(gatehouse.demo(), command, arguments);
  }

  private String call(String credential, String command, String arguments) {
    Answer answer =
        here.send(here.url("/api/" + command), "--user", credential, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text();
  }

  private void open(Chromium browser, String page) {
    browser.open(gatehouse.url("/apps/" + page));
  }

  private static void type(Chromium browser, String id, String text) {
    WebElement field = browser.element(id);
    field.clear();
    field.sendKeys(text);
  }

  private static void press(Chromium browser, String id) {
    browser.element(id).sendKeys(Keys.ENTER);
  }

  private static void unfold(Chromium browser, String id) {
    browser.first("#" + id + " > summary").sendKeys(Keys.ENTER);
  }

  /** Waits until the page tells something; looked at at once, since answers replace it. */
  private static void assertTold(Chromium browser, String sentence) {
    String path = "//*[@id='told'][contains(., '%s')]";
    assertThat(browser.element(By.xpath(path.formatted(sentence)))).isNotNull();
  }

  /** What is said beside a field, once something is. */
  private static String fault(Chromium browser, String field) {
    browser.first("#" + field + "[aria-invalid=true]:focus");
    return browser.element(field + "-said").getText();
  }

  private static boolean present(Chromium browser, String selector) {
    return browser.first(selector).isDisplayed();
  }

  private boolean live(String cookie) {
    return here.send(here.url("/"), "--cookie", "esprit_id=" + cookie).status() == 200;
  }

  @Test
  void aSiteIsAddedSuspendedActivatedAndDeletedOnlyWhenItsDomainIsTyped() {
    open(admin, "sites?add=new");
    type(admin, "domain", "pages.example.test");
    type(admin, "admin", "owner");
    type(admin, "email", "no address");
    type(admin, "password", PASSWORD);
    press(admin, "addNow");
    assertThat(fault(admin, "email")).startsWith("Must be");
    assertThat(admin.element("domain").getDomProperty("value")).isEqualTo("pages.example.test");
    assertThat(admin.element("password").getDomProperty("value")).isEmpty();

    type(admin, "email", "owner@example.test");
    type(admin, "password", PASSWORD);
    press(admin, "addNow");
    assertTold(admin, "pages.example.test was added.");

    unfold(admin, "suspending");
    type(admin, "reason", HOSTILE);
    press(admin, "suspend");
    assertTold(admin, "is suspended.");
    assertThat(admin.element("state").getText()).isEqualTo("Suspended");
    assertThat(admin.none("#signInAs")).as("nobody comes in").isTrue();
    press(admin, "activate");
    assertTold(admin, "is active.");

    unfold(admin, "deleting");
    type(admin, "typed", "another.test");
    press(admin, "delete");
    assertThat(fault(admin, "typed"))
        .isEqualTo("Nothing was deleted: type pages.example.test to confirm.");
    type(admin, "typed", "pages.example.test");
    press(admin, "delete");
    assertTold(admin, "was deleted.");
    assertThat(admin.element("sites").getText())
        .contains("example.test")
        .doesNotContain("pages.example.test");

    open(admin, "audit?what=SITE&text=pages.example.test");
    assertThat(admin.element("eventTable").getText()).contains(HOSTILE);
    assertThat(admin.run("return window.ran === undefined")).isEqualTo(true);
  }

  @Test
  void whatAsksBeforeItEndsSomethingIsLeftByEscapeOrCancelAndTheFocusGoesBack() {
    open(admin, "sites?site=example.test");
    unfold(admin, "deleting");
    admin.element("typed").sendKeys("example.test", Keys.ESCAPE);
    assertThat(present(admin, "#deleting:not([open]) > summary:focus")).isTrue();

    unfold(admin, "suspending");
    admin.first("#suspending [data-cancel]").sendKeys(Keys.ENTER);
    assertThat(present(admin, "#suspending:not([open]) > summary:focus")).isTrue();
    assertThat(admin.element("state").getText()).isEqualTo("Active");
  }

  @Test
  void aScopeThatWasChangedMeanwhileIsNotOverwritten() {
    String place = "\"scope\":\"cp.config\",\"first\":\"anvil\",\"second\":\"limit\"";
    String before = asAdmin("scope/get", "{" + place + "}");
    try {
      open(admin, "scopes?scope=cp.config&first=anvil&second=limit");
      type(admin, "value", "no number");
      press(admin, "set");
      assertThat(fault(admin, "value")).startsWith("Must be");
      assertThat(admin.element("value").getDomProperty("value")).isEqualTo("no number");

      asAdmin("scope/set", "{" + place + ",\"third\":31}");
      type(admin, "value", "32");
      press(admin, "set");
      assertThat(admin.element(By.xpath("//*[@id='value-said'][contains(., '31')]")).getText())
          .contains("changed meanwhile");
      assertThat(asAdmin("scope/get", "{" + place + "}")).isEqualTo("31");
    } finally {
      asAdmin("scope/set", "{" + place + ",\"third\":\"" + before + "\"}");
    }
  }

  @Test
  void aBlockedAddressIsShownWithItsReasonAndUnblocked() {
    try (Visitor blocked = Visitor.fromElsewhere(gatehouse)) {
      block(blocked);
      open(admin, "anvil");
      String row = "//table[@id='blocks']//tr[td[contains(., '%s')]]".formatted(blocked.address());
      assertThat(admin.element(By.xpath(row)).getText()).contains("min");
      admin.element(By.xpath(row + "//a")).sendKeys(Keys.ENTER);
      assertThat(admin.first("#address[value]:not([value=''])").getDomProperty("value"))
          .isEqualTo(blocked.address());

      press(admin, "unblock");
      assertTold(admin, blocked.address() + " is not blocked any more.");
      assertThat(blocked.send(blocked.url(SignInForm.PAGE)).status()).isEqualTo(200);
    }
  }

  @Test
  void aNetworkIsWhitelistedAndRemovedAfterTheQuestion() {
    open(admin, "anvil");
    type(admin, "network", "nowhere");
    press(admin, "whitelistAdd");
    assertThat(fault(admin, "network")).startsWith("Must be");
    type(admin, "network", "198.51.100.0/24");
    press(admin, "whitelistAdd");
    assertTold(admin, "198.51.100.0/24 is never blocked");

    admin.element("remove-198.51.100.0/24").sendKeys(Keys.ENTER);
    admin.first("[data-step]:focus").sendKeys(Keys.ESCAPE);
    assertThat(present(admin, "[id='remove-198.51.100.0/24']:focus"))
        .as("the reader is back where it was asked")
        .isTrue();
    admin.element("remove-198.51.100.0/24").sendKeys(Keys.ENTER);
    admin.first("[data-step]:focus").sendKeys(Keys.TAB);
    admin.first("#removeNow:focus").sendKeys(Keys.ENTER);
    assertTold(admin, "198.51.100.0/24 was removed");
    type(admin, "address", "198.51.100.7");
    press(admin, "unblock");
    assertTold(admin, "Nothing was known of 198.51.100.7.");
  }

  @Test
  void refusalsAreAChartAndATable() {
    open(admin, "anvil");
    assertThat(present(admin, "#chart canvas")).isTrue();
    assertThat(
            admin.run(
                "return [...document.querySelectorAll('#refusalTable thead th')]"
                    + ".map(e => e.textContent).join()"))
        .isEqualTo("Hour from,UI,SOAP,REST,DAV,CLI,Not noted");
    assertThat(admin.run("return document.querySelectorAll('#refusalTable tbody tr').length"))
        .isEqualTo(24L);
  }

  @Test
  void theAuditIsSearchedVerifiedAndExported() {
    open(admin, "audit?what=SIGN_IN&actor=admin");
    assertThat(admin.element("eventTable").getText()).contains("SIGN_IN").doesNotContain("DENIAL");
    press(admin, "verify");
    assertThat(admin.element("verdict").getText()).isEqualTo("Verified");

    assertThat(
            (String)
                admin.runUntilTold(
                    "const told = arguments[0]; const form = document.querySelector('#exportForm');"
                        + " const sent = new URLSearchParams(new FormData(form));"
                        + " sent.append('export', 'x');"
                        + " fetch(form.action, {method: 'POST', body: sent})"
                        + ".then(answer => answer.text()).then(told)"))
        .startsWith("\"at\",\"what\",\"actor\",\"address\"")
        .contains("\"SIGN_IN\",\"admin\"")
        .doesNotContain("\"SITE\"");
  }

  @Test
  void aSitesAdminGovernsItsUsers() {
    open(demo, "users?add=new");
    type(demo, "name", "heron");
    type(demo, "gecos", "Grey <b>Heron</b>");
    type(demo, "password", "short");
    press(demo, "addNow");
    assertThat(fault(demo, "password")).isNotEmpty();
    assertThat(demo.element("name").getDomProperty("value")).isEqualTo("heron");
    type(demo, "password", PASSWORD);
    press(demo, "addNow");
    assertTold(demo, "heron was added.");

    unfold(demo, "resetting");
    press(demo, "reset");
    assertThat(demo.element("made").getText()).isNotEmpty();

    unfold(demo, "suspending");
    press(demo, "suspend");
    assertTold(demo, "heron is suspended.");
    press(demo, "activate");
    assertTold(demo, "heron is active.");

    unfold(demo, "deleting");
    type(demo, "typed", "heron");
    press(demo, "delete");
    assertTold(demo, "heron was deleted.");

    open(demo, "sites");
    assertThat(demo.first("body").getText()).contains("This page is not for your account.");
  }

  @Test
  void theApplianceAdminGoesOnAsASitesAdminAndComesBackByOneClick() throws IOException {
    String own = admin.cookie("esprit_id");
    open(admin, "sites?site=example.test");
    press(admin, "signInAs");
    assertThat(admin.element("acting").getText())
        .isEqualTo("You are signed in as demo@example.test by admin.");
    assertThat(admin.element("account").getText()).isEqualTo(DEMO);
    assertThat(admin.url()).doesNotContain("esprit_id");
    assertThat(asAdmin("audit/search", "{\"what\":\"HAND_OVER\",\"actor\":\"admin as demo\"}"))
        .contains("admin as " + DEMO, "came in, session ");
    String other = admin.cookie("esprit_id");
    assertThat(other).isNotEqualTo(own);
    assertThat(live(own)).as("the session that asked goes on").isTrue();

    open(admin, "users?user=" + USER);
    assertThat(admin.element("one").getText()).isEqualTo(USER);
    assertThat(admin.none("#signInAs")).as("who came in as another comes in as no third").isTrue();
    assertLooksRight(admin, "acting-as", "users?user=" + USER);

    press(admin, "back");
    assertThat(present(admin, "a[href='/apps/sites']")).isTrue();
    assertThat(admin.element("account").getText()).isEqualTo("admin");
    assertThat(admin.none("#acting")).isTrue();
    assertThat(admin.cookie("esprit_id")).isEqualTo(own);
    assertThat(admin.cookie("esprit_back")).isNull();
    assertThat(live(other)).as("what it acted in has ended").isFalse();
  }

  @Test
  void whoSignsOutWhileActingAsAnotherIsSignedOutOfBoth() {
    try (Chromium browser = asDemoOnAsUser()) {
      String own = browser.cookie("esprit_back").replaceFirst("\\..*", "");
      assertThat(live(own)).isTrue();
      press(browser, "leave");
      assertThat(present(browser, "#password")).isTrue();

      assertThat(live(own)).isFalse();
      assertThat(browser.cookie("esprit_back")).isNull();
    }
  }

  @Test
  void actingAsAnotherEndsWithTheSessionThatAsked() {
    try (Chromium browser = asDemoOnAsUser()) {
      String own = browser.cookie("esprit_back").replaceFirst("\\..*", "");
      Answer page = here.send(here.url("/"), "--cookie", "esprit_id=" + own);
      String token =
          page.body().replaceFirst("(?s).*name=\"csrf-token\" content=\"([^\"]*)\".*", "$1");
      Answer ended =
          here.send(
              here.url("/api/auth/end-sessions"),
              "--cookie",
              "esprit_id=" + own,
              "--header",
              "X-CSRF-Token: " + token,
              "--json",
              "{\"except_this\":false}");
      assertThat(ended.status()).as(ended.body()).isEqualTo(200);

      open(browser, "keys");
      assertThat(present(browser, "#reason")).isTrue();
      assertThat(browser.url()).contains("sign-in");
    } finally {
      // All sessions of the account have ended.
      demo.signIn(gatehouse, DEMO, gatehouse.demoPassword());
    }
  }

  private Chromium asDemoOnAsUser() {
    Chromium browser = new Chromium();
    browser.signIn(gatehouse, DEMO, gatehouse.demoPassword());
    open(browser, "users?user=" + USER);
    press(browser, "signInAs");
    assertThat(browser.element("acting").getText())
        .isEqualTo("You are signed in as wader@example.test by demo@example.test.");
    return browser;
  }

  @ParameterizedTest
  @CsvSource({
    "sites, sites",
    "new-site, sites?add=new",
    "site, sites?site=example.test",
    "anvil, anvil?events=shown",
    "whitelist-removal, anvil?remove=198.51.100.0/24",
    "scopes, scopes",
    "scope, scopes?scope=cp.config",
    "setting, scopes?scope=cp.config&first=anvil&second=limit",
    "audit, audit",
    "health, health"
  })
  void axeFindsNothingOnAPageOfTheAppliancesAdmin(String name, String page) throws IOException {
    assertLooksRight(admin, name, page);
  }

  @ParameterizedTest
  @CsvSource({"users, users", "new-user, users?add=new", "user, users?user=wader"})
  void axeFindsNothingOnAPageOfASitesAdmin(String name, String page) throws IOException {
    assertLooksRight(demo, name, page);
  }

  private void assertLooksRight(Chromium browser, String name, String page) throws IOException {
    assertLooksRight(browser, name, page, 360);
    assertLooksRight(browser, name, page, 1280);
  }

  /** At a width, in light and dark, as it opens and with all unfolded that it has. */
  private void assertLooksRight(Chromium browser, String name, String page, int width)
      throws IOException {
    browser.setWidth(width);
    open(browser, page);
    browser.assertNothingIsCutOff();
    browser.screenshot("admin-" + name, width);
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)");
    browser.assertNothingIsCutOff();
    browser.run(Files.readString(NodePackages.file("axe-core/axe.min.js")));
    assertThat(violations(browser, "{rules: {'target-size': {enabled: true}}}"))
        .as(name)
        .isEqualTo(List.of());
    browser.inTheDark(
        () -> {
          // Nothing else depends on colours.
          assertThat(violations(browser, "{runOnly: ['color-contrast']}"))
              .as(name + " in the dark")
              .isEqualTo(List.of());
          browser.screenshot("admin-" + name + "-dark", width);
        });
    browser.setWidth(1280);
    assertThat(browser.run("return document.cookie")).asString().doesNotContain("JSESSIONID");
    assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));
  }

  private static Object violations(Chromium browser, String what) {
    return browser.runUntilTold(
        "const told = arguments[0]; axe.run("
            + what
            + ").then(found => told(found.violations"
            + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");
  }
}
