package org.gatehouse.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.database.Database;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.SecretStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keyring by its commands. */
class KeyringCommandsTest {

  private static final Caller ADMIN =
      new Caller(
          new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty()),
          Gate.CLI,
          ClientAddress.of("127.0.0.1"),
          new Proof.Socket());

  private final Secret secret =
      new Secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
  private final SecretStore store = new SecretStore(secret);
  private final CurrentSecret current = new CurrentSecret(secret);
  private final Keyring keyring =
      new Keyring(
          store.database(),
          current,
          new FormerKeys(current, new SecureRandom()),
          new SecureRandom(),
          Clock.systemUTC());
  private final AtomicInteger conflicts = new AtomicInteger();

  private final KeyringCommands commands =
      new KeyringCommands(
          keyring,
          new Database() {
            @Override
            public <T> T whole(Supplier<T> deed) {
              if (conflicts.getAndDecrement() > 0) {
                throw new IllegalStateException(new SQLException("a rotation", "40001"));
              }
              return deed.get();
            }
          },
          new Audit() {
            @Override
            public void record(AuditEvent event) {
              // Not what is tested here.
            }
          },
          Set.of("auth.geoip-key")::contains);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aScopesValueIsSetByTheScopeAlone() {
    assertThatThrownBy(() -> commands.set(ADMIN, "auth.geoip-key", "no shape"))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "argument 'name' is that of a scope, which looks at its value: scope:set"
                + " auth.geoip-key");
    assertThat(keyring.find("auth.geoip-key")).isEmpty();
  }

  @Test
  void whatARotationWasInTheWayOfIsDoneOnceMore() {
    conflicts.set(2);

    assertThat(commands.set(ADMIN, "backup", "hush")).containsEntry("name", "backup");
  }
}
