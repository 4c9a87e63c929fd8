package org.gatehouse.host.crypt;

import java.util.regex.Pattern;

/**
 * The accepted formats, character by character. The last character of a base 64 text carries fewer
 * bits than six; a text with the others set was made by no crypt(3), so it is not accepted.
 */
final class Patterns {
  private static final String ROUNDS_AND_SALT =
      "(?:rounds=([1-9][0-9]{3,5})\\$)?([./0-9A-Za-z]{1,16})\\$";

  static final Pattern SHA_512 =
      Pattern.compile("\\$6\\$" + ROUNDS_AND_SALT + "([./0-9A-Za-z]{85}[./01])");

  static final Pattern SHA_256 =
      Pattern.compile("\\$5\\$" + ROUNDS_AND_SALT + "([./0-9A-Za-z]{42}[./0-9A-D])");

  /**
   * Cost, 128 bits of salt and 184 of hash; bcrypt's base 64 has an order of its own, ./A-Za-z0-9.
   */
  static final Pattern BCRYPT =
      Pattern.compile(
          "\\$2[by]\\$(?:0[5-9]|1[0-2])\\$"
              + "[./A-Za-z0-9]{21}[.Oeu]"
              + "[./A-Za-z0-9]{30}[.CGKOSWaeimquy26]");

  /**
   * Parameters, up to 64 bytes of salt and 32 of hash. {@code crypt_gensalt} of libxcrypt makes
   * j75, j85, j7T, j8T, j9T for its costs 1 to 5 and jAT to jFT for 6 to 11: the letters are
   * flavour, log2(N) and block size, and other flavours or trailing parameters (parallelism, time,
   * ROM) come from nowhere we migrate from.
   */
  static final Pattern YESCRYPT =
      Pattern.compile(
          "\\$y\\$(?:j75|j85|j7T|j8T|j9T)\\$"
              + "(?=[^$])(?:[./0-9A-Za-z]{4}){0,21}(?:[./0-9A-Za-z][./01]|[./0-9A-Za-z]{2}[./0-9A-D])?\\$"
              + "[./0-9A-Za-z]{42}[./0-9A-D]");

  private Patterns() {}
}
