package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is signed in when their address is blocked because of somebody else behind it. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class BlockedSessionIT extends AnvilFromOutside {

  private static final String NAME = "demo@example.test";

  BlockedSessionIT(GatehouseServer gatehouse) {
    super(gatehouse);
  }

  private static String cookie(Answer answer) {
    return answer.cookies().findFirst().orElseThrow().replaceFirst(";.*", "");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void requestsOfLiveSessionsThatTheNodeKnowsPassAndNobodySignsIn() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      String panel = cookie(attemptRight(visitor, WayIn.SIGN_IN_PAGE));
      String soap = cookie(attemptRight(visitor, WayIn.SOAP));
      String[] message = WayIn.SOAP.attempt(NAME, "");
      String[] bare = Arrays.copyOfRange(message, 2, message.length);
      List<Integer> failed = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        failed.addAll(failAtOnce(visitor, WayIn.REST, LIMIT));
      }
      assertThat(failed).contains(429);

      assertThat(visitor.send(visitor.url("/"), "--cookie", panel).status()).isEqualTo(200);
      assertThat(visitor.send(visitor.url("/soap"), with(bare, "--cookie", soap)).status())
          .isEqualTo(200);

      assertRefused(visitor.send(visitor.url("/")));
      assertRefused(visitor.send(visitor.url("/"), "--cookie", "esprit_id=" + "x".repeat(32)));
      assertRefused(
          visitor.send(
              visitor.url("/soap"),
              with(WayIn.SOAP.attempt(NAME, gatehouse.demoPassword()), "--cookie", soap)));
      assertRefused(
          visitor.send(
              visitor.url(SignInForm.PAGE),
              with(WayIn.SIGN_IN_PAGE.attempt(NAME, gatehouse.demoPassword()), "--cookie", panel)));
      assertThat(visitor.send(visitor.url("/"), "--cookie", panel).status()).isEqualTo(200);
    }
  }
}
