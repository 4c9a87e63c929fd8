package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.SecretStore;
import org.junit.jupiter.api.Test;

/** Ids of visitors are known again, whatever becomes of the secret. */
class VisitorIdsTest {

  private static Secret secret(int first) {
    byte[] bytes = new byte[Secret.BYTES];
    bytes[0] = (byte) first;
    return new Secret(bytes);
  }

  @Test
  void anIdIsKnownAgainAfterARotationAndNotAfterTheNext() {
    CurrentSecret current = new CurrentSecret(secret(1));
    VisitorIds ids = new VisitorIds(new SessionIds(new SecureRandom()), current);
    String first = ids.fresh();
    assertThat(ids.issued(first)).isTrue();

    SecretStore.exchange(current, secret(2));
    assertThat(ids.issued(first)).isTrue();
    String second = ids.fresh();
    assertThat(ids.issued(second)).isTrue();

    SecretStore.exchange(current, secret(3));
    assertThat(ids.issued(second)).isTrue();
    assertThat(ids.issued(first)).isFalse();
    assertThat(ids.issued(new SessionIds(new SecureRandom()).fresh())).isFalse();
  }
}
