package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code admin:hijack} at the panel: a hand-over id, used once, in the address alone. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class HandOverIT {

  private static final String NAME = "demo@example.test";
  private static final int LIMIT = 20;

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  HandOverIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.fromElsewhere(gatehouse);
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  private String handOver() {
    return handOver("UI");
  }

  private String handOver(String gate) {
    Answer answer =
        visitor.send(
            visitor.url("/api/admin/hijack"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"site\":\"example.test\",\"gate\":\"" + gate + "\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text()).matches("[0-9A-Za-z]{32}");
    return answer.text();
  }

  private Answer use(String id, String... options) {
    return visitor.send(visitor.url("/?esprit_id=" + id), options);
  }

  private Answer home(String cookie) {
    return visitor.send(visitor.url("/"), "--cookie", cookie);
  }

  private static String cookie(Answer answer) {
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }

  private String signIn(String name, String password) {
    return cookie(
        visitor.send(visitor.url(SignInForm.PAGE), WayIn.SIGN_IN_PAGE.attempt(name, password)));
  }

  @Test
  void aHandOverIsExchangedForAFreshCookieSessionByARedirectThatNothingKeeps() {
    String id = handOver();
    Answer answer = use(id);

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).contains("/");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
    assertThat(cookie(answer)).matches("esprit_id=[0-9A-Za-z]{32}").doesNotContain(id);
    assertThat(home(cookie(answer)).body()).contains(NAME);
  }

  @Test
  void itIsUsedOnce() {
    String id = handOver();
    use(id);
    Answer second = use(id);

    assertThat(second.status()).isEqualTo(303);
    assertThat(home(cookie(second)).status()).as("signed in as nobody").isEqualTo(302);
  }

  @Test
  void itIsUsedOnlyInTheAddressOfThePanel() {
    String id = handOver();

    assertThat(home("esprit_id=" + id).status()).isEqualTo(302);
    assertThat(visitor.send(visitor.url("/sign-in.xhtml?esprit_id=" + id)).status()).isEqualTo(303);
    assertThat(
            visitor
                .send(visitor.url("/api/common/whoami?esprit_id=" + id), "--json", "{}")
                .status())
        .isEqualTo(401);
    assertThat(home(cookie(use(id))).status()).as("still unused").isEqualTo(200);
  }

  @Test
  void headsPartsOfPagesAndPrefetchesDoNotUseItUp() {
    String id = handOver();

    assertThat(use(id, "--head").status()).isEqualTo(403);
    for (String header :
        List.of("Sec-Purpose: prefetch", "Sec-Fetch-Dest: image", "Accept: image/png")) {
      assertThat(use(id, "--header", header).status()).isEqualTo(403);
    }
    assertThat(home(cookie(use(id))).status()).isEqualTo(200);
  }

  @Test
  void whoIsSignedInAsSomebodyElseIsAskedFirstAndMayAccept() {
    String admin = signIn("admin", gatehouse.adminPassword());
    Answer asked = use(handOver(), "--cookie", admin);
    String both = admin + "; " + cookie(asked);

    assertThat(asked.status()).isEqualTo(303);
    assertThat(asked.header("Location")).contains("/hand-over.xhtml");
    Answer page = visitor.send(visitor.url("/hand-over.xhtml"), "--cookie", both);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains(NAME).contains("admin");
    assertThat(home(admin).body()).as("not yet").doesNotContain(NAME);

    Answer accepted = press(page, "change", both);
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(302);
    String demo =
        accepted
            .cookies()
            .filter(text -> text.startsWith("esprit_id="))
            .findFirst()
            .orElseThrow()
            .replaceFirst(";.*", "");
    assertThat(home(demo).body()).contains(NAME);
    assertThat(home(admin).status()).as("the session until then").isEqualTo(302);
  }

  @Test
  void whoDeclinesStaysWhoTheyAre() {
    String admin = signIn("admin", gatehouse.adminPassword());
    String both = admin + "; " + cookie(use(handOver(), "--cookie", admin));
    Answer page = visitor.send(visitor.url("/hand-over.xhtml"), "--cookie", both);

    assertThat(press(page, "stay", both).status()).isEqualTo(302);
    assertThat(home(admin).status()).isEqualTo(200);
  }

  @Test
  void anotherSitesPageCannotAcceptForThem() {
    String admin = signIn("admin", gatehouse.adminPassword());
    String both = admin + "; " + cookie(use(handOver(), "--cookie", admin));
    Answer page = visitor.send(visitor.url("/hand-over.xhtml"), "--cookie", both);

    assertThat(press(page, "change", both, "--header", "Origin: https://evil.test").status())
        .isEqualTo(403);
  }

  @Test
  void aHandOverThatTookThePlaceOfTheOneAskedAboutIsNotUsed() {
    String admin = signIn("admin", gatehouse.adminPassword());
    String both = admin + "; " + cookie(use(handOver(), "--cookie", admin));
    Answer page = visitor.send(visitor.url("/hand-over.xhtml"), "--cookie", both);
    Answer other =
        new Answer(
            page.status(),
            page.head(),
            page.headers(),
            page.body().replace("value=\"" + NAME + "\"", "value=\"other@example.test\""),
            page.took());

    assertThat(other.body()).isNotEqualTo(page.body());
    assertThat(press(other, "change", both).status()).isEqualTo(403);
  }

  /** Presses the button of one of a page's forms. */
  private Answer press(Answer page, String form, String cookies, String... options) {
    String body = page.body().replaceFirst("(?s).*(<form id=\"" + form + "\")", "$1");
    SignInForm found =
        SignInForm.of(
            new Answer(
                page.status(),
                page.head(),
                page.headers(),
                body.substring(0, body.indexOf("</form>")),
                page.took()));
    return visitor.send(
        visitor.url(found.action()),
        Stream.of(Stream.of(found.pressed()), Stream.of("--cookie", cookies), Stream.of(options))
            .flatMap(all -> all)
            .toArray(String[]::new));
  }

  @Test
  void aSoapSessionIsNoHandOver() {
    String id = handOver("SOAP");
    Answer answer = use(id);

    assertThat(home(cookie(answer)).status()).isEqualTo(302);
    String[] call = WayIn.SOAP.attempt(NAME, "");
    Answer soap =
        visitor.send(
            visitor.url("/soap"),
            Stream.concat(Stream.of(call).skip(2), Stream.of("--cookie", "esprit_id=" + id))
                .toArray(String[]::new));
    assertThat(soap.body()).contains(NAME);
  }

  @Test
  void aUsedOneIsRefusedAndCountedAgainstWhoShowsIt() {
    String id = handOver();
    use(id);
    assertThat(fixations()).isEmpty();

    assertThat(home(cookie(use(id))).status()).isEqualTo(302);
    assertThat(fixations()).contains("\"" + visitor.address() + "\"").doesNotContain(id);
  }

  /** What the audit has of ids that were shown from the visitor's address. */
  private String fixations() {
    Answer answer =
        visitor.send(
            visitor.url("/api/audit/search"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"what\":\"FIXATION\",\"address\":\"" + visitor.address() + "\"}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text().equals("[]") ? "" : answer.text();
  }

  @Test
  void aPersonWhoLoadsAUsedOneAgainIsNotBlocked() {
    String id = handOver();
    for (int i = 0; i < LIMIT + 5; i++) {
      use(id);
    }

    assertThat(visitor.send(visitor.url(SignInForm.PAGE)).status()).isEqualTo(200);
  }
}
