package org.gatehouse.web.ui.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.junit.jupiter.api.Test;

class StateSealTest {

  private static final String SESSION = "a".repeat(32);
  private static final String PAGE = "/apps/keys.xhtml";
  private static final byte[] STATE = "what was typed".getBytes(StandardCharsets.UTF_8);

  private final StateSeal seal = withSecret(1);
  private final String sealed = seal.seal(SESSION, PAGE, STATE);

  private static StateSeal withSecret(int last) {
    byte[] secret = new byte[Secret.BYTES];
    secret[0] = (byte) last;
    return new StateSeal(new CurrentSecret(new Secret(secret)), new SecureRandom());
  }

  @Test
  void anyNodeWithTheSecretOpensIt() {
    assertThat(withSecret(1).open(SESSION, PAGE, sealed)).hasValue(STATE);
  }

  @Test
  void itIsOfOneSession() {
    assertThat(seal.open("b".repeat(32), PAGE, sealed)).isEmpty();
  }

  @Test
  void itIsOfOnePage() {
    assertThat(seal.open(SESSION, "/index.xhtml", sealed)).isEmpty();
  }

  @Test
  void anotherSecretDoesNotOpenIt() {
    assertThat(withSecret(2).open(SESSION, PAGE, sealed)).isEmpty();
  }

  @Test
  void oneLetterMakesItAnother() {
    for (int i = 0; i < sealed.length(); i++) {
      String other = sealed.charAt(i) == 'A' ? "B" : "A";
      assertThat(seal.open(SESSION, PAGE, sealed.substring(0, i) + other + sealed.substring(i + 1)))
          .as("letter %d", i)
          .isEmpty();
    }
  }

  @Test
  void whatIsNoStateIsNotOpened() {
    for (String text : new String[] {"", "stateless", "ä", "=", "AAAA"}) {
      assertThat(seal.open(SESSION, PAGE, text)).as(text).isEmpty();
    }
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(seal.seal(SESSION, PAGE, STATE)).isNotEqualTo(sealed);
  }
}
