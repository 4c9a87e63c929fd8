package org.gatehouse.restriction;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv6.IPv6Address;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.gatehouse.auth.ClientAddress;

/**
 * A set of addresses that share a prefix (CIDR, RFC 4632 and RFC 4291); a single address is a
 * network of one. Written and compared in one canonical form: {@code 64.22.68.1/24} is {@code
 * 64.22.68.0/24}, {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}, {@code 2001:DB8::/32} is
 * {@code 2001:db8::/32}, and a single address has no prefix length. What is IPv4 is never in a
 * network of IPv6, not even in {@code ::/0}.
 */
public final class Network {

  /** The longest text that is looked at, in characters: an IPv6 address with a prefix length. */
  private static final int LONGEST = 64;

  /** Keeps wildcards, ranges, zones, other scripts' digits and the like from the parser. */
  private static final Pattern CHARACTERS =
      Pattern.compile("[0-9A-Fa-f:.]{2,}(/(0|[1-9][0-9]{0,2}))?");

  private static final int MAPPED_BITS = 96;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** Addresses and CIDRs only: no masks, no inet_aton(3)'s short forms, no leading zeros. */
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowAll(false)
          .allowEmpty(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(AddressStringParameters.RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowBinary(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowBinary(false)
          .getEmbeddedIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getEmbeddedIPv4AddressParentBuilder()
          .getParentBuilder()
          .toParams();

  private final byte[] first;
  private final int bits;
  private final String text;

  private Network(byte[] address, int bits) {
    this.first = masked(address, bits);
    this.bits = bits;
    String single = ClientAddress.of(inetAddress(first)).text();
    this.text = bits == Byte.SIZE * first.length ? single : single + "/" + bits;
  }

  /**
   * Reads an address or CIDR as a person writes it; host bits are accepted and dropped, and what
   * maps IPv4 into IPv6 is IPv4.
   *
   * @return empty when the text is neither
   */
  public static Optional<Network> parse(String text) {
    if (text == null || text.length() > LONGEST) {
      return Optional.empty();
    }
    String bare = text.strip();
    if (!CHARACTERS.matcher(bare).matches()) {
      return Optional.empty();
    }
    try {
      IPAddress written = new IPAddressString(bare, STRICT).toAddress();
      return Optional.of(of(written));
    } catch (AddressStringException e) {
      return Optional.empty();
    }
  }

  private static Network of(IPAddress written) {
    byte[] address = written.getBytes();
    Integer length = written.getNetworkPrefixLength();
    int bits = length == null ? Byte.SIZE * address.length : length;
    if (written.isIPv6() && bits >= MAPPED_BITS) {
      IPv6Address six = written.withoutPrefixLength().toIPv6();
      if (six.isIPv4Mapped()) {
        return new Network(six.getEmbeddedIPv4Address().getBytes(), bits - MAPPED_BITS);
      }
    }
    return new Network(address, bits);
  }

  /**
   * The network of a client's address alone; empty for an address of this machine's own (RFC 1122,
   * section 3.2.1.3, and RFC 4291, section 2.5.3) that only a forwarder names: it is in no network.
   */
  public static Optional<Network> of(ClientAddress address) {
    Network client = canonical(address.text());
    return address.direct() || !inetAddress(client.first).isLoopbackAddress()
        ? Optional.of(client)
        : Optional.empty();
  }

  /**
   * Reads what {@link #toString} wrote, without the care that a stranger's text needs.
   *
   * @throws IllegalArgumentException when nothing of the kind was written
   */
  public static Network canonical(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int most = Byte.SIZE * address.length;
    int bits = slash < 0 ? most : Integer.parseInt(text, slash + 1, text.length(), 10);
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("no such prefix length");
    }
    return new Network(address, bits);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    int whole = bits / Byte.SIZE;
    if (whole < masked.length) {
      masked[whole] &= (byte) (0xFF00 >> bits % Byte.SIZE);
      Arrays.fill(masked, whole + 1, masked.length, (byte) 0);
    }
    return masked;
  }

  private static InetAddress inetAddress(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  /**
   * Whether an address is one of this network.
   *
   * @param address a literal address; false when it is none, or a network
   */
  public boolean contains(String address) {
    return parse(address).filter(one -> one.single() && contains(one)).isPresent();
  }

  /** Whether every address of another network is one of this. */
  public boolean contains(Network other) {
    return first.length == other.first.length
        && bits <= other.bits
        && Arrays.equals(first, masked(other.first, bits));
  }

  /**
   * Whether networks have together more addresses, of IPv4 or of IPv6, than one network of that
   * family has; what is in several counts once.
   *
   * @param bits the length of that network's prefix
   */
  public static boolean exceed(Collection<Network> networks, int bits) {
    return IntStream.of(IPV4_BYTES, IPV6_BYTES)
        .anyMatch(
            bytes ->
                addresses(networks, bytes)
                        .compareTo(BigInteger.ONE.shiftLeft(Byte.SIZE * bytes - bits))
                    > 0);
  }

  private static BigInteger addresses(Collection<Network> networks, int bytes) {
    List<Network> inOrder =
        networks.stream()
            .filter(network -> network.first.length == bytes)
            .sorted(
                Comparator.comparing((Network network) -> network.first, Arrays::compareUnsigned)
                    .thenComparingInt(network -> network.bits))
            .toList();
    BigInteger count = BigInteger.ZERO;
    Network last = null;
    for (Network network : inOrder) {
      // Two networks are one in the other, or have no address in common.
      if (last == null || !last.contains(network)) {
        count = count.add(BigInteger.ONE.shiftLeft(Byte.SIZE * bytes - network.bits));
        last = network;
      }
    }
    return count;
  }

  /** Whether it is one address. */
  public boolean single() {
    return bits == Byte.SIZE * first.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network && text.equals(network.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The canonical form (RFC 5952 for IPv6). */
  @Override
  public String toString() {
    return text;
  }
}
