package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Accepted for migrated accounts: $6$ and $5$ with 5,000 to 100,000 rounds, $2y$ and $2b$ cost 5
 * to 12, $y$ up to j9T; anything else is refused."
 */
class CryptHashTest {
  private static final String SHA_512 = "a".repeat(85) + "1";
  private static final String SHA_256 = "a".repeat(42) + "D";
  private static final String BCRYPT = "a".repeat(21) + "O" + "a".repeat(30) + "W";
  private static final String YESCRYPT = "a".repeat(42) + "D";

  @Test
  void shaCryptIsAcceptedBetween5000And100000Rounds() {
    assertAccepted("$6$salt$" + SHA_512);
    assertAccepted("$6$rounds=5000$salt$" + SHA_512);
    assertAccepted("$6$rounds=100000$./09azAZsaltsalt$" + SHA_512);
    assertAccepted("$5$salt$" + SHA_256);
    assertAccepted("$5$rounds=77777$s$" + SHA_256);
    assertRefused("$6$rounds=4999$salt$" + SHA_512);
    assertRefused("$6$rounds=1000$salt$" + SHA_512);
    assertRefused("$6$rounds=100001$salt$" + SHA_512);
    assertRefused("$6$rounds=999999$salt$" + SHA_512);
    assertRefused("$6$rounds=999999999$salt$" + SHA_512);
    assertRefused("$5$rounds=5000000$salt$" + SHA_256);
  }

  @Test
  void bcryptIsAcceptedFromCost5To12() {
    assertAccepted("$2y$05$" + BCRYPT);
    assertAccepted("$2b$12$" + BCRYPT);
    assertRefused("$2y$04$" + BCRYPT);
    assertRefused("$2b$13$" + BCRYPT);
    assertRefused("$2y$31$" + BCRYPT);
    assertRefused("$2a$10$" + BCRYPT);
    assertRefused("$2x$10$" + BCRYPT);
    assertRefused("$2$10$" + BCRYPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"j75", "j85", "j7T", "j8T", "j9T"})
  void yescryptIsAcceptedWithTheParametersOfCosts1To5(String parameters) {
    assertAccepted("$y$" + parameters + "$saltsaltsaltsaltsalt..$" + YESCRYPT);
    assertAccepted("$y$" + parameters + "$s/$" + YESCRYPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jAT", "jBT", "jCT", "jDT", "jET", "jFT", "j9U", "j9T.", "j9T2", "/9T", ".9T", "k9T", "j9",
        ""
      })
  void yescryptIsRefusedWithAnyOther(String parameters) {
    assertRefused("$y$" + parameters + "$saltsaltsaltsaltsalt..$" + YESCRYPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "*",
        "x",
        "$6$",
        "$6$salt$",
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0", // MD5
        "abJnggxhB/yWI", // DES
        "$7$CU..../....salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaD", // scrypt
        "$gy$j9T$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaD", // gost-yescrypt
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA",
        "{SSHA}c2FsdA==",
        "$apr1$salt$qJH7.N4xYta3aEG/dfqo/0"
      })
  void everythingElseIsRefused(String hash) {
    assertRefused(hash);
  }

  @Test
  void whatNoCryptFunctionCouldHaveMadeIsRefused() {
    assertRefused("$6$salt$" + SHA_512 + "a");
    assertRefused("$6$salt$" + SHA_512.substring(1));
    assertRefused("$6$salt$" + SHA_512 + "\n");
    assertRefused("!$6$salt$" + SHA_512);
    assertRefused("$6$salt$" + "a".repeat(85) + "2"); // bits that a digest does not have
    assertRefused("$6$$" + SHA_512);
    assertRefused("$6$saltsaltsaltsalts$" + SHA_512);
    assertRefused("$6$sa:lt$" + SHA_512);
    assertRefused("$6$sält$" + SHA_512);
    assertRefused("$6$sa\0lt$" + SHA_512);
    assertRefused("$6$rounds=05000$salt$" + SHA_512);
    assertRefused("$6$rounds=+5000$salt$" + SHA_512);
    assertRefused("$6$rounds=5000salt$" + SHA_512);
    assertRefused("$5$salt$" + "a".repeat(42) + "E");
    assertRefused("$2y$5$" + BCRYPT);
    assertRefused("$2y$10$" + "a".repeat(22) + "a".repeat(30) + "W");
    assertRefused("$2y$10$" + "a".repeat(21) + "O" + "a".repeat(30) + "X");
    assertRefused("$y$j9T$$" + YESCRYPT);
    assertRefused("$y$j9T$s$" + YESCRYPT); // six bits are no byte
    assertRefused("$y$j9T$sa$" + YESCRYPT);
    assertAccepted("$y$j9T$" + "a".repeat(85) + "1$" + YESCRYPT);
    assertRefused("$y$j9T$" + "a".repeat(86) + "1$" + YESCRYPT); // 65 bytes
    assertRefused("$y$j9T$" + "a".repeat(88) + "$" + YESCRYPT);
    assertRefused("$y$j9T$salt$" + "a".repeat(42) + "E");
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    assertThat(CryptHash.parse(text).map(CryptHash::text).orElse(text)).isEqualTo(text);
  }

  @Test
  void itsTextForLogsDoesNotShowIt() {
    for (String hash :
        new String[] {"$6$salt$" + SHA_512, "$2y$10$" + BCRYPT, "$y$j9T$salt$" + YESCRYPT}) {
      assertThat(CryptHash.parse(hash).orElseThrow().toString()).doesNotContain("salt", "aaa");
    }
  }

  private static void assertAccepted(String hash) {
    assertThat(CryptHash.parse(hash)).isPresent().get().extracting(CryptHash::text).isEqualTo(hash);
  }

  private static void assertRefused(String hash) {
    assertThat(CryptHash.parse(hash)).isEmpty();
  }
}
