package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each sign-in, at whatever gate, is one record of the audit and one row of the login history. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class SignInRecordIT {

  private static final String NAME = "demo@example.test";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  SignInRecordIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.fromElsewhere(gatehouse);
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  private String[] right(WayIn gate) {
    return gate.attempt(NAME, gatehouse.demoPassword());
  }

  private String ask(String command, String arguments, String user) {
    return Visitor.onThisMachine(gatehouse)
        .send(gatehouse.url("/api/" + command), "--user", user, "--json", arguments)
        .text();
  }

  private void assertOneOf(String gate) {
    String address = Pattern.quote("\"" + visitor.address() + "\"");
    assertThat(ask("audit/search", search("SIGN_IN"), gatehouse.admin()))
        .containsOnlyOnce("\"id\":")
        .contains("\"gate\":\"" + gate + "\"");
    assertThat(ask("auth/get-login-history", "{\"limit\":100}", gatehouse.demo()))
        .containsPattern(address)
        .doesNotContainPattern(address + "(?s).*" + address);
  }

  private String search(String what) {
    return "{\"what\":\"%s\",\"address\":\"%s\"}".formatted(what, visitor.address());
  }

  @Test
  void atThePanel() {
    Answer answer = visitor.send(visitor.url(SignInForm.PAGE), right(WayIn.SIGN_IN_PAGE));
    String cookie = cookie(answer);
    for (int i = 0; i < 2; i++) {
      assertThat(visitor.send(visitor.url("/"), "--cookie", cookie).status()).isEqualTo(200);
    }

    assertOneOf("UI");
  }

  @Test
  void atTheSoapGateWithItsCookie() {
    String cookie = cookie(visitor.send(visitor.url("/soap"), right(WayIn.SOAP)));
    String[] message = WayIn.SOAP.attempt(NAME, "");
    String[] bare = Arrays.copyOfRange(message, 2, message.length);
    visitor.send(visitor.url("/soap"), with(bare, "--cookie", cookie));
    visitor.send(visitor.url("/soap"), with(right(WayIn.SOAP), "--cookie", cookie));

    assertOneOf("SOAP");
  }

  @Test
  void atTheSoapGateWithoutCookies() {
    for (int i = 0; i < 3; i++) {
      assertThat(visitor.send(visitor.url("/soap"), right(WayIn.SOAP)).status()).isEqualTo(200);
    }

    assertOneOf("SOAP");
  }

  @Test
  void atTheSoapGateWithManyCallsAtOnce() {
    assertThat(visitor.sendAtOnce(20, visitor.url("/soap"), right(WayIn.SOAP))).containsOnly(200);

    assertOneOf("SOAP");
  }

  @Test
  void atTheSoapGateWithACookieThatIsNoSessionsAnyMoreOrNeverWas() {
    String ended = "esprit_id=" + "f".repeat(32);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(visitor.send(visitor.url("/soap"), with(right(WayIn.SOAP), "--cookie", ended)));
    }

    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).allSatisfy(answer -> assertThat(cookie(answer)).isNotEqualTo(ended));
    assertOneOf("SOAP");
  }

  @Test
  void atTheRestGate() {
    for (int i = 0; i < 3; i++) {
      visitor.send(visitor.url(WayIn.REST.path()), right(WayIn.REST));
    }

    assertOneOf("REST");
  }

  @Test
  void atTheCliGate() {
    for (int i = 0; i < 3; i++) {
      visitor.send(visitor.url("/cli/common/whoami"), right(WayIn.REST));
    }

    assertOneOf("CLI");
  }

  @Test
  void withAKey() {
    for (int i = 0; i < 3; i++) {
      visitor.send(
          visitor.url("/api/common/whoami"),
          "--header",
          "Authorization: Bearer " + gatehouse.demoKey(),
          "--json",
          "{}");
    }

    assertOneOf("REST");
  }

  private static String cookie(Answer answer) {
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }
}
