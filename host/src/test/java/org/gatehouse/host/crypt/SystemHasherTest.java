package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.gatehouse.host.tool.Needs;
import org.gatehouse.host.tool.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemHasherTest {
  private static final Libcrypt LIBCRYPT = Libcrypt.find().orElseThrow();
  private static final PasswordHasher HASHER = new SystemHasher(new SecureRandom(), 5_000);
  private static final PasswordHasher WITHOUT_LIBCRYPT =
      new SystemHasher(new SecureRandom(), 5_000, Optional.empty());

  @Test
  void hashesAreNativeWithARandomSaltOf16Characters() throws Exception {
    String first = hash("secret");
    assertThat(first).matches("\\$6\\$rounds=5000\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}");
    assertThat(hash("secret")).isNotEqualTo(first);
  }

  @Test
  void newHashesAndTheDecoyHaveTheRoundsThatAreSet() throws Exception {
    PasswordHasher slower = new SystemHasher(new SecureRandom(), 6_000);
    String own;
    try (Password password = Password.of("secret")) {
      own = slower.hash(password);
    }

    assertThat(own).startsWith("$6$rounds=6000$");
    assertThat(matches(slower, "secret", parse(own))).isTrue();
    assertThat(slower.decoy().text()).startsWith("$6$rounds=6000$");
  }

  @Test
  void aShaHashOfFewerRoundsIsWeakAndOtherFormatsAreNot() throws Exception {
    PasswordHasher slower = new SystemHasher(new SecureRandom(), 6_000);

    assertThat(slower.isWeak(parse(hash("secret")))).isTrue();
    assertThat(slower.isWeak(slower.decoy())).isFalse();
    assertThat(HASHER.isWeak(slower.decoy())).isFalse();
    assertThat(slower.isWeak(parse("$2y$05$" + ".".repeat(53)))).isFalse();
  }

  @Test
  void roundsThatChangeHoldFromTheNextHashOn() throws Exception {
    PasswordHasher hasher = new SystemHasher(new SecureRandom(), 5_000);
    String before;
    String after;
    try (Password password = Password.of("secret")) {
      before = hasher.hash(password);
      hasher.setRounds(6_000);
      after = hasher.hash(password);
    }

    assertThat(after).startsWith("$6$rounds=6000$");
    assertThat(hasher.decoy().text()).startsWith("$6$rounds=6000$");
    assertThat(hasher.isWeak(parse(before))).isTrue();
    assertThat(matches(hasher, "secret", parse(before))).isTrue();
  }

  @Property(tries = 100)
  void aPasswordMatchesItsHashAndNoOther(@ForAll @StringLength(min = 1, max = 100) String text)
      throws Exception {
    String kept = text.replaceAll("[\0\r\n]", "");
    if (kept.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(kept)) {
      return;
    }
    CryptHash hash = parse(hash(kept));
    assertThat(matches(HASHER, kept, hash)).isTrue();
    assertThat(matches(HASHER, kept + " ", hash)).isFalse();
  }

  @Test
  @Needs(command = "openssl", debianPackage = "openssl")
  void opensslMakesTheSameHash() throws Exception {
    String password = "pass: wörd\t😀";
    String hash = hash(password);
    String salt = hash.substring("$6$".length(), hash.lastIndexOf('$'));

    assertThat(Tool.run(password + "\n", "openssl", "passwd", "-6", "-stdin", "-salt", salt))
        .isEqualTo(new Tool.Result(0, hash + "\n"));
  }

  @Test
  @Needs(command = "perl", debianPackage = "perl-base")
  void perlsCryptMakesTheSameHash() throws Exception {
    String hash = hash("s3cret");

    assertThat(Tool.run("", "perl", "-e", "print crypt('s3cret', shift)", hash))
        .isEqualTo(new Tool.Result(0, hash));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$5$rounds=5001$migrated$",
        "$5$migrated$",
        "$6$migrated$",
        "$6$rounds=100000$migrated$",
        "$2y$05$abcdefghijklmnopqrstuO",
        "$2b$06$abcdefghijklmnopqrstuO",
        "$y$j75$migrated$",
        "$y$j9T$migratedmigr$"
      })
  void migratedAccountsSignInWithTheirOldHash(String setting) throws Exception {
    CryptHash hash = libcryptHash("pass: wörd", setting);

    assertThat(HASHER.computes(hash)).isTrue();
    assertThat(matches(HASHER, "pass: wörd", hash)).isTrue();
    assertThat(matches(HASHER, "pass: word", hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "pass: wörd", "7 bytes", "😀"})
  void whereLibcryptIsMissingBcryptStillWorks(String password) throws Exception {
    for (String setting :
        new String[] {"$2y$05$abcdefghijklmnopqrstuO", "$2b$05$......................"}) {
      CryptHash hash = libcryptHash(password, setting);
      assertThat(matches(WITHOUT_LIBCRYPT, password, hash)).isTrue();
      assertThat(matches(WITHOUT_LIBCRYPT, password + "x", hash)).isFalse();
    }
  }

  @Test
  void bcryptTakesThe72BytesThatItKnowsFromAnyPassword() throws Exception {
    CryptHash hash = libcryptHash("x".repeat(100), "$2y$05$abcdefghijklmnopqrstuO");

    for (PasswordHasher hasher : new PasswordHasher[] {HASHER, WITHOUT_LIBCRYPT}) {
      assertThat(matches(hasher, "x".repeat(100), hash)).isTrue();
      assertThat(matches(hasher, "x".repeat(256), hash)).isTrue();
      assertThat(matches(hasher, "x".repeat(71), hash)).isFalse();
    }
  }

  @Test
  void whereLibcryptIsMissingYescryptIsDenied() throws Exception {
    CryptHash hash = libcryptHash("secret", "$y$j75$migrated$");

    assertThat(WITHOUT_LIBCRYPT.computes(hash)).isFalse();
    assertThat(matches(WITHOUT_LIBCRYPT, "secret", hash)).isFalse();
  }

  @Property(tries = 200)
  void whatIsAcceptedAsYescryptLibcryptCanCompute(
      @ForAll
          @CharRange(from = '.', to = '9')
          @CharRange(from = 'A', to = 'Z')
          @StringLength(min = 1, max = 90)
          String salt) {
    String setting = "$y$j75$" + salt + "$";
    boolean accepted = CryptHash.parse(setting + "a".repeat(42) + "D").isPresent();

    assertThat(LIBCRYPT.crypt(new byte[] {'x'}, setting).isPresent()).isEqualTo(accepted);
  }

  @Test
  void theDecoyIsANativeHash() {
    assertThat(HASHER.decoy())
        .isInstanceOfSatisfying(
            CryptHash.Sha.class,
            decoy -> {
              assertThat(decoy.algorithm()).isEqualTo(ShaCrypt.Algorithm.SHA_512);
              assertThat(decoy.rounds()).isEqualTo(5_000);
              assertThat(decoy.salt()).hasSize(16);
            });
    assertThat(HASHER.matchesNothing()).isFalse();
  }

  private static String hash(String text) throws Exception {
    try (Password password = Password.of(text)) {
      return HASHER.hash(password);
    }
  }

  private static boolean matches(PasswordHasher hasher, String text, CryptHash hash)
      throws Exception {
    try (Password password = Password.of(text)) {
      return hasher.matches(password, hash);
    }
  }

  private static CryptHash libcryptHash(String password, String setting) {
    return parse(
        new String(
            LIBCRYPT
                .crypt(password.getBytes(StandardCharsets.UTF_8), setting)
                .orElseThrow(() -> new AssertionError("libcrypt refuses " + setting)),
            StandardCharsets.US_ASCII));
  }

  private static CryptHash parse(String hash) {
    return CryptHash.parse(hash).orElseThrow(() -> new AssertionError(hash));
  }
}
