package org.gatehouse.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.restriction.Network;

/**
 * Finds the client of a request: the peer, or, only when the peer is a trusted forwarder, the
 * rightmost hop of {@code X-Forwarded-For} that is not one. What a client writes into that header
 * itself stands to the left of what its forwarder appends, and so is never looked at.
 *
 * <p>A client is {@link ClientAddress#direct()} only when its peer is no trusted forwarder and the
 * request has no header that forwarders write; a forwarder that nobody named in the settings shows
 * itself by such a header.
 */
final class Forwarding {

  /** Every trusted hop costs a look at the settings; no chain of proxies is longer. */
  private static final int MOST_HOPS = 16;

  /** An IPv6 address that ends as IPv4, in brackets and with a port. */
  private static final int LONGEST_HOP = 53;

  private static final String HOPS = "X-Forwarded-For";
  private static final String SCHEME = "X-Forwarded-Proto";

  /** RFC 7239, RFC 9110 (section 7.6.3), and what proxies and content networks write besides. */
  private static final List<String> WRITTEN_BY_FORWARDERS =
      List.of(
          HOPS,
          SCHEME,
          "Forwarded",
          "Via",
          "X-Real-IP",
          "X-Forwarded",
          "X-Forwarded-Host",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "True-Client-IP",
          "CF-Connecting-IP");

  /** An address alone, IPv4 with a port, or IPv6 in brackets with or without one. */
  private static final Pattern HOP =
      Pattern.compile(
          "(?<four>[0-9.]+)(:\\d{1,5})?|(?<six>[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)|\\[(?<bracketed>[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)](:\\d{1,5})?");

  private final List<Network> trusted;

  /**
   * Trusts some forwarders.
   *
   * @param trusted their addresses; may be none
   */
  Forwarding(List<Network> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** The client of a request. */
  ClientAddress client(HttpServletRequest request) {
    ClientAddress peer = ClientAddress.of(request.getRemoteAddr());
    if (trusts(peer)) {
      return hop(request).orElse(peer).forwarded();
    }
    for (String name : WRITTEN_BY_FORWARDERS) {
      if (request.getHeader(name) != null) {
        return peer.forwarded();
      }
    }
    return peer;
  }

  /**
   * The request with the scheme that its client used, when a trusted forwarder says so: of several
   * words the last, since that is the forwarder's own.
   */
  HttpServletRequest asSent(HttpServletRequest request) {
    if (request.getHeader(SCHEME) == null || !trusts(ClientAddress.of(request.getRemoteAddr()))) {
      return request;
    }
    String last = fromTheRight(request, SCHEME).findFirst().orElse("");
    return switch (last) {
      case "https" -> new ForwardedRequest(request, true);
      case "http" -> new ForwardedRequest(request, false);
      default -> request;
    };
  }

  private Optional<ClientAddress> hop(HttpServletRequest request) {
    for (String text : fromTheRight(request, HOPS).limit(MOST_HOPS).toList()) {
      Optional<ClientAddress> hop = usable(text);
      if (hop.isEmpty() || !trusts(hop.get())) {
        return hop;
      }
    }
    return Optional.empty();
  }

  private boolean trusts(ClientAddress address) {
    return !trusted.isEmpty()
        && trusted.stream().anyMatch(network -> network.contains(address.text()));
  }

  /** Several lines of one name are one list, in their order (RFC 9110, section 5.3). */
  private static Stream<String> fromTheRight(HttpServletRequest request, String name) {
    List<String> lines = new ArrayList<>(Collections.list(request.getHeaders(name)));
    return lines.reversed().stream()
        .flatMap(line -> List.of(line.split(",", -1)).reversed().stream())
        .map(String::strip);
  }

  private static Optional<ClientAddress> usable(String text) {
    Matcher hop = HOP.matcher(text);
    if (text.length() > LONGEST_HOP || !hop.matches()) {
      return Optional.empty();
    }
    String address =
        Stream.of("four", "six", "bracketed")
            .map(hop::group)
            .filter(group -> group != null)
            .findFirst()
            .orElseThrow();
    try {
      ClientAddress client = ClientAddress.of(address);
      return nobodys(InetAddress.ofLiteral(client.text())) ? Optional.empty() : Optional.of(client);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** No client on the way to a forwarder has such an address. */
  private static boolean nobodys(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.getHostAddress().equals("255.255.255.255");
  }
}
