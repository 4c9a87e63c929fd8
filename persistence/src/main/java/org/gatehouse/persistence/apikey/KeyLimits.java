package org.gatehouse.persistence.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When and from where a key is good.
 *
 * @param expiresAt from when on it is not any more; empty for never
 * @param networks addresses and CIDRs in canonical form; empty for all, at most {@value #MOST}
 */
public record KeyLimits(Optional<Instant> expiresAt, List<String> networks) {

  /** The most networks of a key; so many fit into the column. */
  public static final int MOST = 32;

  /** Good from everywhere and for ever. */
  public static final KeyLimits NONE = new KeyLimits(Optional.empty(), List.of());

  private static final String BETWEEN = ",";

  static KeyLimits read(Optional<Long> expiresAt, String networks) {
    return new KeyLimits(
        expiresAt.map(Instant::ofEpochMilli),
        networks.isEmpty() ? List.of() : List.of(networks.split(BETWEEN)));
  }

  String writtenNetworks() {
    return String.join(BETWEEN, networks);
  }
}
