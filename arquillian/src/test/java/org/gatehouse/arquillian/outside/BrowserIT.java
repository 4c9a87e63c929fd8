package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The panel in a real browser, on a telephone's width and on a desk's. */
@RunningGatehouse
@Needs({"chromium", "chromium-driver"})
class BrowserIT {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int HEIGHT = 800;

  private final GatehouseServer gatehouse;
  private ChromeDriver browser;

  BrowserIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeEach
  void openBrowser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // Nothing but this machine is ever asked for.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost");
    // Named here, so that nothing is looked for on the network.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .build();
    browser = new ChromeDriver(service, options);
    browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(20));
  }

  @AfterEach
  void closeBrowser() {
    browser.quit();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void aPersonSignsInSeesWhoTheyAreAndSignsOut(int width) throws IOException {
    setWidth(width);
    browser.get(gatehouse.url("/"));
    assertNothingIsCutOff();
    screenshot("sign-in", width);

    browser.findElement(By.id("name")).sendKeys("demo@example.test");
    browser.findElement(By.id("password")).sendKeys(gatehouse.demoPassword());
    browser.findElement(By.id("submit")).click();
    assertThat(browser.findElement(By.id("account")).getText()).isEqualTo("demo@example.test");
    assertNothingIsCutOff();
    screenshot("signed-in", width);

    browser.findElement(By.id("leave")).click();
    assertThat(browser.findElement(By.id("password")).isDisplayed()).isTrue();
    browser.get(gatehouse.url("/"));
    assertThat(browser.getCurrentUrl()).endsWith(SignInForm.PAGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void aPersonSignedInAsSomebodyElseIsAskedBeforeAHandOverAndChangesAccount(int width)
      throws IOException {
    setWidth(width);
    signIn("admin", gatehouse.adminPassword());
    browser.get(gatehouse.url("/?esprit_id=" + handOver()));
    assertThat(browser.getCurrentUrl()).endsWith("/hand-over.xhtml");
    assertThat(browser.findElement(By.id("now")).getText()).isEqualTo("admin");
    assertThat(browser.findElement(By.id("offered")).getText()).isEqualTo("demo@example.test");
    assertNothingIsCutOff();
    screenshot("hand-over", width);
    inTheDark(() -> screenshot("hand-over-dark", width));

    browser.findElement(By.id("accept")).click();
    assertThat(browser.findElement(By.id("account")).getText()).isEqualTo("demo@example.test");
    inTheDark(() -> screenshot("signed-in-dark", width));

    browser.get(gatehouse.url("/hand-over.xhtml"));
    assertThat(browser.findElement(By.id("gone")).isDisplayed()).isTrue();
    assertNothingIsCutOff();
    screenshot("hand-over-gone", width);
  }

  private void signIn(String name, String password) {
    browser.get(gatehouse.url("/"));
    browser.findElement(By.id("name")).sendKeys(name);
    browser.findElement(By.id("password")).sendKeys(password);
    browser.findElement(By.id("submit")).click();
    assertThat(browser.findElement(By.id("account")).getText()).isEqualTo(name);
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

  /** Something that is to be seen. */
  private interface Sight {
    void see() throws IOException;
  }

  private void inTheDark(Sight sight) throws IOException {
    colours("dark");
    sight.see();
    colours("light");
  }

  private void colours(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The page's own width: a window is never narrower than the browser's smallest. */
  private void setWidth(int width) {
    browser.manage().window().setSize(new Dimension(width, HEIGHT));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
  }

  private void assertNothingIsCutOff() {
    Object overflow =
        ((JavascriptExecutor) browser)
            .executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(overflow).as("pixels beyond the window's width").isEqualTo(0L);
  }

  private void screenshot(String page, int width) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(
        SCREENSHOTS.resolve(page + "-" + width + ".png"),
        browser.getScreenshotAs(OutputType.BYTES));
  }
}
