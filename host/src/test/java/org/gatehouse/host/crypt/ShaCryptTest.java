package org.gatehouse.host.crypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.gatehouse.host.crypt.ShaCrypt.Algorithm;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * "The implementations agree on every test vector of the SHA-crypt specification", and on whatever
 * else comes.
 */
class ShaCryptTest {
  @Nested
  class TheLoopOverTheJdksDigests implements ShaCryptContract {
    @Override
    public String encoded(Algorithm algorithm, String password, String salt, int rounds) {
      return Implementations.LOOP.encoded(algorithm, utf8(password), salt, rounds);
    }
  }

  @Nested
  class TheRoundsByOpenSsl implements ShaCryptContract {
    @Override
    public String encoded(Algorithm algorithm, String password, String salt, int rounds) {
      return Implementations.OPENSSL.encoded(algorithm, utf8(password), salt, rounds);
    }
  }

  @Nested
  class TheSystemsLibcrypt implements ShaCryptContract {
    @Override
    public String encoded(Algorithm algorithm, String password, String salt, int rounds) {
      return Implementations.LIBCRYPT.encoded(algorithm, utf8(password), salt, rounds);
    }
  }

  @Nested
  class TheReferee implements ShaCryptContract {
    @Override
    public String encoded(Algorithm algorithm, String password, String salt, int rounds) {
      return Implementations.COMMONS_CODEC.encoded(algorithm, utf8(password), salt, rounds);
    }
  }

  @Property(tries = 200)
  void allAgreeOnAnyPasswordAndSalt(
      @ForAll Algorithm algorithm,
      @ForAll("passwords") byte[] password,
      @ForAll("salts") String salt,
      @ForAll @IntRange(min = 1_000, max = 1_100) int rounds) {
    String ours = Implementations.LOOP.encoded(algorithm, password, salt, rounds);
    assertThat(ours)
        .isEqualTo(Implementations.OPENSSL.encoded(algorithm, password, salt, rounds))
        .isEqualTo(Implementations.LIBCRYPT.encoded(algorithm, password, salt, rounds))
        .isEqualTo(Implementations.COMMONS_CODEC.encoded(algorithm, password, salt, rounds));
  }

  @Provide
  Arbitrary<byte[]> passwords() {
    // A NUL ends a C string, so no password has one.
    return Arbitraries.bytes()
        .filter(b -> b != 0)
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(Password.MAX_BYTES);
  }

  @Provide
  Arbitrary<String> salts() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .withCharRange('.', '9')
        .ofMinLength(1)
        .ofMaxLength(16);
  }

  @Test
  void thePasswordIsNotChanged() {
    byte[] password = utf8("Hello world!");

    Implementations.LOOP.encoded(Algorithm.SHA_512, password, "saltstring", 10);

    assertThat(password).isEqualTo(utf8("Hello world!"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
