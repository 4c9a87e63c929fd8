package org.gatehouse.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.InMemoryDatabase;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.gatehouse.persistence.apikey.KeyLimits;
import org.gatehouse.persistence.apikey.KeyUse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that stand for an account, at most ten of each. */
class ApiKeysTest {

  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  private static final Account OWNER = account("owner@example.test", Role.SITE, 12);
  private static final Account EVE = account("eve@example.test", Role.USER, 12);
  private static final Account ADMIN = account("admin", Role.APPLIANCE, null);

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.1");

  private Instant now = NOW;
  private InMemoryDatabase database;
  private ApiKeys keys;

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    keys =
        new ApiKeys(
            new TestDatabase(() -> database.source().getConnection()),
            new SecureRandom(),
            new Present(),
            Duration.ofSeconds(60));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void aKeyIsKnownLatelyOnceItLetSomebodyInAndForAsLongAsTheSettingSays() {
    String key = keys.create(OWNER, "", Limits.NONE).text();
    assertThat(keys.knownLately(key)).isFalse();

    keys.used(keys.find(key, ADDRESS).orElseThrow(), ADDRESS);

    assertThat(keys.knownLately(key)).isTrue();
    assertThat(keys.knownLately(key.replace("-", ""))).isTrue();
    assertThat(keys.knownLately("no key")).isFalse();
    pass(Duration.ofSeconds(60));
    assertThat(keys.knownLately(key)).isFalse();
  }

  /** Stands until it is moved. */
  private final class Present extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("no test asks for another zone");
    }
  }

  private static Account account(String name, Role role, Integer site) {
    return new Account(AccountName.parse(name).orElseThrow(), role, Optional.ofNullable(site));
  }

  private ApiKeys.Made create(Account account) {
    return keys.create(account, "", Limits.NONE);
  }

  @Test
  void aKeyStandsForTheAccountThatItWasMadeFor() {
    String owners = create(OWNER).text();
    String eves = create(EVE).text();
    String admins = create(ADMIN).text();

    assertThat(keys.find(owners, ADDRESS).orElseThrow().standing())
        .isEqualTo(new Standing(OWNER, true));
    assertThat(keys.find(eves, ADDRESS).orElseThrow().standing())
        .isEqualTo(new Standing(EVE, true));
    assertThat(keys.find(admins.replace("-", ""), ADDRESS).orElseThrow().standing())
        .isEqualTo(new Standing(ADMIN, true));
    assertThat(keys.find("0".repeat(64), ADDRESS)).isEmpty();
    assertThat(keys.find("no key", ADDRESS)).isEmpty();
  }

  @Test
  void aKeyIsFoundWithTheStateOfItsSiteNow() throws Exception {
    String key = create(OWNER).text();

    database.run("update site set active = false");
    assertThat(keys.find(key, ADDRESS).orElseThrow().standing())
        .isEqualTo(new Standing(OWNER, false));
    database.run("delete from site");
    assertThat(keys.find(key, ADDRESS)).isEmpty();
  }

  @Test
  void onlyItsHashIsKeptAndItsHandleIsAnotherThing() {
    ApiKeys.Made made = keys.create(OWNER, "for backups", Limits.NONE);

    String hash = keys.find(made.text(), ADDRESS).orElseThrow().hash();
    assertThat(keys.of(OWNER))
        .containsExactly(
            new ApiKeyRow(
                hash,
                made.handle(),
                Optional.of(12),
                "owner",
                "for backups",
                NOW,
                KeyLimits.NONE,
                Optional.empty()));
    assertThat(made.handle()).matches("[0-9a-f]{12}");
    assertThat(made.text().replace("-", "")).doesNotContain(made.handle());
    assertThat(hash).doesNotContain(made.handle());
    assertThat(made.toString()).doesNotContain(made.text()).contains(made.handle());
  }

  @Test
  void anAccountHasAtMostTenAndOthersTheirOwn() {
    for (int i = 0; i < 10; i++) {
      create(OWNER);
      create(ADMIN);
    }

    for (Account full : new Account[] {OWNER, ADMIN}) {
      assertThatThrownBy(() -> create(full))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("at most 10 keys")
          .extracting(e -> ((CommandException) e).kind())
          .isEqualTo(Kind.EXISTS);
      assertThat(keys.of(full)).hasSize(10);
    }
    create(EVE);
    keys.delete(OWNER, keys.of(OWNER).getFirst().handle());
    create(OWNER);
    assertThat(keys.of(OWNER)).hasSize(10);
  }

  @Test
  void anAccountDeletesItsOwnKeysByHandle() {
    ApiKeys.Made mine = keys.create(OWNER, "mine", Limits.NONE);
    ApiKeys.Made other = keys.create(OWNER, "other", Limits.NONE);
    ApiKeys.Made eves = keys.create(EVE, "eve's", Limits.NONE);

    for (String handle : new String[] {eves.handle(), ""}) {
      assertNotFound(() -> keys.delete(OWNER, handle));
      assertNotFound(() -> keys.comment(OWNER, handle, "hers"));
      assertNotFound(() -> keys.limit(OWNER, handle, Limits.NONE));
    }
    assertThat(keys.delete(OWNER, mine.handle()).comment()).isEqualTo("mine");

    assertThat(keys.find(mine.text(), ADDRESS)).isEmpty();
    assertThat(keys.find(other.text(), ADDRESS)).isPresent();
    assertThat(keys.find(eves.text(), ADDRESS)).isPresent();
  }

  private static void assertNotFound(ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("auth:get-api-keys")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void anAccountSaysAnewWhatItsKeyIsFor() {
    ApiKeys.Made made = keys.create(OWNER, "old", Limits.NONE);

    assertThat(keys.comment(OWNER, made.handle(), "new").comment()).isEqualTo("old");

    assertThat(keys.of(OWNER)).extracting(ApiKeyRow::comment).containsExactly("new");
    assertThatThrownBy(() -> keys.comment(OWNER, made.handle(), "x".repeat(256)))
        .hasMessageContaining("255");
  }

  @Test
  void aKeyIsRefusedFromTheMomentThatItExpires() {
    String key = keys.create(OWNER, "", Limits.of("2026-11-24T00:01:00Z", List.of())).text();

    assertThat(keys.find(key, ADDRESS).orElseThrow().refusal()).isEmpty();
    pass(Duration.ofSeconds(60).minusMillis(1));
    assertThat(keys.find(key, ADDRESS).orElseThrow().refusal()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(keys.find(key, ADDRESS).orElseThrow().refusal()).contains("the key has expired");
  }

  @Test
  void aKeyIsRefusedWhereItIsNotListedAndNewLimitsHoldAtOnce() {
    Limits here = Limits.of("", List.of("192.0.2.0/28", "2001:db8::/32"));
    ApiKeys.Made made = keys.create(OWNER, "", here);

    assertThat(refusal(made, "192.0.2.15")).isEmpty();
    assertThat(refusal(made, "2001:db8::7")).isEmpty();
    assertThat(refusal(made, "192.0.2.16")).contains("this key not from this address");

    assertThat(keys.limit(OWNER, made.handle(), Limits.of("", List.of("192.0.2.16"))).limits())
        .isEqualTo(new KeyLimits(Optional.empty(), List.of("192.0.2.0/28", "2001:db8::/32")));
    assertThat(refusal(made, "192.0.2.16")).isEmpty();
    assertThat(refusal(made, "192.0.2.15")).isPresent();
    keys.limit(OWNER, made.handle(), Limits.NONE);
    assertThat(refusal(made, "192.0.2.15")).isEmpty();
  }

  private Optional<String> refusal(ApiKeys.Made made, String address) {
    return keys.find(made.text(), ClientAddress.of(address)).orElseThrow().refusal();
  }

  @Test
  void theLastUseIsNotedAtMostOnceAMinute() {
    String key = create(OWNER).text();
    assertThat(lastUse()).isEmpty();

    use(key, "192.0.2.1");
    assertThat(lastUse()).contains(new KeyUse(NOW, "192.0.2.1"));
    pass(Duration.ofSeconds(59));
    use(key, "192.0.2.2");
    assertThat(lastUse()).contains(new KeyUse(NOW, "192.0.2.1"));
    pass(Duration.ofSeconds(1));
    use(key, "192.0.2.3");
    assertThat(lastUse()).contains(new KeyUse(NOW.plusSeconds(60), "192.0.2.3"));
  }

  private void use(String key, String address) {
    ClientAddress client = ClientAddress.of(address);
    keys.used(keys.find(key, client).orElseThrow(), client);
  }

  private Optional<KeyUse> lastUse() {
    return keys.of(OWNER).getFirst().lastUse();
  }

  @Test
  void ofTwoWhoUseAKeyAtOnceOneNotesIt() {
    String key = create(OWNER).text();
    ApiKeys.Shown before = keys.find(key, ADDRESS).orElseThrow();
    use(key, "192.0.2.1");
    pass(Duration.ofSeconds(1));

    keys.used(before, ClientAddress.of("192.0.2.2"));

    assertThat(lastUse()).contains(new KeyUse(NOW, "192.0.2.1"));
  }

  @Test
  void aUseThatCannotBeNotedHarmsNobody() throws Exception {
    ApiKeys.Shown shown = keys.find(create(OWNER).text(), ADDRESS).orElseThrow();
    database.run("drop table api_key");

    keys.used(shown, ADDRESS);

    assertThatThrownBy(() -> keys.of(OWNER)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theKeysOfAnAccountGoWithIt() {
    String gone = create(EVE).text();
    String stays = create(OWNER).text();

    assertThat(keys.deleteOf(12, "eve")).isEqualTo(1);

    assertThat(keys.find(gone, ADDRESS)).isEmpty();
    assertThat(keys.find(stays, ADDRESS)).isPresent();
  }

  @Test
  void theKeysOfASiteGoWithIt() {
    String gone = create(EVE).text();
    String stays = create(ADMIN).text();

    keys.deleteOfSite(12);

    assertThat(keys.find(gone, ADDRESS)).isEmpty();
    assertThat(keys.find(stays, ADDRESS)).isPresent();
  }

  @Test
  void aKeyChosenElsewhereMayBeKept() {
    String key = "0123456789abcdef".repeat(4);

    keys.adopt(OWNER, key, "from elsewhere");

    assertThat(keys.find(key.toUpperCase(), ADDRESS).orElseThrow().standing().account())
        .isEqualTo(OWNER);
    assertThatThrownBy(() -> keys.adopt(OWNER, "no key", ""))
        .hasMessage("a key has 64 hexadecimal digits");
  }

  @Test
  void aCommentHasAtMost255Characters() {
    keys.create(OWNER, "x".repeat(255), Limits.NONE);

    for (String longer : new String[] {"x".repeat(256), "\ud83d\ude00".repeat(128)}) {
      assertThatThrownBy(() -> keys.create(OWNER, longer, Limits.NONE))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("255");
    }
    assertThat(keys.of(OWNER)).hasSize(1);
  }

  @Test
  void aDatabaseThatIsAwayIsNoAnswer() throws Exception {
    database.run("drop table api_key");

    assertThatThrownBy(() -> keys.find("0".repeat(64), ADDRESS))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aKeyWithLimitsIsKeptFromWhatWouldOutlastThem() {
    String wide = keys.create(OWNER, "", Limits.NONE).text();
    String small = keys.create(OWNER, "", Limits.of("2100-01-01", List.of())).text();

    keys.requireUnlimited(caller(wide));
    assertThatThrownBy(() -> keys.requireUnlimited(caller(small)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("a key with limits makes no keys");
  }

  private Caller caller(String key) {
    String hash = keys.find(key, ADDRESS).orElseThrow().hash();
    return new Caller(OWNER, Gate.REST, ADDRESS, new Proof.Key(hash));
  }
}
