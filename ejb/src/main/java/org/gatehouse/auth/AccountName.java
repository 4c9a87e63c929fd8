package org.gatehouse.auth;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The written name of an account: {@code user@domain}, or {@code user} for the appliance.
 *
 * @param user the user name, lower case, 1 to 32 characters of {@code a-z 0-9 _ . -}, a letter or
 *     underscore first
 * @param domain the site's domain in lower-case ASCII form; empty for the appliance
 */
public record AccountName(String user, Optional<String> domain) {

  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)"
              + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
              // No top-level domain is a number, so that no address is a domain (RFC 3696, 2).
              + "\\.(?!\\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** The longest text that is looked at as a name, in characters. */
  private static final int LONGEST = 300;

  /**
   * Reads a name as a person writes it; case does not matter, and a domain may be written in
   * Unicode.
   *
   * @return the name, or empty when no account can have it
   */
  public static Optional<AccountName> parse(String text) {
    if (text == null || text.length() > LONGEST) {
      return Optional.empty();
    }
    int at = text.lastIndexOf('@');
    String user = (at < 0 ? text : text.substring(0, at)).toLowerCase(Locale.ROOT);
    if (!USER.matcher(user).matches()) {
      return Optional.empty();
    }
    if (at < 0) {
      return Optional.of(new AccountName(user, Optional.empty()));
    }
    return domain(text.substring(at + 1)).map(domain -> new AccountName(user, Optional.of(domain)));
  }

  /**
   * The one form under which a name is counted, whether or not an account can have it: as it is
   * written when one can, otherwise in lower case and cut to {@value #LONGEST} characters.
   */
  public static String canonical(String text) {
    return parse(text)
        .map(AccountName::toString)
        .orElseGet(
            () ->
                text.substring(0, Math.min(text.length(), LONGEST))
                    .strip()
                    .toLowerCase(Locale.ROOT));
  }

  /**
   * Reads a domain as a person writes it.
   *
   * @return its lower-case ASCII form, or empty when it is not a domain of at least two labels, the
   *     last of which is no number
   */
  public static Optional<String> domain(String text) {
    if (text == null || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      return DOMAIN.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException notADomain) {
      return Optional.empty();
    }
  }

  /** The name as it is written, {@code user@domain} or {@code user}. */
  @Override
  public String toString() {
    return domain.map(domain -> user + "@" + domain).orElse(user);
  }
}
