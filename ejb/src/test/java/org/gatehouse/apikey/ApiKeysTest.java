package org.gatehouse.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.auth.InMemoryDatabase;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.apikey.ApiKeyRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that stand for an account, at most ten of each. */
class ApiKeysTest {

  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
  private static final Account OWNER = account("owner@example.test", Role.SITE, 12);
  private static final Account EVE = account("eve@example.test", Role.USER, 12);
  private static final Account ADMIN = account("admin", Role.APPLIANCE, null);

  private InMemoryDatabase database;
  private ApiKeys keys;

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    keys = new ApiKeys(database.source(), new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static Account account(String name, Role role, Integer site) {
    return new Account(AccountName.parse(name).orElseThrow(), role, Optional.ofNullable(site));
  }

  @Test
  void aKeyStandsForTheAccountThatItWasMadeFor() {
    String owners = keys.create(OWNER, "").text();
    String eves = keys.create(EVE, "").text();
    String admins = keys.create(ADMIN, "").text();

    assertThat(keys.find(owners).orElseThrow().standing()).isEqualTo(new Standing(OWNER, true));
    assertThat(keys.find(eves).orElseThrow().standing()).isEqualTo(new Standing(EVE, true));
    assertThat(keys.find(admins.replace("-", "")).orElseThrow().standing())
        .isEqualTo(new Standing(ADMIN, true));
    assertThat(keys.find("0".repeat(64))).isEmpty();
    assertThat(keys.find("no key")).isEmpty();
  }

  @Test
  void aKeyIsFoundWithTheStateOfItsSiteNow() throws Exception {
    String key = keys.create(OWNER, "").text();

    database.run("update site set active = false");
    assertThat(keys.find(key).orElseThrow().standing()).isEqualTo(new Standing(OWNER, false));
    database.run("delete from site");
    assertThat(keys.find(key)).isEmpty();
  }

  @Test
  void onlyItsHashIsKeptAndItsHandleIsAnotherThing() {
    ApiKeys.Made made = keys.create(OWNER, "for backups");

    String hash = keys.find(made.text()).orElseThrow().hash();
    assertThat(keys.of(OWNER))
        .containsExactly(
            new ApiKeyRow(hash, made.handle(), Optional.of(12), "owner", "for backups", NOW));
    assertThat(made.handle()).matches("[0-9a-f]{12}");
    assertThat(made.text().replace("-", "")).doesNotContain(made.handle());
    assertThat(hash).doesNotContain(made.handle());
    assertThat(made.toString()).doesNotContain(made.text()).contains(made.handle());
  }

  @Test
  void anAccountHasAtMostTenAndOthersTheirOwn() {
    for (int i = 0; i < 10; i++) {
      keys.create(OWNER, "");
      keys.create(ADMIN, "");
    }

    for (Account full : new Account[] {OWNER, ADMIN}) {
      assertThatThrownBy(() -> keys.create(full, ""))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("at most 10 keys")
          .extracting(e -> ((CommandException) e).kind())
          .isEqualTo(Kind.EXISTS);
      assertThat(keys.of(full)).hasSize(10);
    }
    keys.create(EVE, "");
    keys.delete(OWNER, keys.of(OWNER).getFirst().handle());
    keys.create(OWNER, "");
    assertThat(keys.of(OWNER)).hasSize(10);
  }

  @Test
  void anAccountDeletesItsOwnKeysByHandle() {
    ApiKeys.Made mine = keys.create(OWNER, "mine");
    ApiKeys.Made other = keys.create(OWNER, "other");
    ApiKeys.Made eves = keys.create(EVE, "eve's");

    assertThat(keys.delete(OWNER, eves.handle())).isEmpty();
    assertThat(keys.delete(OWNER, "")).isEmpty();
    assertThat(keys.delete(OWNER, mine.handle()).orElseThrow().comment()).isEqualTo("mine");

    assertThat(keys.find(mine.text())).isEmpty();
    assertThat(keys.find(other.text())).isPresent();
    assertThat(keys.find(eves.text())).isPresent();
  }

  @Test
  void theKeysOfASiteGoWithIt() {
    String gone = keys.create(EVE, "").text();
    String stays = keys.create(ADMIN, "").text();

    keys.deleteOfSite(12);

    assertThat(keys.find(gone)).isEmpty();
    assertThat(keys.find(stays)).isPresent();
  }

  @Test
  void aKeyChosenElsewhereMayBeKept() {
    String key = "0123456789abcdef".repeat(4);

    keys.adopt(OWNER, key, "from elsewhere");

    assertThat(keys.find(key.toUpperCase()).orElseThrow().standing().account()).isEqualTo(OWNER);
    assertThatThrownBy(() -> keys.adopt(OWNER, "no key", ""))
        .hasMessage("a key has 64 hexadecimal digits");
  }

  @Test
  void aCommentHasAtMost255Characters() {
    keys.create(OWNER, "x".repeat(255));

    for (String longer : new String[] {"x".repeat(256), "\ud83d\ude00".repeat(128)}) {
      assertThatThrownBy(() -> keys.create(OWNER, longer))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("255");
    }
    assertThat(keys.of(OWNER)).hasSize(1);
  }

  @Test
  void aDatabaseThatIsAwayIsNoAnswer() throws Exception {
    database.run("drop table api_key");

    assertThatThrownBy(() -> keys.find("0".repeat(64))).isInstanceOf(IllegalStateException.class);
  }
}
