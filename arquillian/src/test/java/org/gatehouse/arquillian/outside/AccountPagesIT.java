package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
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

/** The pages of an account, by somebody who is signed in at them all the time. */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs(
    value = {"chromium", "chromium-driver", "curl"},
    programs = {"node", "npm"})
class AccountPagesIT {

  private static final String USER = "pages";
  private static final String ACCOUNT = USER + "@example.test";
  private static final String HOSTILE = "<script>document.title='ran'</script>";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private final Chromium browser = new Chromium();
  private String password = "seven grey herons by a weir";

  AccountPagesIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @BeforeAll
  void signIn() {
    asDemo("user/add", "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(USER, password));
    browser.setWidth(1280);
    browser.signIn(gatehouse, ACCOUNT, password);
  }

  @AfterAll
  void leave() {
    browser.close();
    asDemo("user/delete", "{\"user\":\"%s\"}".formatted(USER));
  }

  private void asDemo(String command, String arguments) {
    Answer answer =
        visitor.send(
            visitor.url("/api/" + command), "--user", gatehouse.demo(), "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private void open(String page) {
    browser.open(gatehouse.url("/apps/" + page));
  }

  /** Waits until the page tells something; looked at at once, since answers replace it. */
  private void assertTold(String word, String about) {
    String path = "//*[@id='told'][contains(., '%s') and contains(., '%s')]";
    assertThat(browser.element(By.xpath(path.formatted(word, about)))).isNotNull();
  }

  /** What is said beside a field, once something is. */
  private String fault(String field) {
    browser.first("#" + field + "[aria-invalid=true]");
    return browser.element(field + "-fault").getText();
  }

  private void type(String field, String text) {
    WebElement element = browser.element(field);
    element.clear();
    element.sendKeys(text);
  }

  @Test
  void ofARestrictionItIsShownWhatItWouldDoBeforeItIsMadeAndItIsUndoneByAButton() {
    endOtherSessions();
    open("restrictions");
    browser.element("mine").click();
    String mine = browser.first("#ip[value]:not([value=''])").getDomAttribute("value");
    assertThat(browser.element("mine").getText()).contains("(" + mine + ")");
    browser.element("preview").click();
    assertThat(browser.element("consequence").getText()).contains("Nobody");
    assertThat(browser.element("everywhere").isDisplayed()).as("nothing is made yet").isTrue();

    browser.element("confirm").click();
    assertThat(browser.first("#list tbody tr").getText()).contains(mine, "Your address");

    browser.element("undo").click();
    assertThat(browser.element("everywhere").isDisplayed()).isTrue();
  }

  @Test
  void whatWouldLockTheReaderOutSaysSoAndIsLeftByEscape() {
    open("restrictions");
    type("ip", "192.0.2.99/24");
    browser.element("preview").click();
    assertThat(browser.element("consequence").getText()).contains("lock out you");
    assertThat(browser.element("question").getText()).contains("192.0.2.0/24");

    browser.first("[data-step]:focus").sendKeys(Keys.ESCAPE);
    assertThat(browser.element("everywhere").isDisplayed()).isTrue();
    assertThat(browser.none("[data-step]")).isTrue();
  }

  @Test
  void whatIsNoAddressIsToldBesideTheFieldThatKeepsIt() {
    open("restrictions");
    type("ip", HOSTILE);
    browser.element("preview").click();

    assertThat(browser.first("#ip[aria-invalid=true]:focus").getDomProperty("value"))
        .isEqualTo(HOSTILE);
    assertThat(browser.element("ip-fault").getText()).contains("IPv4 or IPv6");
  }

  private String make(String comment) {
    open("keys");
    type("comment", comment);
    browser.element("make").click();
    return browser.element("key").getText();
  }

  private String handle(String comment) {
    return browser
        .element(By.xpath("//table[@id='list']//tr[td[contains(., \"" + comment + "\")]]/th"))
        .getText();
  }

  @Test
  void aNewKeyIsShownOnceAndCallsAtTheSoapGate() {
    String key = make(HOSTILE);

    Answer answer =
        visitor.send(
            visitor.url("/soap?authkey=" + key),
            "--header",
            "Content-Type: text/xml;charset=UTF-8",
            "--data",
            """
            <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">\
            <S:Body><common_whoami/></S:Body></S:Envelope>""");
    assertThat(answer.body()).contains(ACCOUNT);
    assertThat(browser.url()).doesNotContain(key);

    type("expires", "");
    type("addresses", "nowhere");
    browser.element("make").click();
    assertThat(fault("addresses")).contains("number 1");
    assertThat(browser.element("addresses").getDomProperty("value")).isEqualTo("nowhere");
    assertThat(browser.source()).doesNotContain(key);
    assertThat(browser.run("return document.title")).asString().startsWith("API keys");
  }

  @Test
  void aKeyThatWasChangedInAnotherTabIsNotOverwritten() {
    make("first tab");
    String handle = handle("first tab");
    open("keys?change=" + handle);
    asPages("auth/set-api-key-comment", handle, ",\"comment\":\"elsewhere\"");
    type("newComment", "overwritten");
    browser.element("change").click();

    assertTold("meanwhile", handle);
    assertThat(browser.element("newComment").getDomProperty("value")).isEqualTo("elsewhere");

    type("newComment", "now it is mine");
    browser.element("change").click();
    assertTold("saved", handle);
    assertThat(handle("now it is mine")).isEqualTo(handle);
  }

  private void asPages(String command, String handle, String more) {
    Answer answer =
        visitor.send(
            visitor.url("/api/" + command),
            "--user",
            ACCOUNT + ":" + password,
            "--json",
            "{\"handle\":\"" + handle + "\"" + more + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aKeyIsDeletedByKeyboardAloneAfterTheQuestion() {
    make("to be deleted");
    String handle = handle("to be deleted");
    browser.element("delete-" + handle).sendKeys(Keys.ENTER);
    browser.first("[data-step]:focus").sendKeys(Keys.ESCAPE);
    assertThat(browser.first("#delete-" + handle + ":focus").isDisplayed())
        .as("the reader is back where it was asked")
        .isTrue();

    browser.element("delete-" + handle).sendKeys(Keys.ENTER);
    browser.first("[data-step]:focus").sendKeys(Keys.TAB);
    browser.first("#delete:focus").sendKeys(Keys.ENTER);
    assertTold("deleted", handle);
    assertThat(browser.none("#delete-" + handle)).isTrue();
  }

  private String sessionElsewhere() {
    List<String> options = new ArrayList<>(List.of("--user-agent", "=cmd|' /C calc'!A0"));
    options.addAll(List.of(WayIn.SIGN_IN_PAGE.attempt(ACCOUNT, password)));
    Answer answer = visitor.send(visitor.url(SignInForm.PAGE), options.toArray(String[]::new));
    return answer.cookies().findFirst().orElseThrow().split(";")[0];
  }

  private void endOtherSessions() {
    open("sessions?everywhere=1");
    browser.element("endAll").click();
    assertTold("session", "");
  }

  private boolean live(String cookie) {
    return visitor.send(visitor.url("/"), "--cookie", cookie).status() == 200;
  }

  @Test
  void aSessionElsewhereIsEndedAfterTheQuestion() {
    String other = sessionElsewhere();
    open("sessions");
    browser.first("#list a.act").click();
    assertThat(live(other)).as("nothing is ended yet").isTrue();
    browser.element("end").click();

    assertTold("has ended", "UI");
    assertThat(live(other)).isFalse();
    assertThat(browser.element("account").getText()).isEqualTo(ACCOUNT);
  }

  @Test
  void signingOutEverywhereLeavesThisSession() {
    List<String> others = List.of(sessionElsewhere(), sessionElsewhere());
    endOtherSessions();

    assertThat(others).noneMatch(this::live);
    assertThat(browser.all("#list tbody tr")).hasSize(1);
  }

  private void change(String current, String fresh, String again) {
    open("password");
    type("current", current);
    type("fresh", fresh);
    type("again", again);
    browser.element("change").click();
  }

  @Test
  void aPasswordIsChangedByWhoKnowsItAndOtherSessionsEnd() {
    String next = "nine brown otters under a bridge";
    change("wrong", next, next);
    assertThat(fault("current")).contains("not the current");
    change(password, next, next + "x");
    assertThat(fault("again")).contains("not the same");
    change(password, "password1", "password1");
    assertThat(fault("fresh")).isNotEmpty();
    assertThat(browser.all("input[type=password]"))
        .allSatisfy(field -> assertThat(field.getDomAttribute("value")).isIn(null, ""));

    String other = sessionElsewhere();
    change(password, next, next);
    assertTold("changed", "");
    password = next;
    assertThat(live(other)).isFalse();
    open("password");
    assertThat(browser.element("account").getText()).isEqualTo(ACCOUNT);
  }

  @Test
  void aNewPasswordIsWeighedWhileItIsTyped() {
    open("password");
    type("fresh", "correct");
    String weak = browser.element("score").getText();
    type("fresh", "four quiet lanterns beyond the mill");

    assertThat(weak).isEqualTo("Guessed at once");
    assertThat(browser.element(By.xpath("//*[@id='score'][contains(., 'Very hard')]"))).isNotNull();
    assertThat(browser.element("fresh").getDomProperty("value")).contains("lanterns");
  }

  @Test
  void signInsAreFoundByGateAndWordsAndLeaveAsAFileWithoutFormulas() {
    sessionElsewhere();
    open("logins?gate=UI&text=calc");
    assertThat(browser.all("#list tbody tr"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.getText()).contains("calc"));
    type("text", "127.0.0.0/8");
    browser.element("find").click();
    assertThat(browser.all("#list tbody tr")).isNotEmpty();
    open("logins?gate=DAV");
    assertThat(browser.element("none").isDisplayed()).isTrue();

    Answer file =
        visitor.send(visitor.url("/apps/logins?csv=1&text=calc"), "--cookie", sessionElsewhere());
    assertThat(file.header("Content-Type")).contains("text/csv;charset=UTF-8");
    assertThat(file.header("Content-Disposition")).contains("attachment; filename=\"logins.csv\"");
    assertThat(file.body())
        .startsWith("\"at\",\"gate\",\"address\",\"user_agent\"\r\n")
        .contains("\"UI\",\"127.0.0.1\",\"'=cmd|' /C calc'!A0\"");
  }

  @ParameterizedTest
  @CsvSource({
    "restrictions, 360", "restrictions, 1280",
    "keys, 360", "keys, 1280",
    "sessions, 360", "sessions, 1280",
    "password, 360", "password, 1280",
    "logins, 360", "logins, 1280"
  })
  void axeFindsNothing(String page, int width) throws IOException {
    browser.setWidth(width);
    open(page);
    browser.inspect("account-" + page, width);
    assertThat(browser.run("return document.cookie")).asString().doesNotContain("JSESSIONID");
    assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));
  }
}
