package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A real browser without a window, which asks nothing but this machine. */
final class Chromium implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int HEIGHT = 800;

  private final ChromeDriver driver;

  Chromium() {
    this("en");
  }

  /**
   * One whose person reads a language.
   *
   * @param language as HTTP names it
   */
  Chromium(String language) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--accept-lang=" + language,
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost");
    // Named here, so that nothing is looked for on the network.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(20));
  }

  void open(String url) {
    driver.get(url);
  }

  /** The same with nothing of it kept from before. */
  void openForTheFirstTime(String url) {
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    open(url);
  }

  /**
   * How many bytes came over the wire for the page, for all that it loaded and for its icon (which
   * a browser without a window leaves out): heads too, by their usual length (Resource Timing,
   * section 4.3.1).
   */
  long transferred() {
    return (Long)
        runUntilTold(
            """
            const told = arguments[0];
            const icons = [...document.querySelectorAll('link[rel~=icon]')];
            Promise.all(icons.map(icon => fetch(icon.href, {cache: 'reload'}).then(r => r.blob())))
              .then(() => told(performance.getEntriesByType('navigation')
                .concat(performance.getEntriesByType('resource'))
                .reduce((sum, one) => sum + one.transferSize, 0)));""");
  }

  /** How far what the page had shown was moved since, without the reader's doing. */
  double layoutShift() {
    Number shift =
        (Number)
            runUntilTold(
                """
                const told = arguments[0];
                let sum = 0;
                const add = list => list.forEach(one => sum += one.hadRecentInput ? 0 : one.value);
                const observer = new PerformanceObserver(list => add(list.getEntries()));
                observer.observe({type: 'layout-shift', buffered: true});
                const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() =>
                  requestIdleCallback(() => { add(observer.takeRecords()); told(sum); })));
                if (document.readyState === 'complete') {
                  drawn();
                } else {
                  addEventListener('load', drawn);
                }""");
    return shift.doubleValue();
  }

  String url() {
    return driver.getCurrentUrl();
  }

  /** The element of an id, once it is there. */
  WebElement element(String id) {
    return driver.findElement(By.id(id));
  }

  /** The element that is found so, once it is there. */
  WebElement element(By by) {
    return driver.findElement(by);
  }

  /** Whether a CSS selector chooses nothing at this moment. */
  boolean none(String selector) {
    return run("return document.querySelector(arguments[0])", selector) == null;
  }

  /** The page as it is at this moment. */
  String source() {
    return driver.getPageSource();
  }

  /** The first element that a CSS selector chooses, once it is there. */
  WebElement first(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Is a browser that was nowhere yet. */
  void forget() {
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
  }

  /** Is where the clocks show the time of a zone. */
  void moveTo(String zone) {
    driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
  }

  /** Presses keys, as somebody who has no mouse does. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** The id of what has the focus; empty when it has none. */
  String focused() {
    return (String) run("return document.activeElement.id");
  }

  /** Signs in at the panel and waits until it says so. */
  void signIn(GatehouseServer gatehouse, String name, String password) {
    signIn(gatehouse.url("/"), name, password);
  }

  /** The same at the URL of any of its pages. */
  void signIn(String url, String name, String password) {
    open(url);
    element("name").sendKeys(name);
    element("password").sendKeys(password);
    element("submit").click();
    assertThat(element("account").getText()).isEqualTo(name);
  }

  /** The value of a cookie, which scripts of the page may not read; null when there is none. */
  String cookie(String name) {
    Cookie cookie = driver.manage().getCookieNamed(name);
    return cookie == null ? null : cookie.getValue();
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that tells its result to the function which is its last argument. */
  Object runUntilTold(String script) {
    return driver.executeAsyncScript(script);
  }

  /**
   * Asserts that axe-core finds nothing against WCAG 2.2 AA in the page as it is, light and dark,
   * that nothing of it is cut off, and takes a picture of both.
   */
  void inspect(String page, int width) throws IOException {
    run(Files.readString(NodePackages.file("axe-core/axe.min.js")));
    assertNothingIsCutOff();
    assertThat(violations()).as(page).isEqualTo(List.of());
    screenshot(page, width);
    inTheDark(
        () -> {
          assertThat(violations()).as(page + " in the dark").isEqualTo(List.of());
          screenshot(page + "-dark", width);
        });
  }

  private Object violations() {
    // The size of targets, of WCAG 2.2, is not among what it looks at unasked.
    return runUntilTold(
        "const told = arguments[0];"
            + " axe.run({rules: {'target-size': {enabled: true}}}).then(found =>"
            + " told(found.violations"
            + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))))");
  }

  /** Something that is to be seen. */
  interface Sight {
    void see() throws IOException;
  }

  /** Shows the page to somebody who likes it dark. */
  void inTheDark(Sight sight) throws IOException {
    colours("dark");
    sight.see();
    colours("light");
  }

  private void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The page's own width: a window is never narrower than the browser's smallest. */
  void setWidth(int width) {
    driver.manage().window().setSize(new Dimension(width, HEIGHT));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
  }

  void assertNothingIsCutOff() {
    assertThat(
            run(
                "return document.documentElement.scrollWidth"
                    + " - document.documentElement.clientWidth"))
        .as("pixels beyond the window's width")
        .isEqualTo(0L);
  }

  /** Keeps a picture of the whole page, however long it is. */
  void screenshot(String page, int width) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    long height = (long) run("return document.documentElement.scrollHeight");
    Map<String, Object> whole =
        Map.of("x", 0, "y", 0, "width", width, "height", Math.max(HEIGHT, height), "scale", 1);
    Object picture =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", whole))
            .get("data");
    Files.write(
        SCREENSHOTS.resolve(page + "-" + width + ".png"),
        Base64.getDecoder().decode((String) picture));
  }

  /** What the browser has complained of since it was last asked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
