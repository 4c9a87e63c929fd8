package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * REST also takes the panel's session, with the token of its pages. The tests run side by side:
 * each has an address of its own, and answers to strangers may be held back.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class RestSessionIT {

  private static final String NAME = "demo@example.test";
  private static final Pattern TOKEN =
      Pattern.compile("<meta name=\"csrf-token\" content=\"([^\"]+)\"");

  private final GatehouseServer gatehouse;
  private final Visitor visitor;
  private String cookie;

  RestSessionIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.fromElsewhere(gatehouse);
    this.cookie = signIn();
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  private String signIn() {
    return visitor
        .send(
            visitor.url(SignInForm.PAGE),
            WayIn.SIGN_IN_PAGE.attempt(NAME, gatehouse.demoPassword()))
        .cookies()
        .findFirst()
        .orElseThrow()
        .replaceFirst(";.*", "");
  }

  private String token() {
    Answer page = visitor.send(visitor.url("/"), "--cookie", cookie);
    Matcher token = TOKEN.matcher(page.body());
    assertThat(token.find()).as(page.body()).isTrue();
    assertThat(page.header("Cache-Control")).contains("no-store");
    return token.group(1);
  }

  private Answer call(String... options) {
    List<String> all = new ArrayList<>(List.of("--cookie", cookie, "--json", "{}"));
    all.addAll(List.of(options));
    return visitor.send(visitor.url("/api/common/whoami"), all.toArray(String[]::new));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void thePanelsSessionWithItsTokenIsACredential() {
    Answer answer = call("--header", "X-CSRF-Token: " + token());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(NAME);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void withoutATokenOrWithAnothersItIs403AndNotCounted() {
    String first = token();
    cookie = signIn();

    for (int i = 0; i < 25; i++) {
      assertThat(call("--header", "X-CSRF-Token: " + first).status()).isEqualTo(403);
      assertThat(call().status()).isEqualTo(403);
    }
    assertThat(call("--header", "X-CSRF-Token: " + token()).status()).isEqualTo(200);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aTokenWithoutItsSessionLetsNobodyIn() {
    String token = token();
    SignInForm button = SignInForm.of(visitor.send(visitor.url("/"), "--cookie", cookie));
    List<String> press = new ArrayList<>(List.of(button.pressed()));
    press.addAll(List.of("--cookie", cookie));
    visitor.send(visitor.url(button.action()), press.toArray(String[]::new));

    assertThat(call("--header", "X-CSRF-Token: " + token).status()).isEqualTo(401);
    assertThat(
            visitor
                .send(
                    visitor.url("/api/common/whoami"),
                    "--json",
                    "{}",
                    "--header",
                    "X-CSRF-Token: " + token)
                .status())
        .isEqualTo(401);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void thePageOfWhoIsNotSignedInHasNoToken() {
    assertThat(visitor.send(visitor.url(SignInForm.PAGE)).body()).doesNotContain("csrf-token");
  }
}
