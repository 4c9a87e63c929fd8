package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.keyring.Keyring;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.SecretStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An option of a site refers to a value of the keyring, which is looked up when it is used. */
class ReferredPasswordTest {

  private final CurrentSecret secret = new CurrentSecret(new Secret(new byte[Secret.BYTES]));
  private final SecretStore store = new SecretStore(secret.now());
  private final SecureRandom random = new SecureRandom();
  private final Keyring keyring =
      new Keyring(
          store.database(), secret, new FormerKeys(secret, random), random, Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  private Optional<AdminPassword> password(String option) {
    return SiteOptions.of(Map.of("auth.tpasswd", option)).withPasswordOf(keyring).password();
  }

  @Test
  void theValueIsThePassword() {
    keyring.set("site", "the password of the site");

    assertThat(password("keyring:site"))
        .contains(new AdminPassword.Plain("the password of the site"));
    assertThat(password("a password itself"))
        .contains(new AdminPassword.Plain("a password itself"));
  }

  @Test
  void aValueThatThereIsNotIsRefused() {
    assertThatThrownBy(() -> password("keyring:other"))
        .isInstanceOf(CommandException.class)
        .hasMessage("option 'auth.tpasswd' refers to no value of the keyring");
    assertThatThrownBy(() -> password("sealed:AAAA")).isInstanceOf(CommandException.class);
  }
}
