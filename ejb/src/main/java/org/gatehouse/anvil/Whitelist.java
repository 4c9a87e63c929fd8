package org.gatehouse.anvil;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final List<Network> configured;
  private volatile List<Network> networks;

  private final Cache<String, Boolean> remembered =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  /**
   * A whitelist.
   *
   * @param setting addresses and CIDRs, parted by commas
   * @throws IllegalArgumentException when one is neither
   */
  Whitelist(Ledger ledger, String setting) {
    this.ledger = ledger;
    this.configured =
        Arrays.stream(setting.split(","))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(Whitelist::configured)
            .toList();
    this.networks = configured;
  }

  private static Network configured(String text) {
    return Network.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[anvil] whitelist: " + text + " is no address or CIDR"));
  }

  /** The networks of the setting. */
  List<Network> configured() {
    return configured;
  }

  /** Whether an address is whitelisted. */
  boolean has(ClientAddress address) {
    return address.direct() && remembered.get(address.text(), this::listed);
  }

  private boolean listed(String address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /** Reads the networks that were added by command anew. */
  void reload() {
    List<Network> all = new ArrayList<>(configured);
    Stream<Network> added =
        ledger.whitelist().stream().flatMap(exempt -> Network.parse(exempt.network()).stream());
    added.forEach(all::add);
    networks = List.copyOf(all);
    remembered.invalidateAll();
  }
}
