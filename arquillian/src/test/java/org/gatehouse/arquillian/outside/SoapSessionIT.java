package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Sessions of SOAP clients on the wire. The tests run side by side: each has an address of its own,
 * and answers to strangers may be held back.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class SoapSessionIT {

  /** An account that no other test has guessed at: its strangers need not wait. */
  private static final String NAME = "soap-session@example.test";

  private static final String PASSWORD = "nobody guesses at this one";

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  SoapSessionIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.fromElsewhere(gatehouse);
  }

  @BeforeAll
  static void addUser(GatehouseServer gatehouse) {
    Answer added =
        Visitor.onThisMachine(gatehouse)
            .send(
                gatehouse.url("/api/user/add"),
                "--user",
                gatehouse.demo(),
                "--json",
                "{\"user\":\"soap-session\",\"password\":\"" + PASSWORD + "\"}");
    assertThat(added.status()).isEqualTo(200);
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  private Answer withPassword(String... options) {
    return call(WayIn.SOAP.attempt(NAME, PASSWORD), options);
  }

  private Answer withoutPassword(String... options) {
    String[] call = WayIn.SOAP.attempt(NAME, "");
    return call(Arrays.copyOfRange(call, 2, call.length), options);
  }

  private Answer call(String[] call, String... options) {
    return visitor.send(
        visitor.url("/soap"),
        Stream.concat(Stream.of(call), Stream.of(options)).toArray(String[]::new));
  }

  private static String cookie(Answer answer) {
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aCallWithBasicAndNoCookieStartsASessionAndAnswersSetCookie() {
    Answer answer = withPassword();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.cookies())
        .singleElement()
        .asString()
        .matches("esprit_id=[0-9A-Za-z]{32}; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aClientThatKeepsSendingBasicWithoutTheCookieReusesItsSession() {
    withPassword();

    assertThat(withPassword().cookies()).isEmpty();
    assertThat(withPassword("--user-agent", "another client").cookies()).hasSize(1);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theCookieAloneIsACredential() {
    Answer answer = withoutPassword("--cookie", cookie(withPassword()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains(NAME);
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whoShowsBothGoesOnInTheCookiesSession() {
    String cookie = cookie(withPassword());

    assertThat(withPassword("--cookie", cookie).cookies()).isEmpty();
    assertThat(call(WayIn.SOAP.attempt(NAME, "not the password"), "--cookie", cookie).status())
        .as("a wrong password is wrong whatever the cookie")
        .isEqualTo(401);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whoShowsAnothersCookieGetsASessionOfTheirOwn() {
    String admins = cookie(call(WayIn.SOAP.attempt("admin", gatehouse.adminPassword())));
    Answer answer = withPassword("--cookie", admins);

    assertThat(answer.body()).contains(NAME);
    assertThat(cookie(answer)).isNotEqualTo(admins);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void keysStartNone() {
    String[] call = WayIn.SOAP.attempt(NAME, "");
    Answer answer =
        visitor.send(
            visitor.url("/soap?authkey=" + gatehouse.demoKey()),
            Arrays.copyOfRange(call, 2, call.length));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.cookies()).isEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aSessionIsValidAtTheGateItWasStartedFor() {
    String cookie = cookie(withPassword());
    String panels =
        cookie(
            visitor.send(visitor.url(SignInForm.PAGE), WayIn.SIGN_IN_PAGE.attempt(NAME, PASSWORD)));

    assertThat(visitor.send(visitor.url("/"), "--cookie", cookie).status()).isEqualTo(302);
    assertThat(withoutPassword("--cookie", panels).status()).isEqualTo(401);
    assertThat(withoutPassword("--cookie", cookie).status()).isEqualTo(200);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anIdThatWasNeverIssuedIsAnsweredWithAFreshOneThatLetsNobodyIn() {
    String foreign = "esprit_id=" + "f".repeat(32);
    Answer refused = withoutPassword("--cookie", foreign);
    Answer admitted = withPassword("--cookie", foreign);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(cookie(refused)).isNotEqualTo(foreign);
    assertThat(withoutPassword("--cookie", cookie(refused)).status()).isEqualTo(401);
    assertThat(admitted.status()).isEqualTo(200);
    assertThat(cookie(admitted)).isNotEqualTo(foreign);
    assertThat(withoutPassword("--cookie", foreign).status()).isEqualTo(401);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anIdInTheAddressIsNeverTaken() {
    String id = cookie(withPassword()).replace("esprit_id=", "");
    String[] call = WayIn.SOAP.attempt(NAME, "");
    String[] bare = Arrays.copyOfRange(call, 2, call.length);

    assertThat(visitor.send(visitor.url("/soap?esprit_id=" + id), bare).status()).isEqualTo(401);
    assertThat(visitor.send(visitor.url("/soap;esprit_id=" + id), bare).status()).isNotEqualTo(200);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aForeignOriginIs403WhateverIsShown() {
    assertThat(withPassword("--header", "Origin: https://evil.test").status()).isEqualTo(403);
  }
}
