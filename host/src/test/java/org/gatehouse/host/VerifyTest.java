package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.gatehouse.host.crypt.CredentialCache;
import org.gatehouse.host.crypt.CryptHash;
import org.gatehouse.host.crypt.HashQueue;
import org.gatehouse.host.file.DirectoryLock;
import org.gatehouse.host.file.StrictDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifying: one hash whatever the answer, and no answer but yes and no. */
class VerifyTest {
  private static final String PASSWORD = "s3cret: ö 😀 ";
  private static final String MD5 = "$1$salt$qJH7.N4xYta3aEG/dfqo/0";

  @TempDir Path data;

  private final CountingHasher hasher = new CountingHasher();
  private final List<String> logged = new ArrayList<>();
  private final Logger logger = Logger.getLogger(EmbeddedHost.class.getName());
  private final Handler listener = new Listener();
  private Site site;
  private final HashQueue queue = new HashQueue(2, 0);
  private EmbeddedHost host;

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord entry) {
      logged.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void aSiteWithTwoAccounts() throws Exception {
    logger.addHandler(listener);
    logger.setUseParentHandlers(false);
    site = new Site(data, 12);
    host = host(InstantSource.system());
    host.createSite(12, "example.test", Site.GID);
    host.addAccount(site.realm(), Site.account("demo", 5_001), PASSWORD);
    host.addAccount(site.realm(), Site.account("other", 5_002), "another one");
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(listener);
    logger.setUseParentHandlers(true);
  }

  private EmbeddedHost host(InstantSource clock) {
    return new EmbeddedHost(
        data,
        clock,
        hasher,
        queue,
        new CredentialCache(Duration.ofSeconds(60), new SecureRandom()));
  }

  private boolean verify(String user, String password) throws HostException {
    return host.verify(Optional.of(site.realm()), user, password, () -> false).isPresent();
  }

  private void assertDeniedWithOneNativeHash(String user, String password) throws HostException {
    hasher.takeVerified();
    assertThat(verify(user, password)).isFalse();
    assertThat(hasher.takeVerified()).containsExactly(hasher.decoy());
  }

  @Test
  void theRightPasswordIsAdmittedWithOneHash() throws Exception {
    assertThat(verify("demo", PASSWORD)).isTrue();
    assertThat(hasher.takeVerified())
        .extracting(CryptHash::text)
        .containsExactly(site.line("shadow", "demo").split(":")[1]);
  }

  @Test
  void theWrongPasswordIsDeniedWithOneHash() throws Exception {
    assertThat(verify("demo", PASSWORD.strip())).isFalse();
    assertThat(verify("demo", "another one")).isFalse();
    assertThat(hasher.takeVerified()).hasSize(2).doesNotContain(hasher.decoy());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody", "root", "unknown", "", "demo\n", "../demo", "demo:x", "Demo", "dem\0o"})
  void anUnknownUserIsDeniedWithOneHash(String user) throws Exception {
    assertDeniedWithOneNativeHash(user, PASSWORD);
  }

  @Test
  void anUnknownRealmIsDeniedWithOneHash() throws Exception {
    assertThat(host.verify(Optional.empty(), "demo", PASSWORD, () -> false)).isEmpty();
    assertThat(host.verify(Optional.of(new Realm.Site(99)), "demo", PASSWORD, () -> false))
        .isEmpty();
    assertThat(host.verify(Optional.of(new Realm.Appliance()), "demo", PASSWORD, () -> false))
        .isEmpty();
    assertThat(hasher.takeVerified()).hasSize(3).containsOnly(hasher.decoy());
  }

  @Test
  void theDecoyAdmitsNobodyEvenIfItMatches() throws Exception {
    site.edit("shadow", site.line("shadow", "demo").split(":")[1], "!");

    assertThat(verify("demo", CountingHasher.DECOY_PASSWORD)).isFalse();
    assertThat(verify("unknown", CountingHasher.DECOY_PASSWORD)).isFalse();
    assertThat(host.verify(Optional.empty(), "demo", CountingHasher.DECOY_PASSWORD, () -> false))
        .isEmpty();
  }

  @Test
  void anImpossiblePasswordIsDeniedWithOneHashWhoeverTheUserIs() throws Exception {
    for (String password :
        new String[] {"", "x".repeat(257), "ö".repeat(256), "a\nb", "a\0b", "\ud83d"}) {
      assertDeniedWithOneNativeHash("demo", password);
      assertDeniedWithOneNativeHash("unknown", password);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "*", "!!"})
  void aLockedOrEmptyHashIsDeniedWithOneHashAndNotLogged(String field) throws Exception {
    site.edit("shadow", site.line("shadow", "demo").split(":")[1], field);

    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertDeniedWithOneNativeHash("demo", "!");
    assertThat(logged).isEmpty();
  }

  @Test
  void anAccountLockedByATheSystemsToolsIsDenied() throws Exception {
    site.edit("shadow", "demo:$6$", "demo:!$6$");

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void anExpiredAccountIsDeniedWithOneHash() throws Exception {
    host = host(InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
    String line = site.line("shadow", "demo");
    site.edit("shadow", line, line.replace(":::", "::20000:"));

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void aRefusedFormatIsNotComputedButDeniedWithOneHashAndLoggedOnce() throws Exception {
    site.edit("shadow", site.line("shadow", "demo").split(":")[1], MD5);

    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertThat(logged)
        .containsExactly("account demo of site12 is denied: its hash is not in an accepted format");
    assertThat(verify("other", "another one")).isTrue();
  }

  @Test
  void anExpensiveHashIsNotComputed() throws Exception {
    site.edit("shadow", "demo:$6$rounds=5000$", "demo:$6$rounds=9000000$");

    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertThat(logged).hasSize(1);
  }

  @Test
  void aDamagedLineDeniesItsAccountIsLoggedOnceAndHarmsNoOther() throws Exception {
    String line = site.line("shadow", "demo");
    site.edit("shadow", line, "demo:\u001b[2J" + line.substring(5, 40) + ":x");

    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertThat(verify("other", "another one")).isTrue();
    assertThat(logged)
        .containsExactly("account demo of site12 is denied: its line in shadow is damaged");
  }

  @Test
  void ofTwoLinesForOneUserOnlyTheFirstAdmits() throws Exception {
    String first = site.line("shadow", "demo");
    String second = site.line("shadow", "other").replace("other:", "demo:");
    site.edit("shadow", first, first + "\n" + second);

    assertThat(verify("demo", PASSWORD)).isTrue();
    assertThat(verify("demo", "another one")).isFalse();

    host.removeAccount(site.realm(), "demo");
    assertDeniedWithOneNativeHash("demo", "another one");
    assertThat(site.text("shadow")).doesNotContain("demo:");
  }

  @Test
  void aDamagedFirstLineDoesNotLetASecondAdmit() throws Exception {
    String line = site.line("shadow", "demo");
    site.edit("shadow", line, "demo:damaged\n" + line);

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void aLineInShadowWithoutOneInPasswdIsNoAccount() throws Exception {
    site.edit("passwd", site.line("passwd", "demo") + "\n", "");

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void aSystemUserNeverSignsInWhateverItsHash() throws Exception {
    String hash = site.line("shadow", "demo").split(":")[1];
    site.edit("shadow", "root:*:", "root:" + hash + ":");
    site.edit("passwd", "demo:x:5001:", "demo:x:0:");

    assertDeniedWithOneNativeHash("root", PASSWORD);
    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void aChangeByAnotherToolCountsAtOnce() throws Exception {
    String hash = site.line("shadow", "demo").split(":")[1];
    for (int i = 0; i < 20; i++) {
      // same size, same inode, within one tick of the clock
      assertThat(verify("demo", PASSWORD)).isTrue();
      site.edit("shadow", hash, "!" + hash.substring(1));
      assertThat(verify("demo", PASSWORD)).isFalse();
      site.edit("shadow", "!" + hash.substring(1), hash);
    }
  }

  @Test
  void aShadowFileThatIsALinkIsDeniedToAll() throws Exception {
    Path stolen = Files.move(site.etc("shadow"), data.resolve("elsewhere"));
    Files.createSymbolicLink(site.etc("shadow"), stolen);

    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertDeniedWithOneNativeHash("demo", PASSWORD);
    assertThat(logged).hasSize(1).first().asString().startsWith("everybody of site12 is denied");
  }

  @Test
  void anEtcThatIsALinkIsDeniedToAll() throws Exception {
    Path stolen = Files.move(site.root().resolve("etc"), data.resolve("elsewhere"));
    Files.createSymbolicLink(site.root().resolve("etc"), stolen);

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void aShadowFileOfManyMegabytesIsDeniedToAll() throws Exception {
    try (var file =
        java.nio.channels.FileChannel.open(
            site.etc("shadow"), java.nio.file.StandardOpenOption.WRITE)) {
      file.write(java.nio.ByteBuffer.allocate(1), 17L << 20);
    }

    assertDeniedWithOneNativeHash("demo", PASSWORD);
  }

  @Test
  void everyAnswerCountsAsOneHash() throws Exception {
    long before = host.hashes();

    verify("demo", PASSWORD);
    verify("demo", "wrong");
    verify("nobody", "");
    host.verify(Optional.empty(), "demo", PASSWORD, () -> false);

    assertThat(host.hashes() - before).isEqualTo(4);
  }

  @Test
  void aRightPasswordIsRememberedWithoutAHashAndAWrongOneIsNot() throws Exception {
    assertThat(remembers("demo", PASSWORD)).isFalse();
    verify("demo", PASSWORD);
    verify("demo", "wrong");
    hasher.takeVerified();

    assertThat(remembers("demo", PASSWORD)).isTrue();
    assertThat(remembers("demo", "wrong")).isFalse();
    assertThat(remembers("demo", "")).isFalse();
    assertThat(remembers("other", PASSWORD)).isFalse();
    assertThat(remembers("nobody", PASSWORD)).isFalse();
    assertThat(host.remembers(new Realm.Site(13), "demo", PASSWORD)).isEmpty();
    assertThat(hasher.takeVerified()).isEmpty();
  }

  private boolean remembers(String user, String password) {
    return host.remembers(site.realm(), user, password).isPresent();
  }

  @Test
  void aPasswordChangedByAnyToolIsForgottenAtOnce() throws Exception {
    verify("demo", PASSWORD);
    String own = site.line("shadow", "demo").split(":")[1];
    String others = site.line("shadow", "other").split(":")[1];

    site.edit("shadow", "demo:" + own, "demo:" + others);
    assertThat(remembers("demo", PASSWORD)).isFalse();
    site.edit("shadow", "demo:" + others, "demo:!" + own);
    assertThat(remembers("demo", PASSWORD)).isFalse();
    site.edit("shadow", "demo:!" + own, "demo:" + own);
    assertThat(remembers("demo", PASSWORD)).isTrue();
  }

  @Test
  void aWeakHashIsRenewedAndTheRestOfItsLineStays() throws Exception {
    hasher.callWeak(5_000);
    site.edit("shadow", ":0:99999:", ":1:99999:");
    String[] before = site.line("shadow", "demo").split(":", -1);
    verify("demo", PASSWORD);
    hasher.takeVerified();

    assertThat(host.renew(site.realm(), "demo", PASSWORD)).isTrue();

    assertThat(hasher.takeVerified()).as("verified again though it was remembered").isEmpty();
    String[] after = site.line("shadow", "demo").split(":", -1);
    assertThat(after[1]).startsWith("$6$").isNotEqualTo(before[1]);
    after[1] = before[1];
    assertThat(after).isEqualTo(before);
    assertThat(verify("demo", PASSWORD)).isTrue();
    assertThat(verify("other", "another one")).isTrue();
  }

  @Test
  void aStampStandsUntilThePasswordIsChangedByAnyTool() throws Exception {
    PasswordStamp stamp = stamp("demo", PASSWORD);
    assertThat(host.stands(site.realm(), "demo", stamp)).isTrue();
    assertThat(host.remembers(site.realm(), "demo", PASSWORD)).contains(stamp);
    assertThat(host.stands(site.realm(), "other", stamp)).isFalse();
    assertThat(host.stands(site.realm(), "nobody", stamp)).isFalse();
    assertThat(stamp.text()).doesNotContain(site.line("shadow", "demo").split(":")[1]);

    host.setPassword(site.realm(), "demo", PASSWORD);

    assertThat(host.stands(site.realm(), "demo", stamp)).as("the same, hashed anew").isFalse();
    assertThat(host.stands(site.realm(), "demo", stamp("demo", PASSWORD))).isTrue();
  }

  @Test
  void aStampOutlivesARenewalOfItsHashButNoChangeAfterIt() throws Exception {
    hasher.callWeak(5_000);
    PasswordStamp stamp = stamp("demo", PASSWORD);
    assertThat(host.renew(site.realm(), "demo", PASSWORD)).isTrue();

    assertThat(host.stands(site.realm(), "demo", stamp)).isTrue();

    host.setPassword(site.realm(), "demo", "another");
    assertThat(host.stands(site.realm(), "demo", stamp)).isFalse();
  }

  private PasswordStamp stamp(String user, String password) throws HostException {
    return host.verify(Optional.of(site.realm()), user, password, () -> false).orElseThrow();
  }

  @Test
  void aStrongHashOrOneOfAnotherPasswordIsNotRenewed() throws Exception {
    String before = site.text("shadow");
    assertThat(host.renew(site.realm(), "demo", PASSWORD)).isFalse();

    hasher.callWeak(5_000);
    assertThat(host.renew(site.realm(), "demo", "wrong")).isFalse();
    assertThat(host.renew(site.realm(), "nobody", PASSWORD)).isFalse();

    assertThat(site.text("shadow")).isEqualTo(before);
  }

  @Test
  void aHashThatSomebodyChangedMeanwhileIsNotReplaced() throws Exception {
    hasher.callWeak(5_000);
    String others = site.line("shadow", "other").split(":")[1];
    hasher.beforeHashing(
        () -> site.edit("shadow", site.line("shadow", "demo").split(":")[1], others));

    assertThat(host.renew(site.realm(), "demo", PASSWORD)).isFalse();

    assertThat(site.line("shadow", "demo").split(":")[1]).isEqualTo(others);
  }

  @Test
  void aRenewalDoesNotWaitForWhoeverHoldsTheFile() throws Exception {
    hasher.callWeak(5_000);
    verify("demo", PASSWORD);
    String before = site.text("shadow");

    try (StrictDirectory etc = StrictDirectory.open(site.root(), "etc");
        var _ = DirectoryLock.hold(etc, DirectoryLock.PASSWORD_LOCK).orElseThrow();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      assertThat(other.submit(() -> host.renew(site.realm(), "demo", PASSWORD)).get()).isFalse();
    }

    assertThat(site.text("shadow")).isEqualTo(before);
  }

  @Test
  void whatCannotEvenWaitIsTurnedAwayUnverified() throws Exception {
    HashQueue full = new HashQueue(1, 0);
    EmbeddedHost busy =
        new EmbeddedHost(
            data,
            InstantSource.system(),
            hasher,
            full,
            new CredentialCache(Duration.ofSeconds(60), new SecureRandom()));
    hasher.takeVerified();

    full.compute(
        () -> false,
        () -> {
          assertThatThrownBy(
                  () -> busy.verify(Optional.of(site.realm()), "demo", PASSWORD, () -> true))
              .isInstanceOf(HostException.Crowded.class);
          assertThatThrownBy(() -> busy.verify(Optional.empty(), "demo", "", () -> true))
              .isInstanceOf(HostException.Crowded.class);
          assertThatThrownBy(() -> busy.setPassword(site.realm(), "demo", "another"))
              .isInstanceOf(HostException.Crowded.class);
          return true;
        });

    assertThat(hasher.takeVerified()).isEmpty();
    assertThat(busy.verify(Optional.of(site.realm()), "demo", PASSWORD, () -> false)).isPresent();
  }
}
