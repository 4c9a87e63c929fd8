package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of the panel keeps in the browser, and what it gets from who did not read it. */
@RunningGatehouse
@Needs({"curl"})
class PageStateIT {

  private static final String STATE = "jakarta.faces.ViewState";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  PageStateIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  private String signIn() {
    Answer answer =
        visitor.send(
            visitor.url(SignInForm.PAGE),
            WayIn.SIGN_IN_PAGE.attempt("demo@example.test", gatehouse.demoPassword()));
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }

  private Answer home(String cookie) {
    return visitor.send(visitor.url("/"), "--cookie", cookie, "--header", "Accept: text/html");
  }

  private Answer post(String cookie, Map<String, String> fields, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--cookie", cookie, "--header", "Accept: text/html"));
    fields.forEach((name, value) -> all.addAll(List.of("--data-urlencode", name + "=" + value)));
    return visitor.send(visitor.url("/index.xhtml"), all.toArray(String[]::new));
  }

  private Map<String, String> signOutForm(String cookie) {
    return new TreeMap<>(SignInForm.of(home(cookie)).fields());
  }

  @Test
  void aFormOfAnotherSessionIsRefusedAndChangesNothing() {
    String mine = signIn();
    String theirs = signIn();

    Answer answer = post(mine, signOutForm(theirs));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("load the page again");
    assertThat(home(mine).status()).isEqualTo(200);
    assertThat(home(theirs).status()).isEqualTo(200);
    assertThat(post(mine, signOutForm(mine)).header("Location")).contains(SignInForm.PAGE);
    assertThat(home(mine).status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "", "x", "AAAA"})
  void aStateThatNoPageMadeIsRefused(String state) {
    String mine = signIn();
    Map<String, String> form = signOutForm(mine);
    form.put(STATE, state);

    Answer answer = post(mine, form);

    assertThat(answer.status()).isIn(400, 403);
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("jakarta");
    assertThat(home(mine).status()).isEqualTo(200);
  }

  @Test
  void anAlteredStateIsRefused() {
    String mine = signIn();
    Map<String, String> form = signOutForm(mine);
    form.compute(STATE, (name, state) -> (state.startsWith("A") ? "B" : "A") + state.substring(1));

    assertThat(post(mine, form).status()).isEqualTo(403);
    assertThat(home(mine).status()).isEqualTo(200);
  }

  @Test
  void noPageMakesASessionOfTheServer() {
    String mine = signIn();
    for (Answer answer :
        List.of(
            visitor.send(visitor.url(SignInForm.PAGE)),
            home(mine),
            post(mine, signOutForm(mine)))) {
      assertThat(answer.toString()).doesNotContainIgnoringCase("jsessionid");
    }
  }

  @Test
  void aPartOfAPageIsLedToTheSignInPageWhenTheSessionHasEnded() {
    String mine = signIn();
    Map<String, String> form = signOutForm(mine);
    post(mine, form);

    Answer answer =
        post(mine, form, "--header", "Faces-Request: partial/ajax", "--header", "Accept: */*");

    assertThat(answer.text()).contains("<redirect url=\"" + SignInForm.PAGE + "?ended\"/>");
    assertThat(home(mine).header("Location")).contains(SignInForm.PAGE + "?ended");
    assertThat(visitor.send(visitor.url(SignInForm.PAGE + "?ended")).text())
        .contains("Your session has ended");
  }

  @Test
  void theSignInPageSaysNothingOfASessionToAVisitor() {
    assertThat(visitor.send(visitor.url("/")).header("Location")).contains(SignInForm.PAGE);
    assertThat(visitor.send(visitor.url(SignInForm.PAGE)).text()).doesNotContain("has ended");
  }

  @Test
  void wordsAreInTheReadersLanguage() {
    Answer answer =
        visitor.send(visitor.url(SignInForm.PAGE), "--header", "Accept-Language: de-AT,de;q=0.9");

    assertThat(answer.text()).contains("<html lang=\"de\"").contains("Anmelden");
  }
}
