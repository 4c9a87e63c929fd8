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
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;

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
      // Every request that shows a name asks this several times, and most names are ASCII.
      String ascii = isAscii(text) ? text : IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
      return Optional.of(ascii.toLowerCase(Locale.ROOT)).filter(AccountName::isDomain);
    } catch (IllegalArgumentException notADomain) {
      return Optional.empty();
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(letter -> letter <= '~');
  }

  /** At least two labels (RFC 1123, section 2.1). */
  private static boolean isDomain(String text) {
    int last = text.lastIndexOf('.') + 1;
    if (last == 0 || text.length() > LONGEST_DOMAIN) {
      return false;
    }
    // No top-level domain is a number, so that no address is a domain (RFC 3696, 2).
    boolean numeric = true;
    for (int i = last; i < text.length(); i++) {
      numeric &= isDigit(text.charAt(i));
    }
    int start = 0;
    for (int end = text.indexOf('.'); end >= 0; end = text.indexOf('.', start)) {
      if (!isLabel(text, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return !numeric && isLabel(text, last, text.length());
  }

  /** Letters and digits, and hyphens between them. */
  private static boolean isLabel(String text, int start, int end) {
    if (start == end
        || end - start > LONGEST_LABEL
        || text.charAt(start) == '-'
        || text.charAt(end - 1) == '-') {
      return false;
    }
    for (int i = start; i < end; i++) {
      char letter = text.charAt(i);
      if (!(letter >= 'a' && letter <= 'z' || isDigit(letter) || letter == '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  /** The name as it is written, {@code user@domain} or {@code user}. */
  @Override
  public String toString() {
    return domain.map(domain -> user + "@" + domain).orElse(user);
  }
}
