package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.apikey.KeyWithdrawal;
import org.gatehouse.apikey.Limits;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.Database;
import org.gatehouse.host.Realm;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.persistence.apikey.KeyLimits;
import org.gatehouse.persistence.apikey.KeyUse;
import org.gatehouse.session.SessionEnds;
import org.junit.jupiter.api.Test;

/** What an account does with its own keys. */
class AuthCommandsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private final List<String> done = new ArrayList<>();

  private final class FakeKeys extends ApiKeys {
    @Override
    public Made create(Account account, String comment, Limits limits) {
      done.add("created for " + account.name() + ": " + comment + ", " + limits);
      return new Made("the key", "handle");
    }

    @Override
    public List<ApiKeyRow> of(Account account) {
      KeyLimits limits = new KeyLimits(Optional.of(NOW.plusSeconds(9)), List.of("192.0.2.0/28"));
      KeyUse use = new KeyUse(NOW, "192.0.2.1");
      return List.of(row(KeyLimits.NONE, Optional.empty()), row(limits, Optional.of(use)));
    }

    @Override
    public void requireUnlimited(Caller caller) {
      if (caller.proof().equals(new Proof.Key("limited"))) {
        throw new CommandException(Kind.FORBIDDEN, "limited");
      }
    }

    @Override
    public ApiKeyRow comment(Account account, String handle, String comment) {
      done.add("comment " + comment);
      return found(handle);
    }

    @Override
    public ApiKeyRow limit(Account account, String handle, Limits limits) {
      done.add("limited " + limits);
      return found(handle);
    }

    @Override
    public ApiKeyRow delete(Account account, String handle) {
      return found(handle);
    }

    private static ApiKeyRow found(String handle) {
      if (handle.equals("handle")) {
        return row(KeyLimits.NONE, Optional.empty());
      }
      throw new CommandException(Kind.NOT_FOUND, "no such key");
    }

    private static ApiKeyRow row(KeyLimits limits, Optional<KeyUse> lastUse) {
      return new ApiKeyRow(
          "hash", "handle", Optional.of(12), "demo", "comment", Instant.EPOCH, limits, lastUse);
    }
  }

  private final class FakeEnds extends SessionEnds {
    @Override
    public int endOfKey(String keyHash, Caller by, String reason) {
      done.add("ended what " + keyHash + " asked for");
      return 1;
    }

    @Override
    public int endOfKey(String keyHash, Predicate<ClientAddress> picked, Caller by, String reason) {
      for (String address : List.of("192.0.2.1", "192.0.2.99")) {
        if (picked.test(ClientAddress.of(address))) {
          done.add("ended what " + keyHash + " asked for at " + address);
        }
      }
      return 1;
    }
  }

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      done.add(event.what() + " " + event.detail());
    }
  }

  /** Whether all of a deed is in one transaction is asked in the server. */
  private static final class FakeDatabase extends Database {
    @Override
    public <T> T whole(Supplier<T> deed) {
      return deed.get();
    }
  }

  private final FakeHost host = new FakeHost().with(new Realm.Site(12), "demo", "password");
  private final AuthCommands commands =
      new AuthCommands(
          new FakeKeys(),
          new FakeEnds(),
          new FakeAudit(),
          new FakeDatabase(),
          host,
          Clock.fixed(NOW, ZoneOffset.UTC),
          new KeyWithdrawal());

  private static Caller caller(Optional<String> askedBy) {
    return caller(new Proof.Session("hash", "handle", askedBy));
  }

  private static Caller caller(Proof proof) {
    return new Caller(
        new Account(
            AccountName.parse("demo@example.test").orElseThrow(), Role.SITE, Optional.of(12)),
        Gate.UI,
        ClientAddress.of("192.0.2.1"),
        proof);
  }

  private static final Caller OWN = caller(Optional.empty());
  private static final Caller HANDED = caller(Optional.of("admin"));

  private String make(Caller caller, String comment, boolean force) {
    return commands.createApiKey(caller, comment, force, "", List.of());
  }

  @Test
  void aKeyIsMadeAndAudited() {
    assertThat(make(OWN, "backup", false)).isEqualTo("the key");

    assertThat(done)
        .containsExactly(
            "created for demo@example.test: backup, without end from everywhere",
            "KEY key handle made");
  }

  @Test
  void aKeyIsMadeWithLimits() {
    commands.createApiKey(OWN, "", false, "2026-11-24", List.of("192.0.2.1/28"));

    assertThat(done)
        .last()
        .isEqualTo("KEY key handle made, good until 2026-11-25T00:00:00Z from 192.0.2.0/28");
  }

  @Test
  void noKeyIsMadeThatIsOverAlready() {
    assertThatThrownBy(
            () -> commands.createApiKey(OWN, "", false, "2026-11-24T10:00:00Z", List.of()))
        .hasMessage("argument 'expires' must be in the future");
    assertThat(done).isEmpty();
  }

  @Test
  void noKeyIsLeftForAnAccountThatWasDeletedMeanwhile() {
    Caller deleted =
        new Caller(
            new Account(
                AccountName.parse("eve@example.test").orElseThrow(), Role.USER, Optional.of(12)),
            Gate.REST,
            ClientAddress.of("192.0.2.1"),
            new Proof.Key("hash"));

    assertThatThrownBy(() -> make(deleted, "", false))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aListNamesKeysByHandleAlone() {
    List<Object> listed = commands.getApiKeys(OWN);

    Map<String, Object> fresh = new HashMap<>();
    fresh.put("handle", "handle");
    fresh.put("comment", "comment");
    fresh.put("created", "1970-01-01T00:00:00Z");
    fresh.put("last_used", null);
    fresh.put("last_address", null);
    fresh.put("expires", null);
    fresh.put("addresses", List.of());
    Map<String, Object> used = new HashMap<>(fresh);
    used.put("last_used", "2026-11-24T10:00:00Z");
    used.put("last_address", "192.0.2.1");
    used.put("expires", "2026-11-24T10:00:09Z");
    used.put("addresses", List.of("192.0.2.0/28"));
    assertThat(listed).isEqualTo(List.of(fresh, used));
  }

  @Test
  void aCommentIsChangedAndAudited() {
    assertThat(commands.setApiKeyComment(OWN, "handle", "new")).isTrue();

    assertThat(done).containsExactly("comment new", "KEY comment of key handle changed");
  }

  @Test
  void newLimitsEndWhatTheyNoLongerAllow() {
    assertThat(commands.setApiKeyLimits(OWN, "handle", "", List.of("192.0.2.0/28"), false))
        .isTrue();

    assertThat(done)
        .containsExactly(
            "limited without end from 192.0.2.0/28",
            "ended what hash asked for at 192.0.2.99",
            "KEY key handle limited, good without end from 192.0.2.0/28");
  }

  @Test
  void aKeyThatIsOverEndsAllThatItAskedFor() {
    commands.setApiKeyLimits(OWN, "handle", "2026-11-23", List.of(), false);

    assertThat(done)
        .contains(
            "ended what hash asked for at 192.0.2.1", "ended what hash asked for at 192.0.2.99");
  }

  @Test
  void aKeyLocksItselfOutByForceAlone() {
    Caller byTheKey = caller(new Proof.Key("hash"));
    List<Object> elsewhere = List.of("198.51.100.1");

    assertThatThrownBy(() -> commands.setApiKeyLimits(byTheKey, "handle", "", elsewhere, false))
        .hasMessageContaining("force=true");
    assertThat(commands.setApiKeyLimits(byTheKey, "handle", "", elsewhere, true)).isTrue();
    assertThat(
            commands.setApiKeyLimits(
                caller(new Proof.Key("other")), "handle", "", elsewhere, false))
        .isTrue();
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
  void aHandOverMakesLimitsAndDeletesNoneUnlessForced() {
    assertThatThrownBy(() -> make(HANDED, "", false)).hasMessageContaining("force=true");
    assertThatThrownBy(() -> commands.deleteApiKey(HANDED, "handle", false))
        .hasMessageContaining("force=true");
    assertThatThrownBy(() -> commands.setApiKeyLimits(HANDED, "handle", "", List.of(), false))
        .hasMessageContaining("force=true");
    assertThat(done).isEmpty();

    assertThat(make(HANDED, "", true)).isEqualTo("the key");
    assertThat(commands.deleteApiKey(HANDED, "handle", true)).isTrue();
  }

  @Test
  void aKeyWithLimitsMakesNoKeyAndChangesNoLimits() {
    Caller limited = caller(new Proof.Key("limited"));

    assertThatThrownBy(() -> make(limited, "", true)).hasMessage("limited");
    assertThatThrownBy(() -> commands.setApiKeyLimits(limited, "handle", "", List.of(), true))
        .hasMessage("limited");
    assertThat(done).isEmpty();
  }
}
