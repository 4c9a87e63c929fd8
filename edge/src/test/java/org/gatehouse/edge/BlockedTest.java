package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockedTest {

  private final Blocked blocked =
      new Blocked("live"::equals, (address, gate) -> {}, Clock.systemUTC());

  private boolean mayPass(Gate gate, String query, String... headers) {
    return blocked.mayPass(FakeRequest.with(query, headers).asRequest(), gate);
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"UI", "SOAP", "REST"})
  void aSessionThatThisNodeSawLivePassesAndNoOther(Gate gate) {
    assertThat(mayPass(gate, null, "Cookie", "esprit_id=live")).isTrue();
    assertThat(mayPass(gate, null, "Cookie", "esprit_id=dead")).isFalse();
    assertThat(mayPass(gate, null)).isFalse();
  }

  @Test
  void whoWantsSomethingVerifiedDoesNotPass() {
    String[] live = {"Cookie", "esprit_id=live"};

    assertThat(mayPass(Gate.SOAP, "authkey=x", live)).isFalse();
    assertThat(mayPass(Gate.UI, "esprit_id=x", live)).isFalse();
    assertThat(mayPass(Gate.REST, null, "Cookie", "esprit_id=live", "Authorization", "Basic YTpi"))
        .isFalse();
    assertThat(mayPass(Gate.CLI, null, live)).isFalse();
  }
}
