package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.session.House.OWNER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.auth.Gate;
import org.gatehouse.persistence.session.SealedPassword;
import org.gatehouse.scope.Settings;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.junit.jupiter.api.Test;

/** The password that a session of the panel keeps. */
class PasswordSealTest {

  private static final String PASSWORD = "correct horse: bättery 😀";

  private final House house = new House();

  private Started start(Gate gate, CharSequence password) {
    return house.sessions.start(House.caller(OWNER, gate), "browser", password);
  }

  private Optional<String> open(String id, String tag) {
    return house.sessions.unseal(id, tag, String::new);
  }

  @Test
  void theSessionsIdAndTagTogetherOpenIt() {
    Started started = start(Gate.UI, PASSWORD);

    assertThat(started.tag().orElseThrow()).matches("[0-9A-Za-z_-]{22}");
    assertThat(open(started.id(), started.tag().get())).contains(PASSWORD);
    assertThat(new House(house).sessions.unseal(started.id(), started.tag().get(), String::new))
        .contains(PASSWORD);
  }

  @Test
  void anotherTagOrIdOrPurposeOpensNothing() {
    Started started = start(Gate.UI, PASSWORD);
    Started other = start(Gate.UI, PASSWORD);
    String tag = started.tag().orElseThrow();

    assertThat(open(started.id(), other.tag().orElseThrow())).isEmpty();
    assertThat(open(other.id(), tag)).isEmpty();
    for (String wrong : new String[] {null, "", tag + "A", tag.substring(1), "?".repeat(22)}) {
      assertThat(open(started.id(), wrong)).isEmpty();
    }
    PasswordSeal seal = seal(Secret.Use.SEALED_PASSWORD);
    PasswordSeal.Parts parts = seal.seal(started.id(), PASSWORD);
    assertThat(seal.open(started.id(), parts.tag(), parts.kept(), String::new)).contains(PASSWORD);
    assertThat(
            seal(Secret.Use.CSRF_TOKEN).open(started.id(), parts.tag(), parts.kept(), String::new))
        .isEmpty();
    assertThat(seal.open(other.id(), parts.tag(), parts.kept(), String::new)).isEmpty();
  }

  private PasswordSeal seal(Secret.Use use) {
    return new PasswordSeal(new CurrentSecret(house.secret), use, new java.security.SecureRandom());
  }

  @Test
  void whoHasDatabaseAndSecretButNotTheCookieCannotDecryptEvenWithoutTheTag() throws Exception {
    Started started = start(Gate.UI, PASSWORD);
    List<String> row = house.ask("select id_hash, nonce, sealed_password from session");
    byte[] nonce =
        HexFormat.of()
            .parseHex(house.ask("select rawtohex(nonce) from session").getFirst().toLowerCase());
    byte[] sealed =
        HexFormat.of()
            .parseHex(
                house
                    .ask("select rawtohex(sealed_password) from session")
                    .getFirst()
                    .toLowerCase());
    byte[] plain = PASSWORD.getBytes(StandardCharsets.UTF_8);

    assertThat(sealed).hasSameSizeAs(plain);
    for (String guess : List.of(row.getFirst(), "", OWNER.name().toString())) {
      assertThat(counterMode(key(guess), nonce, sealed)).isNotEqualTo(plain);
    }
    assertThat(
            counterMode(
                house.secret.derive(Secret.Use.SEALED_PASSWORD, hashBytes(row), 32), nonce, sealed))
        .isNotEqualTo(plain);
    // The very same attack with the id that the cookie carries: it is the id that protects.
    assertThat(counterMode(key(started.id()), nonce, sealed)).isEqualTo(plain);
  }

  @Test
  void theTagVouchesForTheIdToo() throws Exception {
    String id = "x".repeat(32);
    PasswordSeal.Parts parts = seal(Secret.Use.SEALED_PASSWORD).seal(id, PASSWORD);
    byte[] tag = Base64.getUrlDecoder().decode(parts.tag());
    byte[] sealed = parts.kept().ciphertext();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key(id), "AES"),
        new GCMParameterSpec(128, parts.kept().nonce()));
    cipher.updateAAD(id.getBytes(StandardCharsets.US_ASCII));

    cipher.update(sealed);
    assertThat(cipher.doFinal(tag)).isEqualTo(PASSWORD.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hashBytes(List<String> row) {
    return HexFormat.of().parseHex(row.getFirst());
  }

  private byte[] key(String id) {
    return house.secret.derive(
        Secret.Use.SEALED_PASSWORD, id.getBytes(StandardCharsets.US_ASCII), 32);
  }

  /** GCM's cipher is counter mode from 2 on (NIST SP 800-38D, section 7.1). */
  private static byte[] counterMode(byte[] key, byte[] nonce, byte[] sealed) throws Exception {
    byte[] counter = Arrays.copyOf(nonce, 16);
    counter[15] = 2;
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
    return cipher.doFinal(sealed);
  }

  @Test
  void neitherTagNorPasswordIsInTheDatabase() {
    Started started = start(Gate.UI, PASSWORD);
    byte[] tag = Base64.getUrlDecoder().decode(started.tag().orElseThrow());

    String everything =
        String.join(
                " ", house.ask("select rawtohex(sealed_password), rawtohex(nonce) from session"))
            .toLowerCase();

    assertThat(everything)
        .doesNotContain(HexFormat.of().formatHex(tag))
        .doesNotContain(HexFormat.of().formatHex(PASSWORD.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatTheBorrowerSawIsWipedEvenWhenItFails() {
    Started started = start(Gate.UI, PASSWORD);
    List<char[]> lent = new ArrayList<>();

    house.sessions.unseal(
        started.id(),
        started.tag().orElseThrow(),
        password -> {
          lent.add(password);
          return "used";
        });
    try {
      house.sessions.unseal(
          started.id(),
          started.tag().orElseThrow(),
          password -> {
            lent.add(password);
            throw new UnsupportedOperationException();
          });
    } catch (UnsupportedOperationException e) {
      // As the borrower wished.
    }

    assertThat(lent).hasSize(2).allSatisfy(array -> assertThat(array).containsOnly('\0'));
  }

  @Test
  void onlyThePanelKeepsAPasswordAndOnlyWhenItIsToldTo() {
    assertThat(start(Gate.SOAP, PASSWORD).tag()).isEmpty();
    assertThat(start(Gate.UI, "").tag()).isEmpty();
    assertThat(start(Gate.UI, "x".repeat(513)).tag()).isEmpty();
    house.settings.with(Settings.RETAIN_UI_PASSWORD, "false");
    assertThat(start(Gate.UI, PASSWORD).tag()).isEmpty();

    assertThat(
            house.ask(
                "select handle from session where sealed_password is not null or nonce is not null"))
        .isEmpty();
  }

  @Test
  void theLongestPasswordFits() {
    String longest = "€".repeat(512);
    Started started = start(Gate.UI, longest);

    assertThat(open(started.id(), started.tag().orElseThrow())).contains(longest);
  }

  @Test
  void eachSignInSealsUnderItsOwnIdAndNonce() {
    start(Gate.UI, PASSWORD);
    start(Gate.UI, PASSWORD);

    assertThat(house.ask("select rawtohex(nonce) from session")).doesNotHaveDuplicates();
    assertThat(house.ask("select rawtohex(sealed_password) from session")).doesNotHaveDuplicates();
  }

  @Test
  void aSessionThatIsOverOpensNothing() {
    Started ended = start(Gate.UI, PASSWORD);
    house.ends.end(ended.id());
    assertThat(open(ended.id(), ended.tag().orElseThrow())).isEmpty();

    Started idle = start(Gate.UI, PASSWORD);
    house.pass(java.time.Duration.ofMinutes(15));
    assertThat(open(idle.id(), idle.tag().orElseThrow())).isEmpty();

    Started suspended = start(Gate.UI, PASSWORD);
    house.sql("update site set active = false");
    assertThat(open(suspended.id(), suspended.tag().orElseThrow())).isEmpty();
  }

  @Test
  void aPasswordThatIsNoMoreIsForgotten() {
    Started started = start(Gate.UI, PASSWORD);

    house.ends.forgetPasswords(OWNER);

    assertThat(open(started.id(), started.tag().orElseThrow())).isEmpty();
    assertThat(house.find(started.id(), Gate.UI)).isPresent();
    assertThat(house.ask("select nonce from session")).containsOnlyNulls();
  }

  @Test
  void nothingOfItIsPrinted() {
    PasswordSeal.Parts parts = seal(Secret.Use.SEALED_PASSWORD).seal("x".repeat(32), PASSWORD);

    assertThat(parts).hasToString("Parts[…]");
    assertThat(parts.kept()).hasToString("SealedPassword[…]");
    assertThat(java.io.Serializable.class.isAssignableFrom(SealedPassword.class)).isFalse();
    assertThat(java.io.Serializable.class.isAssignableFrom(Started.class)).isFalse();
  }
}
