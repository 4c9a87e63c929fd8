package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.session.Sessions;
import org.junit.jupiter.api.Test;

/** What an account does with its own keys. */
class AuthCommandsTest {

  private final List<String> done = new ArrayList<>();

  private final class FakeKeys extends ApiKeys {
    @Override
    public Made create(Account account, String comment) {
      done.add("created for " + account.name() + ": " + comment);
      return new Made("the key", "handle");
    }

    @Override
    public List<ApiKeyRow> of(Account account) {
      return List.of(row());
    }

    @Override
    public Optional<ApiKeyRow> delete(Account account, String handle) {
      return handle.equals("handle") ? Optional.of(row()) : Optional.empty();
    }

    private static ApiKeyRow row() {
      return new ApiKeyRow("hash", "handle", Optional.of(12), "demo", "comment", Instant.EPOCH);
    }
  }

  private final class FakeSessions extends Sessions {
    @Override
    public int endOfKey(String keyHash, Caller by, String reason) {
      done.add("ended what " + keyHash + " asked for");
      return 1;
    }
  }

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      done.add(event.what() + " " + event.detail());
    }
  }

  private final AuthCommands commands =
      new AuthCommands(new FakeKeys(), new FakeSessions(), new FakeAudit());

  private static Caller caller(Optional<String> askedBy) {
    return new Caller(
        new Account(
            AccountName.parse("demo@example.test").orElseThrow(), Role.SITE, Optional.of(12)),
        Gate.UI,
        ClientAddress.of("192.0.2.1"),
        new Proof.Session("hash", "handle", askedBy));
  }

  private static final Caller OWN = caller(Optional.empty());
  private static final Caller HANDED = caller(Optional.of("admin"));

  @Test
  void aKeyIsMadeAndAudited() {
    assertThat(commands.createApiKey(OWN, "backup", false)).isEqualTo("the key");

    assertThat(done)
        .containsExactly("created for demo@example.test: backup", "KEY key handle made");
  }

  @Test
  void aListNamesKeysByHandleAlone() {
    assertThat(commands.getApiKeys(OWN))
        .isEqualTo(
            List.of(
                Map.of(
                    "handle", "handle",
                    "comment", "comment",
                    "created", "1970-01-01T00:00:00Z")));
  }

  @Test
  void withAKeyEndsWhatItAskedFor() {
    assertThat(commands.deleteApiKey(OWN, "handle", false)).isTrue();

    assertThat(done).containsExactly("ended what hash asked for", "KEY key handle deleted");
  }

  @Test
  void aKeyThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> commands.deleteApiKey(OWN, "other", false))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(done).isEmpty();
  }

  @Test
  void aHandOverMakesAndDeletesNoneUnlessForced() {
    assertThatThrownBy(() -> commands.createApiKey(HANDED, "", false))
        .hasMessageContaining("force=true");
    assertThatThrownBy(() -> commands.deleteApiKey(HANDED, "handle", false))
        .hasMessageContaining("force=true");
    assertThat(done).isEmpty();

    assertThat(commands.createApiKey(HANDED, "", true)).isEqualTo("the key");
    assertThat(commands.deleteApiKey(HANDED, "handle", true)).isTrue();
  }
}
