package org.gatehouse.host.crypt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Hashes with what is fastest on this machine: SHA-crypt with {@link ShaCrypt}, which wins against
 * libcrypt (see {@code gatehouse bench crypt}) and needs no library, the other formats with the
 * system's libcrypt. Where that is missing, bcrypt is Bouncy Castle's, and yescrypt cannot be
 * computed.
 */
public final class SystemHasher implements PasswordHasher {
  private static final System.Logger LOG = System.getLogger(SystemHasher.class.getName());

  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final int SALT_CHARACTERS = 16;

  private final SecureRandom random;
  private final Optional<Libcrypt> libcrypt;
  private final String decoySalt;
  private final String decoyDigest;

  /** How new hashes are made, and what is computed where there is none. */
  private volatile Rounds making;

  private record Rounds(int rounds, CryptHash decoy) {}

  /**
   * Looks for libcrypt, and says in the log when there is none.
   *
   * @param random source of salts
   * @param rounds of new hashes
   */
  public SystemHasher(SecureRandom random, int rounds) {
    this(random, rounds, Libcrypt.find());
    if (libcrypt.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "libcrypt.so.1 is missing: accounts with a $y$ hash cannot sign in (Debian: libcrypt1)");
    }
  }

  SystemHasher(SecureRandom random, int rounds, Optional<Libcrypt> libcrypt) {
    this.random = random;
    this.libcrypt = libcrypt;
    this.decoySalt = randomText(SALT_CHARACTERS);
    // The digest's last character has two bits.
    this.decoyDigest = randomText(85) + ".";
    setRounds(rounds);
  }

  @Override
  public final void setRounds(int rounds) {
    CryptHash decoy = CryptHash.parse(setting(rounds, decoySalt) + decoyDigest).orElseThrow();
    making = new Rounds(rounds, decoy);
  }

  @Override
  public String hash(Password password) {
    String salt = randomText(SALT_CHARACTERS);
    int rounds = making.rounds();
    return setting(rounds, salt)
        + ascii(
            ShaCrypt.encoded(ShaCrypt.Algorithm.SHA_512, password.bytes(), ascii(salt), rounds));
  }

  @Override
  public boolean matches(Password password, CryptHash hash) {
    return switch (hash) {
      case CryptHash.Sha sha -> matchesSha(password, sha);
      case CryptHash.Bcrypt(String text) when libcrypt.isEmpty() ->
          OpenBSDBCrypt.checkPassword(text, password.bytes());
      case CryptHash.Bcrypt(String text) -> matchesLibcrypt(password, text);
      case CryptHash.Yescrypt(String text) -> matchesLibcrypt(password, text);
    };
  }

  private static boolean matchesSha(Password password, CryptHash.Sha hash) {
    byte[] encoded =
        ShaCrypt.encoded(hash.algorithm(), password.bytes(), ascii(hash.salt()), hash.rounds());
    return MessageDigest.isEqual(encoded, ascii(hash.encoded()));
  }

  private boolean matchesLibcrypt(Password password, String text) {
    Optional<byte[]> computed = libcrypt.flatMap(library -> library.crypt(password.bytes(), text));
    if (computed.isEmpty()) {
      matches(password, decoy());
      return false;
    }
    return MessageDigest.isEqual(computed.get(), ascii(text));
  }

  @Override
  public boolean isWeak(CryptHash hash) {
    return hash instanceof CryptHash.Sha sha && sha.rounds() < making.rounds();
  }

  @Override
  public boolean computes(CryptHash hash) {
    return libcrypt.isPresent() || !(hash instanceof CryptHash.Yescrypt);
  }

  @Override
  public CryptHash decoy() {
    return making.decoy();
  }

  @Override
  public boolean matchesNothing() {
    try (Password any = Password.any()) {
      matches(any, decoy());
      return false;
    }
  }

  private static String setting(int rounds, String salt) {
    return "$6$rounds=" + rounds + "$" + salt + "$";
  }

  private String randomText(int length) {
    return random
        .ints(length, 0, ALPHABET.length())
        .map(ALPHABET::charAt)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
