package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The panel in a real browser, on a telephone's width and on a desk's. */
@RunningGatehouse
@Needs({"chromium", "chromium-driver"})
class BrowserIT {

  private final GatehouseServer gatehouse;
  private final Chromium browser = new Chromium();

  BrowserIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void aPersonSignsInSeesWhoTheyAreAndSignsOut(int width) throws IOException {
    browser.setWidth(width);
    browser.open(gatehouse.url("/"));
    browser.assertNothingIsCutOff();
    browser.screenshot("sign-in", width);

    browser.element("name").sendKeys("demo@example.test");
    browser.element("password").sendKeys(gatehouse.demoPassword());
    browser.element("submit").click();
    assertThat(browser.element("account").getText()).isEqualTo("demo@example.test");
    browser.assertNothingIsCutOff();
    browser.screenshot("signed-in", width);

    browser.element("leave").click();
    assertThat(browser.element("password").isDisplayed()).isTrue();
    browser.open(gatehouse.url("/"));
    assertThat(browser.url()).endsWith(SignInForm.PAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void aPersonSignedInAsSomebodyElseIsAskedBeforeAHandOverAndChangesAccount(int width)
      throws IOException {
    browser.setWidth(width);
    browser.signIn(gatehouse, "admin", gatehouse.adminPassword());
    browser.open(gatehouse.url("/?esprit_id=" + handOver()));
    assertThat(browser.url()).endsWith("/hand-over.xhtml");
    assertThat(browser.element("now").getText()).isEqualTo("admin");
    assertThat(browser.element("offered").getText()).isEqualTo("demo@example.test");
    browser.assertNothingIsCutOff();
    browser.screenshot("hand-over", width);
    browser.inTheDark(() -> browser.screenshot("hand-over-dark", width));

    browser.element("accept").click();
    // The page that asks names an account in its bar too.
    browser.first("#standing");
    assertThat(browser.element("account").getText()).isEqualTo("demo@example.test");
    browser.inTheDark(() -> browser.screenshot("signed-in-dark", width));

    browser.open(gatehouse.url("/hand-over.xhtml"));
    assertThat(browser.element("gone").isDisplayed()).isTrue();
    browser.assertNothingIsCutOff();
    browser.screenshot("hand-over-gone", width);
  }

  private String handOver() {
    return Visitor.onThisMachine(gatehouse)
        .send(
            gatehouse.url("/api/admin/hijack"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"site\":\"example.test\",\"gate\":\"UI\"}")
        .text();
  }
}
