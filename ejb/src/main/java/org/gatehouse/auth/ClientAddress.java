package org.gatehouse.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a client. An IPv4-mapped IPv6 address is the IPv4 address it maps; a zone index
 * ({@code fe80::1%eth0}) is no part of it.
 *
 * @param text the address in its canonical text form
 * @param countedAs what the anvil counts it under: the address itself for IPv4, its /64 prefix for
 *     IPv6, since a client has at least a /64 to choose addresses from
 * @param direct whether the connection itself came from there and the request names no forwarder;
 *     only such an address is ever taken for this machine's own or for one of the whitelist
 */
public record ClientAddress(String text, String countedAs, boolean direct) {

  private static final int NETWORK_BYTES = 8;

  private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9_.-]{1,64}$");

  /**
   * Reads a literal address; no name is ever looked up.
   *
   * @throws IllegalArgumentException when the text is not an address
   */
  public static ClientAddress of(String literal) {
    String bare = literal.indexOf('%') < 0 ? literal : withoutZone(literal);
    InetAddress address = InetAddress.ofLiteral(bare);
    // Java also takes the short forms of inet_aton(3), which mean another address than they seem.
    if (bare.indexOf(':') < 0 && !address.getHostAddress().equals(bare)) {
      throw new IllegalArgumentException("not an IPv4 or IPv6 address");
    }
    return of(address);
  }

  private static String withoutZone(String literal) {
    Matcher zone = ZONE.matcher(literal);
    return zone.find() ? literal.substring(0, zone.start()) : literal;
  }

  /** The address of a peer. */
  public static ClientAddress of(InetAddress address) {
    // A mapped address becomes an Inet4Address in every factory method of InetAddress.
    if (!(address instanceof Inet6Address six)) {
      String text = address.getHostAddress();
      return new ClientAddress(text, text, true);
    }
    byte[] network = Arrays.copyOf(six.getAddress(), six.getAddress().length);
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    return new ClientAddress(canonical(six.getAddress()), canonical(network) + "/64", true);
  }

  /** The same address, known only by what a forwarder or the client says, or beside such a word. */
  public ClientAddress forwarded() {
    return new ClientAddress(text, countedAs, false);
  }

  /** RFC 5952: lower case, no leading zeros, the longest run of zero groups as {@code ::}. */
  private static String canonical(byte[] bytes) {
    int[] groups = new int[NETWORK_BYTES];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < groups.length; i++) {
      int end = i;
      while (end < groups.length && groups[end] == 0) {
        end++;
      }
      if (end - i > longest) {
        start = i;
        longest = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups.length; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
