package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the anvil promises to the one at the other end of the wire (issue 2, shows 3). The tests run
 * side by side: each has an address of its own, and most of their time is answers held back.
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class AnvilIT extends AnvilFromOutside {

  AnvilIT(GatehouseServer gatehouse) {
    super(gatehouse);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @EnumSource
  void after20WrongPasswordsAtOneGateEveryGateRefusesTheAddressBeforeThePasswordMatters(
      WayIn gate) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      assertThat(failAtOnce(visitor, gate, LIMIT)).isEqualTo(Collections.nCopies(LIMIT, 401));
      assertRefusedEverywhere(visitor);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void failuresAtDifferentGatesAddUp() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.SOAP, 7);
      failAtOnce(visitor, WayIn.REST, 7);
      assertThat(failAtOnce(visitor, WayIn.SIGN_IN_PAGE, 6)).containsOnly(401);
      assertRefusedEverywhere(visitor);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aWrongKeyCountsAsAWrongPasswordDoes() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      String key = "0".repeat(64);
      visitor.sendAtOnce(
          LIMIT, visitor.url(WayIn.REST.path()), "--header", "Authorization: Bearer " + key);
      assertRefusedEverywhere(visitor);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void twoHundredRightSignInsAtOnceFromOneAddressAllSucceed() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      List<Integer> statuses =
          visitor.sendAtOnce(
              200,
              visitor.url(WayIn.REST.path()),
              WayIn.REST.attempt("demo@example.test", gatehouse.demoPassword()));

      assertThat(statuses).hasSize(200).containsOnly(200);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anAddressThatHasFailedMayStillSignInRight() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT - 1);

      assertThat(attemptRight(visitor, WayIn.REST).status()).isEqualTo(200);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theThirdFailureIsAnsweredAfterAtLeast100Milliseconds() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      WayIn.REST.attempt(visitor, "admin", WRONG);
      WayIn.SOAP.attempt(visitor, "admin", WRONG);
      Answer third = WayIn.SIGN_IN_PAGE.attempt(visitor, "admin", WRONG);
      Answer fourth = WayIn.REST.attempt(visitor, "admin", WRONG);

      assertThat(third.took()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
      assertThat(fourth.took()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theAnswersHeldBackKeepNobodyElseWaiting() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        Visitor other = Visitor.fromElsewhere(gatehouse)) {
      Thread failing = Thread.ofVirtual().start(() -> failAtOnce(visitor, WayIn.REST, LIMIT));

      assertThat(attemptRight(other, WayIn.REST).status()).isEqualTo(200);

      join(failing);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anIpv6AddressIsCountedWithItsNeighboursOfTheSame64() {
    try (Visitor visitor = Visitor.fromElsewhereByIpv6(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT);
      assertRefusedEverywhere(visitor);

      visitor.moveToNeighbour();
      assertRefusedEverywhere(visitor);

      assertThat(unblock(visitor)).isEqualTo("true");
      assertThat(attemptRight(visitor, WayIn.REST).status()).isEqualTo(200);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBlockedAddressIsToldWhyAtEveryGateBeforeItsBodyIsThere() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT);

      for (String path : List.of("/soap", "/api/common/whoami", "/cli/common/whoami")) {
        assertToldWithoutABody(visitor, visitor.url(path), "text/xml");
      }
      String form = "application/x-www-form-urlencoded";
      assertToldWithoutABody(visitor, visitor.url(SignInForm.PAGE), form);
      assertToldWithoutABody(visitor, visitor.davUrl("/"), "text/plain");
    }
  }

  /** The body is announced and never sent: whoever waited for it would wait too long for curl. */
  private static void assertToldWithoutABody(Visitor visitor, String url, String type) {
    Answer answer =
        visitor.send(
            url,
            "--max-time",
            "20",
            "--request",
            "POST",
            "--header",
            "Content-Length: 5000",
            "--header",
            "Content-Type: " + type);

    assertRefused(answer);
    assertThat(answer.body()).contains("too many failed attempts from your address");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBlockHidesNoHealth() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT);

      assertThat(visitor.send(visitor.url("/health/ready")).status()).isEqualTo(200);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
