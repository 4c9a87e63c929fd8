package org.gatehouse.anvil;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.Result;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;

/** Lifts blocks before they end, as an admin asks for it, and tells the audit of each. */
final class Lifting {

  /** How many keys of one address's pairs are lifted in one go. */
  private static final int MOST_PAIRS = 1_000;

  private final Ledger ledger;
  private final Turnstiles turnstiles;
  private final Networks networks;
  private final Clock clock;
  private final BiFunction<Key, Function<Tally, Change>, Tally> changing;

  /**
   * What lifts blocks.
   *
   * @param changing changes the tally of a key, and knows at once what it then says
   */
  Lifting(
      Ledger ledger,
      Turnstiles turnstiles,
      Networks networks,
      Clock clock,
      BiFunction<Key, Function<Tally, Change>, Tally> changing) {
    this.ledger = ledger;
    this.turnstiles = turnstiles;
    this.networks = networks;
    this.clock = clock;
    this.changing = changing;
  }

  /**
   * Lifts every block of an address, those of its networks and of accounts from it included, and
   * forgets its own failures.
   *
   * @return whether anything was known of it
   */
  boolean lift(Caller caller, ClientAddress address) {
    ledger.forget();
    boolean known = false;
    List<Key> own = new ArrayList<>(List.of(Key.of(address), Key.whitelisted(address)));
    ledger
        .within(Key.pairsOf(address), MOST_PAIRS)
        .keySet()
        .forEach(pair -> own.add(new Key(pair, "an account from " + address.text())));
    for (Key key : own) {
      known |= lift(caller, key, before -> Tally.EMPTY);
    }
    for (Key key : networks.of(address)) {
      known |= lift(caller, key, this::lifted);
    }
    return known;
  }

  private Tally lifted(Tally before) {
    Instant now = clock.instant();
    return before
        .block()
        .filter(block -> now.isBefore(block.until()))
        .map(block -> before.with(new Block(now, now, block.why())))
        .orElse(before);
  }

  private boolean lift(Caller caller, Key key, Function<Tally, Tally> rule) {
    AuditEvent event = AuditEvent.by(caller, What.UNBLOCK, key.what(), Result.DONE);
    boolean[] known = new boolean[1];
    turnstiles.freeing(
        key,
        () ->
            changing.apply(
                key,
                before -> {
                  Tally after = rule.apply(before);
                  known[0] = !after.equals(before);
                  return known[0] ? new Change(after, List.of(event), true) : Change.silent(before);
                }));
    return known[0];
  }
}
