package org.gatehouse.host.account;

import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.host.crypt.CryptHash;

/** How an account stands in {@code etc/shadow}. */
public sealed interface Standing {
  /**
   * It has a hash that is accepted.
   *
   * @param expiryDay the first day, since 1970-01-01 UTC, on which it is no longer good
   */
  record Open(CryptHash hash, OptionalLong expiryDay) implements Standing {
    /** Whether it is no longer good; days are UTC's, as for login(1). */
    public boolean isExpired(InstantSource clock) {
      return expiryDay.isPresent() && ShadowLine.today(clock) >= expiryDay.getAsLong();
    }
  }

  /**
   * No password is its own: it is locked ({@code !}), or its hash field is {@code *} or empty.
   *
   * @param locked whether it is locked
   */
  record Locked(boolean locked) implements Standing {}

  /**
   * Its line is damaged or its hash is not accepted: somebody should look at it.
   *
   * @param reason what is wrong, without anything of the line
   * @param line tells one damaged line from another, for saying it only once; no text of it
   */
  record Unfit(String reason, int line) implements Standing {}

  /** What a line of {@code shadow} says of the account that it names first. */
  static Standing of(String name, String line) {
    Optional<ShadowLine> sound = ShadowLine.parse(line).filter(found -> found.name().equals(name));
    if (sound.isEmpty()) {
      return new Unfit("its line in shadow is damaged", line.hashCode());
    }
    String hash = sound.get().hash();
    if (hash.isEmpty() || hash.startsWith("!") || hash.startsWith("*")) {
      return new Locked(sound.get().isLocked());
    }
    return CryptHash.parse(hash)
        .<Standing>map(accepted -> new Open(accepted, sound.get().expiryDay()))
        .orElseGet(() -> new Unfit("its hash is not in an accepted format", line.hashCode()));
  }
}
