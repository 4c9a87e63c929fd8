package org.gatehouse.apikey;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.apikey.KeyLimits;
import org.gatehouse.restriction.Network;

/**
 * When and from where a key is good, beside what the restrictions of its account say.
 *
 * @param expires from when on it is not any more; empty for never
 * @param networks from where; empty for everywhere
 */
public record Limits(Optional<Instant> expires, List<Network> networks) {

  /** Good from everywhere and for ever. */
  public static final Limits NONE = new Limits(Optional.empty(), List.of());

  /** Longer texts are no time. */
  private static final int LONGEST_TIME = 40;

  /**
   * Reads what a caller gave.
   *
   * @param expires a date (RFC 3339), to whose end in UTC the key is good, or a time with its zone;
   *     blank for never
   * @param addresses addresses and CIDRs; empty for everywhere
   * @throws CommandException when either cannot be read; names the argument
   */
  public static Limits of(String expires, List<?> addresses) {
    if (addresses.size() > KeyLimits.MOST) {
      throw new CommandException(
          Kind.ARGUMENT, "argument 'addresses' may list at most " + KeyLimits.MOST);
    }
    return new Limits(
        expires.isBlank() ? Optional.empty() : Optional.of(time(expires.strip())),
        IntStream.range(0, addresses.size())
            .mapToObj(index -> network(addresses.get(index), index + 1))
            .distinct()
            .toList());
  }

  private static Instant time(String text) {
    try {
      if (text.length() <= LONGEST_TIME) {
        OffsetDateTime time =
            text.contains("T")
                ? OffsetDateTime.parse(text)
                : LocalDate.parse(text).plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
        if (time.getYear() >= 0 && time.getYear() <= 9_999) {
          return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
        }
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new CommandException(
        Kind.ARGUMENT,
        "argument 'expires' must be a date such as %1$s-01-31 or a time such as %1$s-01-31T12:00:00Z"
            .formatted("2030"));
  }

  private static Network network(Object written, int number) {
    return (written instanceof String text ? Network.parse(text) : Optional.<Network>empty())
        .orElseThrow(
            () ->
                new CommandException(
                    Kind.ARGUMENT,
                    "argument 'addresses' must list IPv4 or IPv6 addresses, or CIDRs such as"
                        + " 64.22.68.0/24; number "
                        + number
                        + " is neither"));
  }

  /**
   * What stands in the database.
   *
   * @throws IllegalArgumentException when others wrote there what is no network
   */
  public static Limits of(KeyLimits kept) {
    return new Limits(kept.expiresAt(), kept.networks().stream().map(Network::canonical).toList());
  }

  KeyLimits kept() {
    return new KeyLimits(expires, networks.stream().map(Network::toString).toList());
  }

  /** Whether a key is over by now. */
  public boolean expired(Instant now) {
    return expires.filter(end -> !now.isBefore(end)).isPresent();
  }

  /**
   * Whether a key is good now at a client's address. An address of this machine's own that only a
   * forwarder names is in no network.
   */
  public boolean allow(Instant now, ClientAddress address) {
    return !expired(now) && allow(address);
  }

  private boolean allow(ClientAddress address) {
    return networks.isEmpty()
        || Network.of(address)
            .filter(client -> networks.stream().anyMatch(network -> network.contains(client)))
            .isPresent();
  }

  /** Why a key is not good now at a client's address, for the audit; empty when it is. */
  Optional<String> refusal(Instant now, ClientAddress address) {
    if (expired(now)) {
      return Optional.of("the key has expired");
    }
    return allow(address) ? Optional.empty() : Optional.of("this key not from this address");
  }

  /** When and from where, for the audit. */
  @Override
  public String toString() {
    return expires.map(end -> "until " + end).orElse("without end")
        + (networks.isEmpty()
            ? " from everywhere"
            : " from " + String.join(", ", networks.stream().map(Network::toString).toList()));
  }
}
