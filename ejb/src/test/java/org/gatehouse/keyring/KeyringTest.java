package org.gatehouse.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.persistence.keyring.KeyringRow;
import org.gatehouse.persistence.keyring.KeyringTable;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.FormerKeys;
import org.gatehouse.secret.OutdatedSecretException;
import org.gatehouse.secret.Rotation;
import org.gatehouse.secret.Secret;
import org.gatehouse.secret.SecretStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values go in sealed, are lent where they are used, and never come out. */
class KeyringTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String VALUE = "a value that nobody sees, ü 🦊";

  private Secret secret;
  private SecretStore store;
  private Keyring keyring;

  @BeforeEach
  @BeforeProperty
  void open() {
    secret = secretOf("0123456789abcdef0123456789abcdef");
    store = new SecretStore(secret);
    keyring = keyring(secret);
  }

  @AfterEach
  @AfterProperty
  void close() {
    store.close();
  }

  private static Secret secretOf(String text) {
    return new Secret(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Keyring keyring(Secret of) {
    CurrentSecret current = new CurrentSecret(of);
    return new Keyring(
        store.database(),
        current,
        new FormerKeys(current, RANDOM),
        RANDOM,
        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  private String lent(String setting) {
    return keyring.lend(setting, String::new).orElse("nothing");
  }

  private KeyringRow row(String name) {
    return database().read(connection -> new KeyringTable(connection).find(name)).orElseThrow();
  }

  private TestDatabase database() {
    return store.database();
  }

  @Test
  void whatASettingRefersToIsLentAndWipedAndAnythingElseIsItself() {
    keyring.set("backup", VALUE);
    List<char[]> kept = new ArrayList<>();

    assertThat(lent("keyring:backup")).isEqualTo(VALUE);
    assertThat(lent("keyring:other")).isEqualTo("nothing");
    assertThat(lent("keyring:")).isEqualTo("nothing");
    assertThat(lent("a literal")).isEqualTo("a literal");
    assertThat(lent(keyring.encode(VALUE))).isEqualTo(VALUE);
    for (String setting : List.of("keyring:backup", keyring.encode(VALUE), VALUE)) {
      keyring.lend(setting, kept::add);
    }
    assertThat(kept)
        .hasSize(3)
        .allSatisfy(value -> assertThat(value).containsOnly('\0').isNotEmpty());
  }

  @Test
  void aValueIsWipedWhenItsBorrowerFails() {
    keyring.set("backup", VALUE);
    List<char[]> kept = new ArrayList<>();

    assertThatThrownBy(
            () ->
                keyring.lend(
                    "keyring:backup",
                    value -> {
                      kept.add(value);
                      throw new IllegalStateException("it fails");
                    }))
        .hasMessage("it fails");

    assertThat(kept.getFirst()).containsOnly('\0');
  }

  @Test
  void whatIsKeptTellsNothingOfTheValueButWhetherItChanged() {
    keyring.set("backup", VALUE);
    String fingerprint = keyring.find("backup").orElseThrow().fingerprint();

    assertThat(new String(row("backup").sealed(), StandardCharsets.ISO_8859_1))
        .doesNotContain("nobody");
    assertThat(keyring.find("backup").orElseThrow().toString()).doesNotContain("nobody");
    assertThat(fingerprint).matches("[0-9a-f]{16}").isEqualTo(keyring.fingerprint("backup", VALUE));
    assertThat(keyring.fingerprint("other", VALUE)).isNotEqualTo(fingerprint);
    keyring.set("backup", "another");
    assertThat(keyring.find("backup").orElseThrow().fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void aSealedValueIsGoodForItsOwnNameAndUnchangedAlone() {
    keyring.set("backup", VALUE);
    keyring.set("mail", "the password of mail");

    store.sql(
        "update keyring_value set sealed = (select sealed from keyring_value where name = 'mail')");
    assertThat(lent("keyring:backup")).isEqualTo("nothing");
    assertThat(lent("keyring:mail")).isEqualTo("the password of mail");
    Keyring outdated = keyring(secretOf("another secret of thirty-two byt"));
    assertThatThrownBy(() -> outdated.lend("keyring:mail", String::new))
        .isInstanceOf(OutdatedSecretException.class);
  }

  @Test
  void aRotationSealsItAnewAndWhatSomebodyChangedStaysUnread() throws SQLException {
    keyring.set("backup", VALUE);
    keyring.set("changed", VALUE);
    store.sql("update keyring_value set sealed = x'00' where name = 'changed'");
    Secret next = secretOf("fedcba9876543210fedcba9876543210");

    database()
        .together(
            connection -> {
              keyring.rotate(connection, new Rotation(secret, 1, next, Instant.EPOCH));
              return null;
            });

    assertThat(lent("keyring:backup")).isEqualTo("nothing");
    keyring = keyring(next);
    store.sql("update auth_secret set fingerprint = '" + next.fingerprint() + "'");
    assertThat(lent("keyring:backup")).isEqualTo(VALUE);
    assertThat(lent("keyring:changed")).isEqualTo("nothing");
  }

  @Test
  void whatIsLentWhileTheSecretIsExchangedIsTheValue() throws Exception {
    CurrentSecret current = new CurrentSecret(secret);
    Keyring exchanging =
        new Keyring(
            store.database(), current, new FormerKeys(current, RANDOM), RANDOM, Clock.systemUTC());
    exchanging.set("backup", VALUE);
    Secret next = secretOf("fedcba9876543210fedcba9876543210");
    database()
        .together(
            connection -> {
              exchanging.rotate(connection, new Rotation(secret, 1, next, Instant.EPOCH));
              return null;
            });
    store.sql("update auth_secret set fingerprint = '" + next.fingerprint() + "'");

    // The rotation is kept, and this node has not taken the next secret yet.
    AtomicReference<Optional<String>> lent = new AtomicReference<>();
    Thread lending =
        Thread.ofPlatform().start(() -> lent.set(exchanging.lend("keyring:backup", String::new)));
    while (lending.isAlive() && lending.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    SecretStore.exchange(current, next);
    lending.join();

    assertThat(lent.get()).contains(VALUE);
  }

  @Test
  void nothingIsSealedUnderASecretThatIsNotInForce() {
    Keyring outdated = keyring(secretOf("another secret of thirty-two byt"));

    assertThatThrownBy(() -> outdated.set("backup", VALUE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keyring.find("backup")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a b", "a:b", "a/b", "ä", "a\n"})
  void namesAreBounded(String name) {
    assertThat(Keyring.named(name)).isFalse();
    assertThatThrownBy(() -> keyring.set(name, VALUE)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAndValuesAreBoundedInLength() {
    assertThat(Keyring.named("a".repeat(64))).isTrue();
    assertThat(Keyring.named("a".repeat(65))).isFalse();
    keyring.set("longest", "ü".repeat(2_048));
    assertThat(lent("keyring:longest")).hasSize(2_048);
    assertThat(keyring.valid(keyring.encode("x".repeat(4_096)))).isTrue();
    assertThat(Keyring.fits("x".repeat(4_097))).isFalse();
    assertThat(Keyring.fits("")).isFalse();
    assertThat(Keyring.fits("\ud83e")).as("half a character").isFalse();
    assertThat(keyring.valid("sealed:" + "A".repeat(1_000_000))).isFalse();
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().all().ofMinLength(1).ofMaxLength(300).filter(Keyring::fits);
  }

  @Property(tries = 300)
  void everyValueThatIsEncodedIsValidAndComesBack(@ForAll("values") String value) {
    String sealed = keyring.encode(value);

    assertThat(sealed).matches("sealed:[A-Za-z0-9_-]+");
    assertThat(keyring.valid(sealed)).isTrue();
    assertThat(lent(sealed)).isEqualTo(value);
    assertThat(keyring.encode(value)).as("another one each time").isNotEqualTo(sealed);
    assertThat(keyring.reencode(sealed).map(anew -> lent(anew))).isEqualTo(Optional.of(value));
  }

  @Property(tries = 300)
  void aTextWithAnyOtherCharacterIsNotValid(
      @ForAll("values") String value,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll char other) {
    StringBuilder sealed = new StringBuilder(keyring.encode(value));
    int at = place % (sealed.length() - 1);
    boolean same = sealed.charAt(at) == other;
    sealed.setCharAt(at, other);

    assertThat(keyring.valid(sealed.toString())).isEqualTo(same);
  }

  @Property(tries = 300)
  void noTextOfAStrangerIsValid(@ForAll String text) {
    assertThat(keyring.valid(text)).isFalse();
    assertThat(keyring.valid("sealed:" + text)).isFalse();
    assertThat(keyring.reencode("sealed:" + text)).isEmpty();
  }
}
