package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.restriction.Network;

/**
 * The addresses that are never blocked: those of the setting and those added by command. What comes
 * by a forwarder is never of them, whatever address it claims.
 */
final class Whitelist {

  private static final int MOST_REMEMBERED = 10_000;

  private final Ledger ledger;
  private final Supplier<List<Network>> configured;
  private volatile Listing listing;

  /** The networks at one time, and what was asked of them. */
  private record Listing(List<Network> networks, Cache<String, Boolean> asked) {

    static Listing of(List<Network> networks) {
      return new Listing(
          List.copyOf(networks),
          Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build());
    }

    boolean has(String address) {
      return asked.get(
          address, text -> networks.stream().anyMatch(network -> network.contains(text)));
    }
  }

  /**
   * A whitelist.
   *
   * @param configured the networks of the setting now
   */
  Whitelist(Ledger ledger, Supplier<List<Network>> configured) {
    this.ledger = ledger;
    this.configured = configured;
    this.listing = Listing.of(configured.get());
  }

  /** The networks of the setting. */
  List<Network> configured() {
    return configured.get();
  }

  /** Whether an address is whitelisted. */
  boolean has(ClientAddress address) {
    return address.direct() && listing.has(address.text());
  }

  /** Reads the networks of the setting and those that were added by command anew. */
  synchronized void reload() {
    List<Network> all = new ArrayList<>(configured.get());
    Stream<Network> added =
        ledger.whitelist().stream().flatMap(exempt -> Network.parse(exempt.network()).stream());
    added.forEach(all::add);
    listing = Listing.of(all);
  }
}
