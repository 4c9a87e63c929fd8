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

  private static final String FOUR = "[./0-9A-Za-z]{4}";
  private static final String ONE_BYTE = "[./0-9A-Za-z][./01]";
  private static final String TWO_BYTES = "[./0-9A-Za-z]{2}[./0-9A-D]";

  /** 1 to 64 bytes: 21 groups of three and one. */
  private static final String YESCRYPT_SALT =
      "(?=[^$])(?:(?:%1$s){0,20}(?:%2$s|%3$s)?|(?:%1$s){21}(?:%2$s)?)"
          .formatted(FOUR, ONE_BYTE, TWO_BYTES);

  /**
   * Parameters, salt and 32 bytes of hash. {@code crypt_gensalt} of libxcrypt makes j75, j85, j7T,
   * j8T, j9T for its costs 1 to 5 and jAT to jFT for 6 to 11: the letters are flavour, log2(N) and
   * block size, and other flavours or trailing parameters (parallelism, time, ROM) come from
   * nowhere we migrate from.
   */
  static final Pattern YESCRYPT =
      Pattern.compile(
          "\\$y\\$(?:j75|j85|j7T|j8T|j9T)\\$" + YESCRYPT_SALT + "\\$[./0-9A-Za-z]{42}[./0-9A-D]");

  private Patterns() {}
}
