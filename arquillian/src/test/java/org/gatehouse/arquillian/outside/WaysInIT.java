package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** How people come in and get out again, in two browsers, by keyboard alone (issue 6, shows 1). */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(
    value = {"chromium", "chromium-driver", "curl"},
    programs = {"node", "npm"})
class WaysInIT {

  private static final String USER = "ways";
  private static final String ACCOUNT = USER + "@example.test";
  private static final String PASSWORD = "three slow barges under the moon";
  private static final String WRONG = "not the password at all";

  /** Nobody's, so that what is tried at it makes nobody else wait. */
  private static final String NOBODY = "nobody-here@example.test";

  private static final int LIMIT = 20;

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private final Chromium browser = new Chromium();
  private final Chromium other = new Chromium();
  private Relay relay;

  WaysInIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @BeforeAll
  void makeAnAccount() {
    call(
        gatehouse.demo(),
        "user/add",
        "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD));
    browser.setWidth(1280);
    other.setWidth(1280);
  }

  @AfterAll
  void leave() {
    browser.close();
    other.close();
    call(gatehouse.demo(), "user/delete", "{\"user\":\"%s\"}".formatted(USER));
  }

  @BeforeEach
  void comeFromElsewhere() throws IOException {
    browser.forget();
    other.forget();
    relay = new Relay(gatehouse);
  }

  @AfterEach
  void goBack() throws IOException {
    relay.close();
  }

  private Answer call(String account, String command, String arguments) {
    Answer answer =
        visitor.send(visitor.url("/api/" + command), "--user", account, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private void signIn(Chromium one) {
    one.signIn(relay.url("/"), ACCOUNT, PASSWORD);
  }

  /** Fails as often as that from the browser's address. */
  private void fail(int times) {
    List<Integer> statuses =
        visitor.sendAtOnce(
            times,
            visitor.url(SignInForm.PAGE),
            Stream.concat(
                    Stream.of("--interface", relay.address()),
                    Stream.of(WayIn.SIGN_IN_PAGE.attempt(NOBODY, WRONG)))
                .toArray(String[]::new));
    assertThat(statuses).containsOnly(401);
  }

  @Test
  void aPersonSignsInAndOutByKeyboardAlone() {
    browser.open(relay.url("/"));
    assertThat(browser.focused()).isEqualTo("name");
    browser.press(ACCOUNT, Keys.TAB, PASSWORD, Keys.ENTER);
    assertThat(browser.element("account").getText()).isEqualTo(ACCOUNT);
    assertThat(browser.element("address").getText()).isEqualTo(relay.address());

    browser.press(Keys.TAB);
    assertThat(browser.run("return document.activeElement.className")).isEqualTo("skip");
    browser.press(Keys.ENTER);
    assertThat(browser.focused()).as("past the menu").isEqualTo("content");

    browser.open(relay.url("/"));
    browser.press(Keys.TAB, Keys.TAB, Keys.TAB);
    assertThat(browser.focused()).isEqualTo("leave");
    browser.press(Keys.ENTER);
    assertThat(browser.element("password").isDisplayed()).isTrue();
    assertThat(browser.none("#reason")).as("who left knows it").isTrue();
  }

  @Test
  void aWrongPasswordIsToldWhileTheNameIsKeptAndThePasswordIsNot() {
    browser.open(relay.url("/"));
    browser.press(ACCOUNT, Keys.TAB, WRONG, Keys.ENTER);

    assertThat(browser.first("[role=alert] .refused").getText()).contains("Sign-in refused");
    assertThat(browser.element("name").getDomProperty("value")).isEqualTo(ACCOUNT);
    assertThat(browser.element("password").getDomProperty("value")).isEmpty();
    assertThat(browser.focused()).as("where to go on").isEqualTo("password");
    assertThat(browser.source()).doesNotContain(WRONG);
    browser.press(PASSWORD, Keys.ENTER);
    assertThat(browser.element("account").getText()).isEqualTo(ACCOUNT);
  }

  @Test
  void whileTheAnvilMakesSomebodyWaitThePageSaysSo() {
    fail(8);
    browser.open(relay.url("/"));
    browser.run(
        "const place = document.querySelector('[data-waiting-place]');"
            + " new MutationObserver(() => sessionStorage.setItem('said', place.textContent))"
            + ".observe(place, {childList: true});");
    browser.press(NOBODY, Keys.TAB, WRONG, Keys.ENTER, Keys.ENTER, Keys.ENTER);

    assertThat(browser.first("[role=alert] .refused").getText()).contains("Sign-in refused");
    assertThat(browser.run("return sessionStorage.getItem('said')"))
        .asString()
        .contains("Still checking");
    assertThat(attempts()).as("pressed thrice, sent once").isEqualTo(9);
  }

  /** How many attempts at nobody's name were denied at the browser's address. */
  private int attempts() {
    return events("DENIAL").split("\"what\"", -1).length - 1;
  }

  private String events(String what) {
    return call(
            gatehouse.admin(),
            "audit/search",
            "{\"what\":\"%s\",\"address\":\"%s\"}".formatted(what, relay.address()))
        .body();
  }

  @Test
  void aBlockedAddressSeesHowLongItLastsAndGoesOnWhenItIsOver() {
    fail(LIMIT);
    browser.open(relay.url("/"));
    assertThat(browser.first("h1").getText()).isEqualTo("Too many attempts");
    assertThat(browser.element("left").getText()).matches("1[45]:\\d\\d");

    Set<String> shown = new HashSet<>();
    Until.holds(
        "it counts down",
        () -> {
          shown.add(browser.element("left").getText());
          return shown.size() > 2;
        });
    call(gatehouse.admin(), "anvil/unblock", "{\"address\":\"" + relay.address() + "\"}");
    browser.run("const now = Date.now; Date.now = () => now.call(Date) + 900_000;");
    assertThat(browser.element("password").isDisplayed()).as("asked again by itself").isTrue();
  }

  @Test
  void aSecondBrowserWhoseSessionIsEndedIsToldSo() {
    signIn(browser);
    signIn(other);
    other.open(relay.url("/apps/restrictions"));
    browser.open(relay.url("/apps/sessions"));
    browser.first("#list a.act").sendKeys(Keys.ENTER);
    browser.first("[data-step]:focus");
    browser.press(Keys.TAB, Keys.ENTER);
    assertThat(browser.element(By.xpath("//*[@id='told'][contains(., 'has ended')]")).isDisplayed())
        .isTrue();

    other.element("mine").sendKeys(Keys.ENTER);
    assertThat(other.element("reason").getText())
        .contains("has ended", "from another place")
        .doesNotContain("nobody used");
    other.press(ACCOUNT, Keys.TAB, PASSWORD, Keys.ENTER);
    assertThat(other.element("account").getText()).as("and comes in again").isEqualTo(ACCOUNT);
    browser.open(relay.url("/"));
    assertThat(browser.element("account").getText()).as("the first stays").isEqualTo(ACCOUNT);
  }

  @Test
  void whoSignsOutEverywhereIsOutHereToo() {
    signIn(browser);
    signIn(other);
    browser.open(relay.url("/apps/sessions"));
    browser.element("everywhere").sendKeys(Keys.ENTER);
    browser.first("[data-step]:focus");
    browser.press(Keys.TAB, Keys.SPACE, Keys.TAB, Keys.ENTER);

    assertThat(browser.element("password").isDisplayed()).isTrue();
    other.open(relay.url("/"));
    assertThat(other.element("reason").getText()).contains("has ended");
  }

  @Test
  void aHandOverIsUsedOnceAndWhoShowsItAgainIsRefusedAndCounted() {
    String id = handOver();
    browser.open(relay.url("/?esprit_id=" + id));
    assertThat(browser.element("account").getText()).isEqualTo("demo@example.test");
    assertThat(browser.url()).doesNotContain(id);
    assertThat(events("FIXATION")).doesNotContain("FIXATION");

    other.open(relay.url("/?esprit_id=" + id));
    assertThat(other.element("password").isDisplayed()).as("used").isTrue();
    assertThat(other.url()).doesNotContain(id);
    assertThat(events("FIXATION")).contains("FIXATION");
    browser.open(relay.url("/"));
    assertThat(browser.element("account").getText()).isEqualTo("demo@example.test");
  }

  private String handOver() {
    return call(gatehouse.admin(), "admin/hijack", "{\"site\":\"example.test\",\"gate\":\"UI\"}")
        .text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"another session's", "none"})
  void aFormThatThisSessionDidNotMakeIsRefusedAndChangesNothing(String state) {
    signIn(browser);
    signIn(other);
    String theirs =
        other.first("#signOut [name='jakarta.faces.ViewState']").getDomProperty("value");
    browser.run(
        "const state = document.querySelector(\"#signOut [name='jakarta.faces.ViewState']\");"
            + (state.equals("none") ? " state.remove();" : " state.value = arguments[0];"),
        theirs);
    browser.element("leave").sendKeys(Keys.ENTER);

    assertThat(browser.element("reason").getText()).contains("load the page again");
    browser.open(relay.url("/"));
    assertThat(browser.element("account").getText()).as("still in").isEqualTo(ACCOUNT);
    other.open(relay.url("/"));
    assertThat(other.element("account").getText()).isEqualTo(ACCOUNT);
  }

  @Test
  void aFormOfAnotherSitesPageIsRefusedWhateverItKnows() throws IOException {
    signIn(browser);
    Map<String, String> form =
        Map.of(
            "signOut",
            "signOut",
            "leave",
            "Sign out",
            "jakarta.faces.ViewState",
            browser.first("#signOut [name='jakarta.faces.ViewState']").getDomProperty("value"));
    StringBuilder inputs = new StringBuilder();
    form.forEach(
        (name, value) -> inputs.append("<input name='%s' value='%s'>".formatted(name, value)));
    try (Relay stranger = new Relay(gatehouse)) {
      stranger.answer(
          "200 OK",
          "Content-Type: text/html\r\n",
          "<title>evil</title><form method='post' action='%s'>%s<button id='lure'>Win</button></form>"
              .formatted(relay.url("/index.xhtml"), inputs));
      browser.open(stranger.url("/"));
      browser.element("lure").click();

      assertThat(browser.element("reason").getText()).contains("another site");
    }
    browser.open(relay.url("/"));
    assertThat(browser.element("account").getText()).as("still in").isEqualTo(ACCOUNT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503 Gone for now | Retry-After: 1 | cannot answer this now",
        "502 Bad gateway  | X-None: 1      | cannot answer this now",
        "429 Too many     | Retry-After: 7 | in 7 seconds",
        "403 Forbidden    | X-None: 1      | nothing was changed",
        "500 Failed       | X-None: 1      | could not do this"
      })
  void aFormThatGetsNoAnswerOfItsPageSaysSoAndIsSentAgain(String status, String header, String told)
      throws IOException {
    openForm();
    relay.answer(status, header + "\r\nContent-Type: text/plain\r\n", "away");
    browser.element("preview").sendKeys(Keys.ENTER);
    assertThat(browser.first("#lost[role=alert]").getText()).contains(told);

    assertSentAgain();
  }

  @Test
  void soDoesOneWhoseServerIsNotThere() throws IOException {
    openForm();
    relay.goAway();
    browser.element("preview").sendKeys(Keys.ENTER);
    assertThat(browser.first("#lost[role=alert]").getText()).contains("did not answer");

    assertSentAgain();
  }

  private void openForm() {
    signIn(browser);
    browser.open(relay.url("/apps/restrictions"));
    browser.element("ip").sendKeys("192.0.2.0/24");
  }

  private void assertSentAgain() throws IOException {
    assertThat(browser.first("#preview:focus").isEnabled()).isTrue();
    assertThat(browser.element("ip").getDomProperty("value")).isEqualTo("192.0.2.0/24");
    relay.passOn();
    browser.press(Keys.ENTER);
    assertThat(browser.element("question").getText()).contains("192.0.2.0/24");
    assertThat(browser.none("#lost")).isTrue();
    browser.press(Keys.ESCAPE);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void noPageOnTheWayHasAFault(int width) throws IOException {
    browser.setWidth(width);
    browser.open(relay.url("/"));
    browser.inspect("sign-in", width);
    browser.press(ACCOUNT, Keys.TAB, WRONG, Keys.ENTER);
    browser.first("[role=alert] .refused");
    browser.inspect("sign-in-refused", width);
    browser.open(relay.url("/sign-in.xhtml?ended=idle"));
    assertThat(browser.element("reason").getText()).contains("nobody used your session");
    browser.inspect("sign-in-idle", width);

    browser.open(relay.url("/nowhere"));
    browser.inspect("not-found", width);
    signIn(browser);
    browser.inspect("dashboard", width);
    browser.open(relay.url("/apps/sites"));
    assertThat(browser.first("h1").getText()).isEqualTo("Forbidden");
    browser.inspect("forbidden", width);
    browser.open(relay.url("/?esprit_id=" + handOver()));
    browser.element("accept");
    browser.inspect("hand-over", width);
    browser.element("decline").sendKeys(Keys.ENTER);
    browser.element("standing");
    browser.open(relay.url("/hand-over.xhtml"));
    browser.element("gone");
    browser.inspect("hand-over-gone", width);

    browser.open(relay.url("/apps/restrictions"));
    relay.answer("503 Away", "Retry-After: 1\r\n", "away");
    browser.element("preview").sendKeys(Keys.ENTER);
    browser.element("lost");
    browser.inspect("lost", width);
    relay.passOn();

    browser.forget();
    fail(LIMIT);
    browser.open(relay.url("/"));
    browser.element("left");
    browser.inspect("blocked", width);
    assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));
    browser.setWidth(1280);
  }
}
