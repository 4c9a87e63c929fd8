package org.gatehouse.host;

/**
 * What can be wrong with a password. Everything else in it is its owner's: colons, spaces and any
 * Unicode count byte for byte, nothing is trimmed or normalised.
 */
public enum PasswordFlaw {
  /** No character at all. */
  EMPTY("must not be empty"),
  /** More than 256 characters (Unicode code points). */
  TOO_MANY_CHARACTERS("must have at most 256 characters"),
  /** More than 511 bytes in UTF-8; crypt(3) takes no more. */
  TOO_MANY_BYTES("must have at most 511 bytes in UTF-8"),
  /** A NUL, which ends a C string, or a CR or LF, which no protocol here carries unchanged. */
  FORBIDDEN_CHARACTER("must not contain NUL, carriage return or line feed"),
  /** An unpaired surrogate, which has no UTF-8 form. */
  NOT_UNICODE("must be valid Unicode");

  private final String rule;

  PasswordFlaw(String rule) {
    this.rule = rule;
  }

  /** The rule that is broken, to follow the word "password". */
  public String rule() {
    return rule;
  }
}
