package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of every page, every file of a page and every refusal (issue 6, shows 3). */
@RunningGatehouse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Needs("curl")
class PageHeadersIT {

  private static final String DEMO = "demo@example.test";
  private static final int LIMIT = 20;

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private String demo;
  private String admin;

  PageHeadersIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @BeforeAll
  void signIn() {
    demo = session(DEMO, gatehouse.demoPassword());
    admin = session("admin", gatehouse.adminPassword());
  }

  private String session(String name, String password) {
    return WayIn.SIGN_IN_PAGE
        .attempt(visitor, name, password)
        .cookies()
        .findFirst()
        .orElseThrow()
        .replaceFirst(";.*", "");
  }

  private Answer send(String path, String... options) {
    List<String> all = new ArrayList<>(List.of("--header", "Accept: text/html", "--path-as-is"));
    all.addAll(List.of(options));
    return visitor.send(visitor.url(path), all.toArray(String[]::new));
  }

  private static void assertSafe(int status, Answer answer) {
    assertThat(answer.status()).as(answer.head()).isEqualTo(status);
    PageHeaders.assertSafe(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.xhtml",
        "/hand-over.xhtml",
        "/sign-in.xhtml",
        "/apps/restrictions",
        "/apps/keys",
        "/apps/sessions",
        "/apps/password",
        "/apps/logins",
        "/apps/users"
      })
  void ofThePagesOfAnAccount(String path) {
    assertSafe(200, send(path, "--cookie", demo));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/apps/sites",
        "/apps/anvil",
        "/apps/scopes",
        "/apps/audit",
        "/apps/health",
      })
  void ofThePagesOfTheAdmin(String path) {
    assertSafe(200, send(path, "--cookie", admin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sign-in.xhtml",
        "/sign-in.xhtml?ended",
        "/sign-in.xhtml?ended=idle",
        "/jakarta.faces.resource/page.css.xhtml?ln=gatehouse",
        "/jakarta.faces.resource/panel.js.xhtml?ln=gatehouse"
      })
  void ofWhatAnybodyMaySee(String path) {
    assertSafe(200, send(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/apps/keys", "/hand-over.xhtml", "/?esprit_id=x"})
  void ofTheWayToTheSignInPage(String path) {
    assertThat(send(path).status()).isIn(302, 303);
    PageHeaders.assertSafe(send(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/nowhere.html",
        "/apps/nowhere",
        "/WEB-INF/web.xml",
        "/jakarta.faces.resource/none.css.xhtml?ln=gatehouse"
      })
  void ofAPageThatIsNotThere(String path) {
    assertSafe(404, send(path, "--cookie", demo));
  }

  @Test
  void ofRefusalsOfWhatIsNoForm() {
    String page = SignInForm.PAGE;
    assertSafe(400, send(page + "?jakarta.faces.ViewState=stateless"));
    assertSafe(400, send(page, "--data", "name=x"));
    assertSafe(400, send("/%zz"));
    assertSafe(403, send("/apps/sites", "--cookie", demo));
    assertSafe(403, send(page, "--data", "name=x", "--header", "Origin: https://evil.example"));
    assertSafe(403, send(page, "--header", "Sec-Fetch-Dest: image", "--cookie", "esprit_id=x"));
    assertSafe(405, send(page, "--request", "PUT", "--data", "x"));
    assertSafe(405, send("/apps/keys", "--request", "DELETE"));
    assertSafe(413, send(page, "--data", "name=" + "x".repeat(65_536)));
    assertSafe(415, send(page, "--data", "{}", "--header", "Content-Type: application/json"));
  }

  @Test
  void ofARefusedSignIn() throws IOException {
    try (Relay relay = new Relay(gatehouse)) {
      String[] wrong = WayIn.SIGN_IN_PAGE.attempt("nobody-there@example.test", "wrong");
      String[] here = {"--interface", relay.address()};
      assertSafe(401, send(SignInForm.PAGE, both(here, wrong)));
      visitor.sendAtOnce(LIMIT, visitor.url(SignInForm.PAGE), both(here, wrong));

      assertSafe(429, send(SignInForm.PAGE, both(here, wrong)));
      assertSafe(429, send("/", here));
      assertSafe(429, send("/nowhere", here));
    }
  }

  private static String[] both(String[] some, String[] more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
