package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How tests of the anvil fail, succeed and see that they are refused. */
abstract class AnvilFromOutside {

  static final int LIMIT = 20;
  static final String WRONG = "not the password";

  final GatehouseServer gatehouse;

  AnvilFromOutside(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  List<Integer> failAtOnce(Visitor visitor, WayIn gate, int count) {
    return visitor.sendAtOnce(
        count, visitor.url(gate.path()), gate.attempt("demo@example.test", WRONG));
  }

  Answer attemptRight(Visitor visitor, WayIn gate) {
    return gate.attempt(visitor, "demo@example.test", gatehouse.demoPassword());
  }

  void assertRefusedEverywhere(Visitor visitor) {
    for (WayIn gate : WayIn.values()) {
      assertRefused(gate.attempt(visitor, "demo@example.test", WRONG));
      assertRefused(attemptRight(visitor, gate));
    }
    assertRefused(visitor.send(visitor.url(SignInForm.PAGE)));
    assertRefused(visitor.send(visitor.tlsUrl(SignInForm.PAGE)));
  }

  static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(Long.parseLong(answer.header("Retry-After").orElseThrow())).isBetween(1L, 900L);
  }

  String unblock(Visitor visitor) {
    return Visitor.onThisMachine(gatehouse)
        .send(
            gatehouse.url("/api/anvil/unblock"),
            "--user",
            gatehouse.admin(),
            "--json",
            "{\"address\":\"" + visitor.address() + "\"}")
        .text();
  }
}
