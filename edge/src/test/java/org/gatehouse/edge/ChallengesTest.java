package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;

class ChallengesTest {

  private static final String BASIC = "Basic realm=\"Gatehouse\", charset=\"UTF-8\"";
  private static final String BEARER = "Bearer realm=\"Gatehouse\"";

  private static List<String> challenges(Gate gate, String... headers) {
    return Challenges.of(FakeRequest.with(null, headers).asRequest(), gate);
  }

  @Test
  void whoShowsNothingAtRestIsToldOfPasswordsAndKeys() {
    assertThat(challenges(Gate.REST)).containsExactly(BASIC, BEARER);
    assertThat(challenges(Gate.REST, "Authorization", "Basic eDp5")).containsExactly(BASIC, BEARER);
  }

  @Test
  void whoShowedAKeyIsToldThatItIsNone() {
    assertThat(challenges(Gate.REST, "Authorization", "bearer 12"))
        .containsExactly(BASIC, BEARER + ", error=\"invalid_token\"");
  }

  @Test
  void aScriptOfAPageMakesNoBrowserAskForAPassword() {
    assertThat(challenges(Gate.REST, "X-CSRF-Token", "")).containsExactly(BEARER);
  }

  @Test
  void soapClientsAreToldOfPasswordsAlone() {
    assertThat(challenges(Gate.SOAP, "X-CSRF-Token", "")).containsExactly(BASIC);
  }
}
