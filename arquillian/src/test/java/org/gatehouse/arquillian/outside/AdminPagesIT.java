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
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages of admins in a real browser, driven by keyboard. */
@RunningGatehouse
@Needs({"chromium", "chromium-driver"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminPagesIT {

  private static final String PASSWORD = "seven Herons 41 wade";
  private static final String DONE = "#messages .ui-messages-info";

  private final GatehouseServer gatehouse;
  private Chromium admin;

  AdminPagesIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void signIn() {
    admin = new Chromium();
    admin.setWidth(1280);
    admin.signIn(gatehouse, "admin", gatehouse.adminPassword());
  }

  @AfterAll
  void leave() {
    admin.close();
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
    browser.element(id).findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
  }

  /** What a page says it has done, once it says it of this. */
  private static void assertDone(Chromium browser, String sentence) {
    assertThat(
            browser.runUntilTold(
                "const told = arguments[0];"
                    + " const look = () => document.querySelector('"
                    + DONE
                    + "')?.textContent.includes('"
                    + sentence
                    + "') ? told(true) : setTimeout(look, 50); look();"))
        .isEqualTo(true);
  }

  private Answer call(String command, String json) {
    Answer answer =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url("/api/" + command), "--user", gatehouse.admin(), "--json", json);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  @Test
  void aSiteIsAddedSuspendedActivatedAndDeletedOnlyWhenItsDomainIsTyped() {
    admin.open(gatehouse.url("/apps/sites?add=new"));
    type(admin, "domain", "pages.example.test");
    type(admin, "admin", "owner");
    type(admin, "email", "no address");
    type(admin, "password", PASSWORD);
    press(admin, "addNow");
    assertThat(admin.first("#email-said .ui-message-error").getText()).startsWith("Must be");
    assertThat(admin.element("email").getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(admin.element("domain").getDomProperty("value")).isEqualTo("pages.example.test");
    assertThat(admin.element("password").getDomProperty("value")).isEmpty();

    type(admin, "email", "owner@example.test");
    type(admin, "password", PASSWORD);
    press(admin, "addNow");
    assertDone(admin, "pages.example.test was added.");

    unfold(admin, "suspending");
    type(admin, "reason", "<script>window.ran = true</script>");
    press(admin, "suspend");
    assertDone(admin, "is suspended.");
    assertThat(admin.element("state").getText()).isEqualTo("Suspended");
    press(admin, "activate");
    assertDone(admin, "is active.");

    unfold(admin, "deleting");
    type(admin, "typed", "another.test");
    press(admin, "delete");
    assertThat(admin.first("#typed-said .ui-message-error").getText())
        .isEqualTo("Nothing was deleted: type pages.example.test to confirm.");
    type(admin, "typed", "pages.example.test");
    press(admin, "delete");
    assertDone(admin, "was deleted.");
    assertThat(admin.element("sites").getText())
        .contains("example.test")
        .doesNotContain("pages.example.test");

    admin.open(gatehouse.url("/apps/audit?what=SITE&text=pages.example.test"));
    assertThat(admin.element("eventTable").getText()).contains("<script>window.ran = true</script>");
    assertThat(admin.run("return window.ran === undefined")).isEqualTo(true);
  }

  @Test
  void whatAsksBeforeItEndsSomethingIsLeftByEscapeAndTheFocusGoesBack() {
    admin.open(gatehouse.url("/apps/sites?site=example.test"));
    unfold(admin, "deleting");
    admin.element("typed").sendKeys("example.test", Keys.ESCAPE);

    assertThat(admin.run("return document.querySelector('#deleting').open")).isEqualTo(false);
    assertThat(admin.run("return document.activeElement.parentElement.id")).isEqualTo("deleting");
  }

  @Test
  void aScopeThatWasChangedMeanwhileIsNotOverwritten() {
    String place = "\"scope\":\"cp.config\",\"first\":\"anvil\",\"second\":\"limit\"";
    String before = call("scope/get", "{" + place + "}").text();
    try {
      admin.open(gatehouse.url("/apps/scopes?scope=cp.config&first=anvil&second=limit"));
      type(admin, "value", "no number");
      press(admin, "set");
      assertThat(admin.first("#value-said .ui-message-error").getText()).startsWith("Must be");
      assertThat(admin.element("value").getDomProperty("value")).isEqualTo("no number");

      call("scope/set", "{" + place + ",\"third\":31}");
      type(admin, "value", "32");
      press(admin, "set");
      assertThat(
              admin.runUntilTold(
                  "const told = arguments[0]; const look = () => {"
                      + " const said = document.querySelector('#value-said').textContent;"
                      + " said.includes('31') ? told(said) : setTimeout(look, 50); }; look();"))
          .asString()
          .contains("changed meanwhile");
      assertThat(call("scope/get", "{" + place + "}").text()).isEqualTo("31");
    } finally {
      call("scope/set", "{" + place + ",\"third\":\"" + before + "\"}");
    }
  }

  @Test
  void aNetworkIsWhitelistedAndRemovedAndRefusalsAreATableToo() {
    admin.open(gatehouse.url("/apps/anvil"));
    type(admin, "network", "nowhere");
    press(admin, "whitelistAdd");
    assertThat(admin.first("#network-said .ui-message-error").getText()).startsWith("Must be");
    type(admin, "network", "198.51.100.0/24");
    press(admin, "whitelistAdd");
    assertDone(admin, "198.51.100.0/24 is never blocked");

    admin.first("#exempt a[href*='198.51.100.0']").sendKeys(Keys.ENTER);
    press(admin, "removeNow");
    assertDone(admin, "198.51.100.0/24 was removed");
    type(admin, "address", "198.51.100.7");
    press(admin, "unblock");
    assertDone(admin, "Nothing was known of 198.51.100.7.");

    assertThat(admin.first("#chart canvas").isDisplayed()).isTrue();
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
    admin.open(gatehouse.url("/apps/audit?what=SIGN_IN&actor=admin"));
    assertThat(admin.element("eventTable").getText()).contains("SIGN_IN").doesNotContain("DENIAL");
    press(admin, "verify");
    assertThat(admin.element("told").getText()).isEqualTo("Verified");

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
    try (Chromium browser = new Chromium()) {
      browser.setWidth(1280);
      browser.signIn(gatehouse, "demo@example.test", gatehouse.demoPassword());

      browser.open(gatehouse.url("/apps/users?add=new"));
      type(browser, "name", "heron");
      type(browser, "gecos", "Grey <b>Heron</b>");
      type(browser, "password", "short");
      press(browser, "addNow");
      assertThat(browser.first("#password-said .ui-message-error").isDisplayed()).isTrue();
      assertThat(browser.element("name").getDomProperty("value")).isEqualTo("heron");
      type(browser, "password", PASSWORD);
      press(browser, "addNow");
      assertDone(browser, "heron was added.");

      unfold(browser, "suspending");
      press(browser, "suspend");
      assertDone(browser, "heron is suspended.");
      press(browser, "activate");
      assertDone(browser, "heron is active.");

      unfold(browser, "deleting");
      type(browser, "typed", "heron");
      press(browser, "delete");
      assertDone(browser, "heron was deleted.");

      browser.open(gatehouse.url("/apps/sites"));
      assertThat(browser.first("body").getText()).contains("This page is not for your account.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  @Needs(programs = {"node", "npm"})
  void axeFindsNothingOnAnyPage(int width) throws IOException {
    String axe = Files.readString(NodePackages.file("axe-core/axe.min.js"));
    admin.setWidth(width);
    for (String page :
        List.of(
            "sites",
            "sites?add=new",
            "sites?site=example.test",
            "anvil?events=shown",
            "scopes?scope=cp.config&first=anvil&second=limit",
            "audit",
            "health")) {
      admin.open(gatehouse.url("/apps/" + page));
      admin.assertNothingIsCutOff();
      admin.run("document.querySelectorAll('details').forEach(one => one.open = true)");
      admin.run(axe);
      assertThat(violations()).as(page).isEqualTo(List.of());
      admin.screenshot("apps-" + page.replaceAll("\\W+", "-"), width);
      admin.inTheDark(() -> assertThat(violations()).as(page + " dark").isEqualTo(List.of()));
    }
    admin.setWidth(1280);
  }

  private Object violations() {
    return admin.runUntilTold(
        "const told = arguments[0]; axe.run().then(found => told(found.violations"
            + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");
  }
}
