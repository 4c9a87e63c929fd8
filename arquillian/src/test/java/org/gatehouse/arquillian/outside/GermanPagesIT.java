package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The panel to somebody who reads German, in Tokyo. */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(
    value = {"chromium", "chromium-driver"},
    programs = {"node", "npm"})
class GermanPagesIT {

  private static final String NAME = "demo@example.test";
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final Path TEXTS =
      GatehouseServer.checkout().resolve("web/src/main/resources/org/gatehouse/web/ui");

  private final GatehouseServer gatehouse;
  private final Chromium browser = new Chromium("de-AT");

  GermanPagesIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void arrive() {
    browser.moveTo(TOKYO.getId());
    browser.setWidth(1280);
    browser.signIn(gatehouse, NAME, gatehouse.demoPassword());
  }

  @AfterAll
  void leave() {
    browser.close();
  }

  /** The sentences of the English panel that the German one does not share. */
  private static Set<String> english() throws IOException {
    Properties english = texts("text.properties");
    Properties german = texts("text_de.properties");
    Set<String> all = new TreeSet<>();
    english.stringPropertyNames().forEach(key -> all.add(english.getProperty(key)));
    german.stringPropertyNames().forEach(key -> all.remove(german.getProperty(key)));
    return all;
  }

  private static Properties texts(String file) throws IOException {
    Properties texts = new Properties();
    texts.load(Files.newBufferedReader(TEXTS.resolve(file)));
    return texts;
  }

  /** Whatever a person reads or is read of a page, piece by piece. */
  private Set<String> shown() {
    Object pieces =
        browser.run(
            """
            const pieces = [document.title.replace(/ – Gatehouse$/, '')];
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              if (!walker.currentNode.parentElement.closest('script')) {
                pieces.push(walker.currentNode.data.trim());
              }
            }
            for (const element of document.querySelectorAll('*')) {
              pieces.push(element.getAttribute('aria-label'), element.title, element.placeholder);
              pieces.push(...Object.values(element.dataset));
              if (element.matches('input[type=submit]')) {
                pieces.push(element.value);
              }
            }
            return pieces.filter(piece => piece);""");
    Set<String> shown = new TreeSet<>();
    ((List<?>) pieces).forEach(piece -> shown.add((String) piece));
    return shown;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sign-in.xhtml",
        "/sign-in.xhtml?ended",
        "/",
        "/hand-over.xhtml",
        "/apps/restrictions",
        "/apps/restrictions?remove=192.0.2.7",
        "/apps/keys",
        "/apps/sessions",
        "/apps/sessions?everywhere=1",
        "/apps/password",
        "/apps/logins",
        "/apps/users"
      })
  void noPageOfAnAccountHasAnEnglishRest(String page) throws IOException {
    browser.open(gatehouse.url(page));

    assertThat(browser.first("html").getDomAttribute("lang")).isEqualTo("de");
    assertThat(shown()).isNotEmpty().doesNotContainAnyElementsOf(english());
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void theDashboardHasNoFault(int width) throws IOException {
    browser.setWidth(width);
    browser.open(gatehouse.url("/"));
    browser.inspect("dashboard-german", width);
    browser.setWidth(1280);
  }

  @Test
  void timesAreThoseOfTheReadersClockInTheReadersForm() {
    Instant before = Instant.now();
    browser.open(gatehouse.url("/apps/sessions"));
    String row = browser.first("#list tbody tr").getText();

    DateTimeFormatter day = DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.GERMAN);
    assertThat(row)
        .containsAnyOf(
            day.withZone(TOKYO).format(before),
            day.withZone(TOKYO).format(before.minusSeconds(3_600)));
    DateTimeFormatter hour = DateTimeFormatter.ofPattern("HH:", Locale.GERMAN).withZone(TOKYO);
    assertThat(row)
        .containsAnyOf(hour.format(before), hour.format(before.minusSeconds(3_600)))
        .doesNotContain("UTC");
  }
}
