package org.gatehouse.scope;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gatehouse.auth.ClientAddress;

/** The name or address of a host, as it stands in a URL. */
public final class HostName {

  /** RFC 1123, section 2.1; a name all in digits and dots would be an address. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)(?!.*\\.?\\d+$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

  private static final int LONGEST = 255;

  private HostName() {}

  /**
   * A name as it is, an address in its one form, of IPv6 in brackets.
   *
   * @return empty when the text is neither
   */
  public static Optional<String> written(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (NAME.matcher(text).matches()) {
      return Optional.of(text);
    }
    try {
      return Optional.of(bracketed(ClientAddress.of(text.replaceFirst("^\\[(.*)]$", "$1")).text()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What this machine calls itself; localhost where it has no name. */
  public static String ofThisMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** An address as it stands in a URL (RFC 3986, section 3.2.2). */
  public static String bracketed(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
  }
}
