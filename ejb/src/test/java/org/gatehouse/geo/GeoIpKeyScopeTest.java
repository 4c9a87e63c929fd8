package org.gatehouse.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.gatehouse.command.CommandException;
import org.gatehouse.keyring.Keyring;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.SecretStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scope auth.geoip-key: "validated shape, stored sealed". */
class GeoIpKeyScopeTest {

  private static final String KEY = "licence_of-1234";

  private final CurrentSecret secret = new CurrentSecret(new Secret(new byte[Secret.BYTES]));
  private final SecretStore store = new SecretStore(secret.now());
  private final SecureRandom random = new SecureRandom();
  private final Keyring keyring =
      new Keyring(
          store.database(), secret, new FormerKeys(secret, random), random, Clock.systemUTC());
  private final GeoIpKeyScope scope = new GeoIpKeyScope(keyring);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsSetIsShownByItsNumberAndNeverByItsKey() {
    assertThat(scope.get()).isEqualTo("");

    Object accepted = scope.accept(Map.of("id", 1234, "key", KEY));
    scope.set(null, accepted);

    assertThat(scope.get()).isEqualTo(accepted);
    assertThat(scope.get().toString())
        .contains("1234", "keyring:auth.geoip-key")
        .doesNotContain(KEY);
    assertThat(accepted.toString()).doesNotContain(KEY);
    assertThat(keyring.lend("keyring:auth.geoip-key", String::new)).contains("1234:" + KEY);
    assertThat(scope.secret()).isTrue();
  }

  @Test
  void theSameKeyAsATextIsTheValueThatItHasAndAnotherIsNot() {
    scope.set(null, scope.accept(Map.of("id", "1234", "key", KEY)));

    assertThat(scope.accept("[id:1234,key:" + KEY + "]")).isEqualTo(scope.get());
    assertThat(scope.accept("[id:1234,key:" + KEY + "x]")).isNotEqualTo(scope.get());
    assertThat(scope.accept("[id:1235,key:" + KEY + "]")).isNotEqualTo(scope.get());
  }

  @Test
  void anEmptyTextTakesItAway() {
    scope.set(null, scope.accept(Map.of("id", 1234, "key", KEY)));

    scope.set(null, scope.accept(""));

    assertThat(scope.get()).isEqualTo("");
  }

  @Test
  void whatKeyringSetPutThereAndIsNoneIsShownAsNone() {
    keyring.set("auth.geoip-key", "no colon");

    assertThat(scope.get()).isEqualTo("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "[id:1234]",
        "[key:licence_of-1234]",
        "[id:1234,key:short]",
        "[id:12345678901,key:licence_of-1234]",
        "[id:0,key:licence_of-1234]",
        "[id:one,key:licence_of-1234]",
        "[id:1234,key:licence of 1234]",
        "[id:1234,key:licence_of-1234,more:1]"
      })
  void anotherShapeIsRefusedAndSaysWhatIsAcceptedWithoutTheKey(String given) {
    assertThatThrownBy(() -> scope.accept(given))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("argument 'first' must be [id:NUMBER,key:KEY]")
        .hasMessageNotContaining("licence");
  }

  @Test
  void otherValuesAreRefused() {
    assertThatThrownBy(() -> scope.accept(5)).isInstanceOf(CommandException.class);
    assertThatThrownBy(() -> scope.accept(Map.of("id", 1234, "key", KEY, "more", 1)))
        .isInstanceOf(CommandException.class);
  }
}
