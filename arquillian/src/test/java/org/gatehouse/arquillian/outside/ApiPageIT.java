package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page to browse the REST gate and to try it, in a real browser. */
@RunningGatehouse
@Needs({"chromium", "chromium-driver"})
class ApiPageIT {

  private static final String LIST_COMMANDS = "misc_list_commands";

  private final GatehouseServer gatehouse;
  private final Chromium browser = new Chromium();

  ApiPageIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  private void open(String command) {
    browser.open(gatehouse.url("/api/#" + command));
    browser.first("#" + command + "[open] form");
  }

  private String answer(String command) {
    WebElement form = browser.element(command).findElement(By.tagName("form"));
    form.findElement(By.cssSelector("input[type=submit]")).click();
    // Shown when the answer is there.
    return browser.first("#" + command + " pre:not([hidden])").getText();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void whoIsSignedInAtThePanelCallsWithItsSession(int width) throws IOException {
    browser.setWidth(width);
    browser.signIn(gatehouse, "demo@example.test", gatehouse.demoPassword());
    open(LIST_COMMANDS);
    browser.element(LIST_COMMANDS + "-filter").sendKeys("common:who*");

    assertThat(answer(LIST_COMMANDS)).contains("common:whoami").doesNotContain("misc:");
    assertThat(browser.element("session").getText()).isEqualTo("Signed in as demo@example.test.");
    browser.assertNothingIsCutOff();
    browser.screenshot("api", width);
    browser.inTheDark(() -> browser.screenshot("api-dark", width));
  }

  @Test
  void whoIsNotSignedInCallsWithAKeyThatNothingKeeps() {
    open("common_whoami");
    browser.element("key").sendKeys(gatehouse.demoKey());

    assertThat(answer("common_whoami")).isEqualTo("\"demo@example.test\"");
    assertThat(
            browser.run(
                "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
        .isEqualTo("[{},{},\"\"]");
    browser.open(browser.url().replaceFirst("#.*", "?again"));
    assertThat(browser.element("key").getDomProperty("value")).isEmpty();
  }

  @Test
  void aWrongKeyIsToldAndTheBrowserAsksForNoPassword() {
    open("common_whoami");
    browser.element("key").sendKeys("wrong");

    assertThat(answer("common_whoami")).contains("\"status\": 401");
  }

  @Test
  void argumentsAreSentAsTheirTypesAndWhatIsNoJsonIsNotSent() {
    open("user_add");
    browser.element("key").sendKeys(gatehouse.demoKey());
    browser.element("user_add-user").sendKeys("x");
    browser.element("user_add-password").sendKeys("y");
    browser.element("user_add-options").sendKeys("{");
    browser.first("#user_add input[type=submit]").click();
    assertThat(browser.element("user_add-options").getDomProperty("validationMessage"))
        .isEqualTo("This is not JSON.");

    browser.element("user_add-options").sendKeys(Keys.BACK_SPACE, "{}");
    assertThat(answer("user_add")).contains("argument 'password'");
  }

  @Test
  void aNumberIsSentAsANumberAndWhatIsNoneIsNotSent() {
    open("auth_get_login_history");
    browser.element("key").sendKeys(gatehouse.demoKey());
    browser.run(
        "window.sent = []; const send = window.fetch;"
            + " window.fetch = (url, request) => {"
            + " window.sent.push(request?.body); return send(url, request); }");
    browser.element("auth_get_login_history-limit").sendKeys("1.5");
    browser.first("#auth_get_login_history input[type=submit]").click();
    assertThat(sent()).isEqualTo(List.of());

    browser.element("auth_get_login_history-limit").sendKeys(Keys.BACK_SPACE, Keys.BACK_SPACE);
    answer("auth_get_login_history");
    assertThat(sent()).isEqualTo(List.of("{\"limit\":1}"));
  }

  @Test
  void whereAnySimpleValueMayStandItIsSentAsJsonWhenItIsSome() {
    String command = "common_get_service_value";
    open(command);
    browser.element("key").sendKeys(gatehouse.demoKey());
    browser.element(command + "-service").sendKeys("users");
    browser.element(command + "-parameter").sendKeys("max");
    for (String value : List.of("7", "\"7\"", "false")) {
      browser.element(command + "-fallback").clear();
      browser.element(command + "-fallback").sendKeys(value);
      assertThat(answer(command)).isEqualTo(value);
    }
    browser.element(command + "-fallback").clear();
    browser.element(command + "-fallback").sendKeys("none");
    assertThat(answer(command)).isEqualTo("\"none\"");
  }

  private Object sent() {
    return browser.run("return window.sent");
  }

  @Test
  void aCommandIsFoundByItsWordsAndOpenedByKeyboard() {
    browser.open(gatehouse.url("/api/"));
    browser.element(LIST_COMMANDS);
    browser.element("filter").sendKeys("names account calls", Keys.TAB);
    assertThat(browser.element("found").getText()).isEqualTo("1 command");
    assertThat(browser.all("details:not([hidden])"))
        .extracting(details -> details.getDomAttribute("id"))
        .containsExactly("common_whoami");

    browser.run("document.activeElement.blur(); document.querySelector('#filter').focus()");
    browser.element("filter").sendKeys(Keys.TAB);
    assertThat(browser.run("return document.activeElement.parentElement.id"))
        .isEqualTo("common_whoami");
    browser.first("#common_whoami summary").sendKeys(Keys.ENTER);
    assertThat(browser.first("#common_whoami[open] form").isDisplayed()).isTrue();
  }

  @Test
  void itLoadsNothingOfOtherHostsAndKeepsToItsPolicy() {
    open(LIST_COMMANDS);

    assertThat(
            (List<?>)
                browser.run("return performance.getEntriesByType('resource').map(e => e.name)"))
        .isNotEmpty()
        .allSatisfy(url -> assertThat((String) url).startsWith(gatehouse.url("/")));
    assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));
    assertThat(
            browser.run(
                "const script = document.createElement('script');"
                    + " script.textContent = 'window.ran = true'; document.body.append(script);"
                    + " return window.ran === undefined"))
        .as("a script within the page does not run")
        .isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  @Needs(programs = {"node", "npm"})
  void axeFindsNothing(int width) throws IOException {
    browser.setWidth(width);
    open(LIST_COMMANDS);
    browser.element("key").sendKeys("wrong");
    answer(LIST_COMMANDS);
    browser.inspect("api-refused", width);
  }
}
