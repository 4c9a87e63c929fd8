package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the anvil promises to the one at the other end of the wire (issue 2, shows 3). */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class AnvilIT {

  private static final int LIMIT = 20;
  private static final String WRONG = "not the password";

  private final GatehouseServer gatehouse;

  AnvilIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @ParameterizedTest
  @EnumSource
  void after20WrongPasswordsAtOneGateEveryGateRefusesTheAddressBeforeThePasswordMatters(
      WayIn gate) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      assertThat(failAtOnce(visitor, gate, LIMIT)).isEqualTo(Collections.nCopies(LIMIT, 401));
      assertRefusedEverywhere(visitor);
    }
  }

  @Test
  void failuresAtDifferentGatesAddUp() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.SOAP, 7);
      failAtOnce(visitor, WayIn.REST, 7);
      assertThat(failAtOnce(visitor, WayIn.SIGN_IN_PAGE, 6)).containsOnly(401);
      assertRefusedEverywhere(visitor);
    }
  }

  @Test
  void aWrongKeyCountsAsAWrongPasswordDoes() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      String key = "0".repeat(64);
      visitor.sendAtOnce(
          LIMIT, visitor.url(WayIn.REST.path()), "--header", "Authorization: Bearer " + key);
      assertRefusedEverywhere(visitor);
    }
  }

  @ParameterizedTest
  @EnumSource
  void of30WrongPasswordsAtOnceAtMost20AreHashedAndTheRestIsRefused(WayIn gate) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      long deniedBefore = Figures.of(gatehouse).attempts("denied");

      List<Integer> statuses = failAtOnce(visitor, gate, 30);

      assertThat(statuses).containsOnly(401, 429).hasSize(30);
      assertThat(Collections.frequency(statuses, 401)).isEqualTo(LIMIT);
      assertThat(Figures.of(gatehouse).attempts("denied") - deniedBefore).isEqualTo(LIMIT);
    }
  }

  @Test
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
  void anAddressThatHasFailedMayStillSignInRight() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT - 1);

      assertThat(attemptRight(visitor, WayIn.REST).status()).isEqualTo(200);
    }
  }

  @Test
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
  void theAnswersHeldBackKeepNobodyElseWaiting() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        Visitor other = Visitor.fromElsewhere(gatehouse)) {
      Thread failing = Thread.ofVirtual().start(() -> failAtOnce(visitor, WayIn.REST, LIMIT));

      assertThat(attemptRight(other, WayIn.REST).status()).isEqualTo(200);

      join(failing);
    }
  }

  @Test
  void aBlockOutlivesTheServerAndTheAdminLiftsItAtOnce() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.SOAP, LIMIT);

      gatehouse.restart();
      assertRefusedEverywhere(visitor);

      assertThat(unblock(visitor)).isEqualTo("true");
      for (WayIn gate : List.of(WayIn.SOAP, WayIn.REST)) {
        assertThat(attemptRight(visitor, gate).status()).isEqualTo(200);
      }
    }
  }

  @Test
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
  void aBlockHidesNoHealth() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      failAtOnce(visitor, WayIn.REST, LIMIT);

      assertThat(visitor.send(visitor.url("/health/ready")).status()).isEqualTo(200);
    }
  }

  private List<Integer> failAtOnce(Visitor visitor, WayIn gate, int count) {
    return visitor.sendAtOnce(
        count, visitor.url(gate.path()), gate.attempt("demo@example.test", WRONG));
  }

  private Answer attemptRight(Visitor visitor, WayIn gate) {
    return gate.attempt(visitor, "demo@example.test", gatehouse.demoPassword());
  }

  private void assertRefusedEverywhere(Visitor visitor) {
    for (WayIn gate : WayIn.values()) {
      assertRefused(gate.attempt(visitor, "demo@example.test", WRONG));
      assertRefused(attemptRight(visitor, gate));
    }
    assertRefused(visitor.send(visitor.url(SignInForm.PAGE)));
    assertRefused(visitor.send(visitor.tlsUrl(SignInForm.PAGE)));
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(Long.parseLong(answer.header("Retry-After").orElseThrow())).isBetween(1L, 900L);
  }

  private String unblock(Visitor visitor) {
    return Visitor.onThisMachine(gatehouse)
        .send(
            gatehouse.url("/api/anvil/unblock"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"address\":\"" + visitor.address() + "\"}")
        .text();
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
