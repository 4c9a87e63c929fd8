package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.PasswordStamp;
import org.junit.jupiter.api.Test;

/** A hand-over may not change passwords, keys or restrictions unless forced. */
class HandOverGuardTest {

  private static Caller caller(Proof proof) {
    return new Caller(
        new Account(
            AccountName.parse("demo@example.test").orElseThrow(), Role.SITE, Optional.of(1)),
        Gate.UI,
        ClientAddress.of("192.0.2.1"),
        proof);
  }

  private static final Proof HAND_OVER = new Proof.Session("hash", "handle", Optional.of("admin"));

  @Test
  void aHandOverIsRefusedAndToldHowToForce() {
    assertThatThrownBy(() -> HandOverGuard.check(caller(HAND_OVER), false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("demo@example.test")
        .hasMessageContaining("hand-over to admin")
        .hasMessageContaining("force=true")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aForcedHandOverGoesOn() {
    assertThatCode(() -> HandOverGuard.check(caller(HAND_OVER), true)).doesNotThrowAnyException();
  }

  @Test
  void whoeverSignedInAsThemselvesGoesOn() {
    for (Proof proof :
        new Proof[] {
          new Proof.Password(PasswordStamp.of("secret")),
          new Proof.Key("hash"),
          new Proof.Session("hash", "handle", Optional.empty()),
          new Proof.Socket()
        }) {
      assertThatCode(() -> HandOverGuard.check(caller(proof), false)).doesNotThrowAnyException();
    }
  }
}
