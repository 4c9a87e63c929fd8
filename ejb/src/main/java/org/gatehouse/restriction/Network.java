package org.gatehouse.restriction;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;

/**
 * A set of addresses that share a prefix (CIDR, RFC 4632 and RFC 4291); a single address is a
 * network of one. Written and compared in one canonical form: {@code 64.22.68.1/24} is {@code
 * 64.22.68.0/24}, {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}, {@code 2001:DB8::/32} is
 * {@code 2001:db8::/32}, and a single address has no prefix length.
 */
public final class Network {

  /** The longest text that is looked at, in characters: an IPv6 address with a prefix length. */
  private static final int LONGEST = 64;

  private static final int MAPPED_BITS = 96;

  /** Addresses and CIDRs only: no wildcards, ranges, masks, zones or inet_aton(3)'s short forms. */
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowAll(false)
          .allowEmpty(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .getParentBuilder()
          .toParams();

  private final IPAddress block;

  private Network(IPAddress block) {
    this.block = block;
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
    try {
      IPAddress written = new IPAddressString(text.strip(), STRICT).toAddress();
      return Optional.of(new Network(unmapped(written).toPrefixBlock()));
    } catch (AddressStringException e) {
      return Optional.empty();
    }
  }

  private static IPAddress unmapped(IPAddress address) {
    if (!address.isIPv6() || !address.toIPv6().isIPv4Mapped()) {
      return address;
    }
    Integer length = address.getNetworkPrefixLength();
    if (length == null) {
      return address.toIPv6().getEmbeddedIPv4Address();
    }
    return length < MAPPED_BITS
        ? address
        : address
            .toIPv6()
            .withoutPrefixLength()
            .getEmbeddedIPv4Address()
            .setPrefixLength(length - MAPPED_BITS, false);
  }

  /**
   * Whether an address is one of this network.
   *
   * @param address a literal address in canonical form, as {@code ClientAddress} has it
   */
  public boolean contains(String address) {
    IPAddress one = new IPAddressString(address, STRICT).getAddress();
    return one != null && block.contains(one);
  }

  /** Whether every address of another network is one of this. */
  public boolean contains(Network other) {
    return block.contains(other.block);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network && toString().equals(network.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The canonical form. */
  @Override
  public String toString() {
    IPAddress shown = block.isMultiple() ? block : block.withoutPrefixLength();
    return shown.toCanonicalString();
  }
}
