package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionCookiesTest {

  private static final String BOTH = "esprit_id=plain; __Host-esprit_id=host";

  private final List<String> set = new ArrayList<>();
  private final HttpServletResponse response =
      (HttpServletResponse)
          Proxy.newProxyInstance(
              SessionCookiesTest.class.getClassLoader(),
              new Class<?>[] {HttpServletResponse.class},
              (proxy, method, arguments) -> {
                assertThat(arguments[0]).isEqualTo("Set-Cookie");
                if (method.getName().equals("setHeader")) {
                  set.clear();
                }
                set.add(arguments[1].toString());
                return null;
              });

  private static FakeRequest showing(String cookies, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Cookie", cookies));
    return FakeRequest.with(null, all.toArray(String[]::new));
  }

  private static HttpServletRequest plain() {
    return FakeRequest.with(null).asRequest();
  }

  private static HttpServletRequest tls() {
    return FakeRequest.with(null).onTls().asRequest();
  }

  @Test
  void onHttpsTheHostCookieWinsAndAnotherPlainOneIsIgnored() {
    assertThat(SessionCookies.ids(showing(BOTH).onTls().asRequest(), Gate.UI))
        .containsExactly("host");
    assertThat(SessionCookies.ids(showing(BOTH).onTls().asRequest(), Gate.REST))
        .containsExactly("host");
  }

  @Test
  void onHttpsABrowserThatShowsAPlainOneAloneGotItFromSomebodyElse() {
    FakeRequest browser = showing("esprit_id=plain", "Sec-Fetch-Site", "none").onTls();

    assertThat(SessionCookies.ids(browser.asRequest(), Gate.UI)).isEmpty();
  }

  @Test
  void otherClientsKeepThePlainOne() {
    FakeRequest program = showing("esprit_id=plain");

    assertThat(SessionCookies.ids(program.onTls().asRequest(), Gate.UI)).containsExactly("plain");
    assertThat(SessionCookies.ids(program.asRequest(), Gate.UI)).containsExactly("plain");
    assertThat(SessionCookies.ids(showing(BOTH).onTls().asRequest(), Gate.SOAP))
        .containsExactly("plain");
  }

  @Test
  void onPlainHttpNobodyCanHaveSetAHostCookie() {
    assertThat(SessionCookies.ids(showing(BOTH).asRequest(), Gate.UI)).containsExactly("plain");
  }

  @Test
  void ofManyOfOneNameTheFirstFourAreLookedAt() {
    assertThat(
            SessionCookies.ids(
                showing(
                        "esprit_id=a; esprit_id=; esprit_id=a; esprit_id=b; esprit_id=c; esprit_id=d; esprit_id=e")
                    .asRequest(),
                Gate.UI))
        .containsExactly("a", "b", "c", "d");
    assertThat(SessionCookies.ids(plain(), Gate.UI)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"UI", "SOAP"})
  void onPlainHttpTheCookieIsHttpOnlyAndLax(Gate gate) {
    SessionCookies.write(plain(), response, gate, "x");

    assertThat(set).containsExactly("esprit_id=x; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void onHttpsItIsSecureAndForBrowsersThereAreTwo() {
    SessionCookies.write(tls(), response, Gate.SOAP, "s");
    SessionCookies.write(tls(), response, Gate.UI, "u");

    assertThat(set)
        .containsExactly(
            "esprit_id=s; Path=/; HttpOnly; SameSite=Lax; Secure",
            "esprit_id=u; Path=/; HttpOnly; SameSite=Lax; Secure",
            "__Host-esprit_id=u; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void aSessionsStartReplacesWhatWasToBeSetBeforeAndBringsItsTag() {
    SessionCookies.write(plain(), response, Gate.UI, "visitor");
    SessionCookies.start(plain(), response, "x", Optional.of("tag"));

    assertThat(set)
        .containsExactly(
            "esprit_id=x; Path=/; HttpOnly; SameSite=Lax",
            "esprit_tag=tag; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void aSessionWithoutAPasswordTakesAnOldTagBack() {
    SessionCookies.start(showing("esprit_tag=old").asRequest(), response, "x", Optional.empty());

    assertThat(set).anyMatch(cookie -> cookie.startsWith("esprit_tag=; Max-Age=0"));
  }

  @Test
  void theSessionToGoBackToIsKeptWithItsTagAndFoundAgain() {
    SessionCookies.keepBack(showing("esprit_tag=its-tag").asRequest(), response, "asker");

    assertThat(set).containsExactly("esprit_back=asker.its-tag; Path=/; HttpOnly; SameSite=Lax");
    assertThat(SessionCookies.back(showing("esprit_back=asker.its-tag").asRequest()))
        .contains(new SessionCookies.Back("asker", Optional.of("its-tag")));
    assertThat(SessionCookies.back(showing("esprit_back=asker").asRequest()))
        .contains(new SessionCookies.Back("asker", Optional.empty()));
    assertThat(SessionCookies.back(plain())).isEmpty();
  }

  @Test
  void whoStartsAnotherSessionOrSignsOutHasNoWayBack() {
    SessionCookies.start(showing("esprit_back=a").asRequest(), response, "x", Optional.empty());
    assertThat(set).anyMatch(cookie -> cookie.startsWith("esprit_back=; Max-Age=0"));

    set.clear();
    SessionCookies.clear(showing("esprit_back=a").asRequest(), response);
    assertThat(set).anyMatch(cookie -> cookie.startsWith("esprit_back=; Max-Age=0"));
  }

  @Test
  void signingOutTakesEverythingBack() {
    SessionCookies.clear(tls(), response);

    assertThat(set)
        .containsExactlyInAnyOrder(
            "esprit_id=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
            "esprit_tag=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure",
            "__Host-esprit_id=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
  }
}
