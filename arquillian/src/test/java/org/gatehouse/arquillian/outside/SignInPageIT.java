package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sign-in page, used as a browser without scripts uses it. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class SignInPageIT {

  private static final String NAME = "demo@example.test";
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  SignInPageIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  @Test
  void whoIsNotSignedInIsSentToTheForm() {
    Answer answer = visitor.send(visitor.url("/"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).contains(SignInForm.PAGE);
  }

  @Test
  void theFormIsTheOneThatTheOtherTestsSend() {
    SignInForm form = SignInForm.of(visitor.send(visitor.url(SignInForm.PAGE)));

    assertThat(form.filled(NAME, "x")).isEqualTo(WayIn.SIGN_IN_PAGE.attempt(NAME, "x"));
  }

  @Test
  void aRightPasswordGivesACookieOutOfReachOfScriptsAndOfOtherSites() {
    Answer answer = signIn(visitor.url(SignInForm.PAGE));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.cookies())
        .satisfiesExactly(
            id -> assertThat(id).matches("esprit_id=[0-9A-Za-z]{32}" + ATTRIBUTES),
            tag -> assertThat(tag).matches("esprit_tag=[\\w-]{22}" + ATTRIBUTES));
  }

  @Test
  void onHttpsTheCookieNeverLeavesHttps() {
    Answer answer = signIn(visitor.tlsUrl(SignInForm.PAGE));

    assertThat(answer.cookies())
        .satisfiesExactly(
            id -> assertThat(id).matches("esprit_id=[0-9A-Za-z]{32}" + ATTRIBUTES + "; Secure"),
            host ->
                assertThat(host).isEqualTo("__Host-" + answer.cookies().findFirst().orElseThrow()),
            tag -> assertThat(tag).matches("esprit_tag=[\\w-]{22}" + ATTRIBUTES + "; Secure"));
  }

  @Test
  void theSignedInPageNamesTheAccountAndTheAddress() {
    Answer page = home(cookie(signIn(visitor.url(SignInForm.PAGE))));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains(NAME).contains(visitor.address());
  }

  @Test
  void everySignInGetsACookieOfItsOwnWhateverTheClientBrings() {
    String brought = "esprit_id=" + "a".repeat(32);

    String first = cookie(signIn(visitor.url(SignInForm.PAGE), "--cookie", brought));
    String second = cookie(signIn(visitor.url(SignInForm.PAGE), "--cookie", first));

    assertThat(first).isNotEqualTo(brought);
    assertThat(second).isNotEqualTo(first);
    assertThat(home(first).status()).as("the one that the second replaced").isEqualTo(302);
    assertThat(home(second).status()).isEqualTo(200);
  }

  @Test
  void signingOutEndsTheSessionForWhoeverHasTheCookie() {
    String cookie = cookie(signIn(visitor.url(SignInForm.PAGE)));
    SignInForm button = SignInForm.of(home(cookie));

    Answer answer = send(visitor.url(button.action()), button.pressed(), "--cookie", cookie);

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.cookies()).anyMatch(cleared -> cleared.startsWith("esprit_id=; Max-Age=0"));
    assertThat(home(cookie).status()).isEqualTo(302);
  }

  @Test
  void anUnknownAccountAndAWrongPasswordGetTheSame401() {
    List<Answer> answers = new ArrayList<>();
    for (String name : List.of(NAME, "nobody@example.test", "demo@no.such", "", "\u0007")) {
      try (Visitor stranger = Visitor.fromElsewhere(gatehouse)) {
        answers.add(WayIn.SIGN_IN_PAGE.attempt(stranger, name, "not the password"));
      }
    }

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(401);
              assertThat(answer.body()).contains("Sign-in refused");
              assertThat(answer.body()).doesNotContain("not the password");
              assertThat(answer.cookies()).isEmpty();
            });
    assertThat(answers.stream().map(SignInPageIT::withoutWhatDiffers))
        .containsOnly(withoutWhatDiffers(answers.getFirst()));
  }

  /** The name that was typed, and what each page allows its scripts by. */
  private static String withoutWhatDiffers(Answer page) {
    return page.body()
        .replaceAll("value=\"[^\"]*\"", "")
        .replaceAll("nonce=\"[^\"]*\"", "")
        .replaceAll("init\\('[^']*'\\)", "");
  }

  @Test
  void anApiKeyIsNoPassword() {
    try (Visitor stranger = Visitor.fromElsewhere(gatehouse)) {
      assertThat(WayIn.SIGN_IN_PAGE.attempt(stranger, NAME, gatehouse.demoKey()).status())
          .isEqualTo(401);
    }
  }

  @Test
  void whatIsTypedIsShownAsTextNotAsMarkup() {
    try (Visitor stranger = Visitor.fromElsewhere(gatehouse)) {
      Answer answer = WayIn.SIGN_IN_PAGE.attempt(stranger, "\"><script>x()</script>", "x");

      assertThat(answer.body()).doesNotContain("<script>x()");
    }
  }

  private Answer signIn(String url, String... options) {
    return send(url, WayIn.SIGN_IN_PAGE.attempt(NAME, gatehouse.demoPassword()), options);
  }

  private Answer send(String url, String[] form, String... options) {
    List<String> all = new ArrayList<>(List.of(form));
    all.addAll(List.of(options));
    return visitor.send(url, all.toArray(String[]::new));
  }

  private Answer home(String cookie) {
    return visitor.send(visitor.url("/"), "--cookie", cookie);
  }

  private static String cookie(Answer answer) {
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }
}
