package org.gatehouse.host.crypt;

import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A password hash in a format that Gatehouse accepts, strictly checked: alphabet, length, unused
 * bits and cost. So what reaches libcrypt is only what libcrypt itself could have made, and no hash
 * in a file can make a sign-in expensive.
 *
 * <p>Formats as crypt(5) of libxcrypt has them. {@code toString} never shows the hash.
 */
public sealed interface CryptHash {
  /** The hash as it stands in {@code etc/shadow}. */
  String text();

  /**
   * {@code $5$} and {@code $6$} (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512").
   *
   * @param algorithm which of the two
   * @param rounds 5,000 to 100,000
   * @param salt 1 to 16 characters
   * @param encoded the digest in crypt's base 64
   */
  record Sha(ShaCrypt.Algorithm algorithm, int rounds, String salt, String encoded, String text)
      implements CryptHash {
    @Override
    public String toString() {
      return "Sha[" + algorithm + ", rounds=" + rounds + "]";
    }
  }

  /** {@code $2b$} and {@code $2y$}, cost 5 to 12; the two are one algorithm. */
  record Bcrypt(String text) implements CryptHash {
    @Override
    public String toString() {
      return "Bcrypt";
    }
  }

  /** {@code $y$} with the parameters of libxcrypt's costs 1 to 5. */
  record Yescrypt(String text) implements CryptHash {
    @Override
    public String toString() {
      return "Yescrypt";
    }
  }

  /** The fewest rounds of SHA-crypt accepted, and its default when the hash names none. */
  int FEWEST_ROUNDS = 5_000;

  /** The most rounds of SHA-crypt accepted: about 80 ms of CPU. */
  int MOST_ROUNDS = 100_000;

  /**
   * Reads a hash.
   *
   * @return empty when it is in no accepted format or costs more than is accepted
   */
  static Optional<CryptHash> parse(String text) {
    // Longer than any of the formats; keeps the patterns away from what a damaged file may hold.
    if (text.length() > 256) {
      return Optional.empty();
    }
    if (text.startsWith("$6$")) {
      return sha(ShaCrypt.Algorithm.SHA_512, Patterns.SHA_512.matcher(text));
    }
    if (text.startsWith("$5$")) {
      return sha(ShaCrypt.Algorithm.SHA_256, Patterns.SHA_256.matcher(text));
    }
    if (Patterns.BCRYPT.matcher(text).matches()) {
      return Optional.of(new Bcrypt(text));
    }
    if (Patterns.YESCRYPT.matcher(text).matches()) {
      return Optional.of(new Yescrypt(text));
    }
    return Optional.empty();
  }

  private static Optional<CryptHash> sha(ShaCrypt.Algorithm algorithm, Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rounds = matcher.group(1) == null ? FEWEST_ROUNDS : Integer.parseInt(matcher.group(1));
    if (rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS) {
      return Optional.empty();
    }
    return Optional.of(
        new Sha(algorithm, rounds, matcher.group(2), matcher.group(3), matcher.group()));
  }
}
