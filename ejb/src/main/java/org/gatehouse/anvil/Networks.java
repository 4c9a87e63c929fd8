package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.anvil.Key.Span;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.ClientAddress;

/**
 * Blocks of whole IPv6 networks, for clients that have more than one /64 to choose addresses from:
 * a /56 at five times the limit of one address from at least five of its /64, a /48 at twenty-five
 * times from at least twenty-five of its /56. Failures before the last block of a network have been
 * answered by it and do not count for the next.
 */
final class Networks {

  private static final int TIMES = 5;

  /** More rows than this have no bearing: a network is blocked long before. */
  private static final int MOST_ROWS = 10_000;

  private final Ledger ledger;
  private final Supplier<Limits> limits;
  private final Clock clock;

  Networks(Ledger ledger, Supplier<Limits> limits, Clock clock) {
    this.ledger = ledger;
    this.limits = limits;
    this.clock = clock;
  }

  /** The keys under which blocks of an address's networks are kept; none for IPv4. */
  List<Key> of(ClientAddress address) {
    return limits.get().ipv6Escalate() && Key.ipv6(address)
        ? Stream.of(Span.values()).map(span -> Key.network(address, span)).toList()
        : List.of();
  }

  /** Blocks the networks of an address that has failed, if it is time. */
  void failed(Entrance.Place place) {
    if (of(place.address()).isEmpty()) {
      return;
    }
    failed(place, Span.SITE, TIMES);
    failed(place, Span.ORGANISATION, TIMES * TIMES);
  }

  private void failed(Entrance.Place place, Span span, int times) {
    String prefix = span.prefix(place.address());
    // A cheap look first: it also counts what has expired, so it is never too low.
    if (ledger.failuresWithin(prefix) < times * limits.get().limit()) {
      return;
    }
    Key network = Key.network(place.address(), span);
    Optional<Block> last = ledger.read(network).block();
    Instant now = clock.instant();
    if (last.filter(block -> now.isBefore(block.until())).isPresent()) {
      return;
    }
    Map<String, Integer> parts = parts(prefix, span, last.map(Block::since), now);
    int failures = parts.values().stream().mapToInt(Integer::intValue).sum();
    if (failures >= times * limits.get().limit() && parts.size() >= times) {
      block(place, network, now, failures + " failures from " + parts.size() + " of its networks");
    }
  }

  /** How many attempts have failed in each part: the /64 of a /56, the /56 of a /48. */
  private Map<String, Integer> parts(
      String prefix, Span span, Optional<Instant> answered, Instant now) {
    Instant since = answered.orElse(Instant.EPOCH);
    Map<String, Integer> parts = new HashMap<>();
    ledger
        .within(prefix, MOST_ROWS)
        .forEach(
            (key, tally) -> {
              int failures = tally.at(now, limits.get()).failuresAfter(since);
              if (failures > 0) {
                String part = span == Span.SITE ? key : Span.SITE.prefix(key);
                parts.merge(part, failures, Integer::sum);
              }
            });
    return parts;
  }

  private void block(Entrance.Place place, Key network, Instant now, String why) {
    Block block = new Block(now, now.plus(limits.get().ttl()), why);
    AuditEvent event =
        AuditEvent.of(
            What.BLOCK,
            place.account(),
            place.gate(),
            place.address(),
            network.what() + " until " + block.until() + ": " + why,
            AuditEvent.Result.REFUSED);
    ledger.change(
        network,
        before ->
            before.block().filter(other -> now.isBefore(other.until())).isPresent()
                ? Change.silent(before)
                : new Change(before.with(block), List.of(event), false));
  }
}
