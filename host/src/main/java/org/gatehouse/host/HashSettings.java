package org.gatehouse.host;

import java.time.Duration;
import org.gatehouse.host.crypt.CryptHash;

/**
 * How passwords are hashed and verified.
 *
 * @param rounds of new hashes, {@value CryptHash#FEWEST_ROUNDS} to {@value CryptHash#MOST_ROUNDS}
 * @param atOnce how many hashes are computed at once, 1 or more
 * @param waiting how many more may wait for their turn, 0 or more
 * @param remembered how long a password that was right need not be hashed again; zero for never
 */
public record HashSettings(int rounds, int atOnce, int waiting, Duration remembered) {

  /** Refuses what is out of range. */
  public HashSettings {
    if (rounds < CryptHash.FEWEST_ROUNDS || rounds > CryptHash.MOST_ROUNDS) {
      throw new IllegalArgumentException("rounds out of range");
    }
    if (atOnce < 1 || waiting < 0 || remembered.isNegative()) {
      throw new IllegalArgumentException("a bound is negative");
    }
  }

  /** As few rounds as are accepted, one hash for each processor, 256 waiting, 60 seconds. */
  public static HashSettings usual() {
    return new HashSettings(
        CryptHash.FEWEST_ROUNDS,
        Runtime.getRuntime().availableProcessors(),
        256,
        Duration.ofSeconds(60));
  }
}
