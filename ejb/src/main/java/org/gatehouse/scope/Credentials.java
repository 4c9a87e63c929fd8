package org.gatehouse.scope;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text shows in place of the credentials that an address of a database may have in it. */
final class Credentials {

  private static final String MASK = "(secret)";

  /** {@code //user:password@host}; a password may have an at sign itself. */
  private static final Pattern BEFORE_HOST = Pattern.compile("(?<=//)[^/?]*@");

  private static final Pattern PROPERTY = Pattern.compile("([^?&;,()=/]+)=([^?&;,()]*)");

  private static final Pattern TELLING = Pattern.compile("user|pass|pwd|secret|token|key");

  private Credentials() {}

  /** Whether there are any. */
  static boolean in(String address) {
    return !masked(address).equals(address);
  }

  /** The address without them. */
  static String masked(String address) {
    String host = BEFORE_HOST.matcher(address).replaceAll(Matcher.quoteReplacement(MASK + "@"));
    return PROPERTY
        .matcher(host)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + "=" + (telling(found.group(1)) ? MASK : found.group(2))));
  }

  private static boolean telling(String name) {
    try {
      String plain = URLDecoder.decode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      return TELLING.matcher(plain).find();
    } catch (IllegalArgumentException e) {
      // Whatever it means, it may be one.
      return true;
    }
  }
}
