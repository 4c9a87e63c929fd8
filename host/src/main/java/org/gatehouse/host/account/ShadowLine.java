package org.gatehouse.host.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A sound line of shadow(5), nine fields.
 *
 * @param name the account
 * @param hash its hash field as it stands, whatever that is
 * @param rest the seven fields after it: days since 1970 and counts of days, each a number or empty
 */
record ShadowLine(String name, String hash, List<String> rest) {
  private static final String LOCK = "!";
  private static final int FIELDS = 9;
  private static final int LAST_CHANGE = 0;
  private static final int EXPIRY = 5;

  ShadowLine {
    rest = List.copyOf(rest);
  }

  /** The day, as the file counts them: since 1970-01-01 UTC. */
  static long today(InstantSource clock) {
    return Math.floorDiv(clock.instant().getEpochSecond(), Duration.ofDays(1).toSeconds());
  }

  /**
   * A new account's line, with the ages of Debian's useradd: none.
   *
   * @param today days since 1970-01-01 UTC
   */
  static ShadowLine of(String name, String hash, long today) {
    return new ShadowLine(name, hash, List.of(Long.toString(today), "0", "99999", "7", "", "", ""));
  }

  /** Empty when the line is damaged: too few or many fields, or text where a number belongs. */
  static Optional<ShadowLine> parse(String line) {
    String[] fields = line.split(":", -1);
    if (fields.length != FIELDS
        || !IntStream.range(2, FIELDS).allMatch(i -> fields[i].matches("-?[0-9]{1,18}|"))) {
      return Optional.empty();
    }
    return Optional.of(new ShadowLine(fields[0], fields[1], List.of(fields).subList(2, FIELDS)));
  }

  /** With another hash, changed today; the lock, the ages and the expiry stay. */
  ShadowLine withHash(String changed, long today) {
    return new ShadowLine(
        name,
        isLocked() ? LOCK + changed : changed,
        IntStream.range(0, rest.size())
            .mapToObj(i -> i == LAST_CHANGE ? Long.toString(today) : rest.get(i))
            .toList());
  }

  /**
   * With another hash of the same password: nothing else changes, the day of the change neither.
   */
  ShadowLine withRenewedHash(String renewed) {
    return new ShadowLine(name, renewed, rest);
  }

  /** Whether the account is locked, as usermod(8) does it. */
  boolean isLocked() {
    return hash.startsWith(LOCK);
  }

  /** Locked, and otherwise the same. */
  ShadowLine locked() {
    return isLocked() ? this : withRenewedHash(LOCK + hash);
  }

  /** Without any lock; what has no hash then gets one that no password has. */
  ShadowLine unlocked() {
    String bare = hash.replaceFirst("^!+", "");
    return isLocked() ? withRenewedHash(bare.isEmpty() ? "*" : bare) : this;
  }

  /**
   * The first day, since 1970-01-01 UTC, on which the account is no longer good ({@code chage -E}).
   */
  OptionalLong expiryDay() {
    long day = rest.get(EXPIRY).isEmpty() ? -1 : Long.parseLong(rest.get(EXPIRY));
    return day < 0 ? OptionalLong.empty() : OptionalLong.of(day);
  }

  /** The line without a newline. */
  String text() {
    return String.join(":", Stream.concat(Stream.of(name, hash), rest.stream()).toList());
  }

  /** Never the hash. */
  @Override
  public String toString() {
    return "ShadowLine[" + name + "]";
  }
}
