package org.gatehouse.anvil;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gatehouse.audit.AuditEvent;

/**
 * Where tallies and the whitelist are kept, for all nodes. It knows nothing of the anvil's rules.
 *
 * @see LedgerException what every method throws when the database is away
 */
public interface Ledger {

  /**
   * One block.
   *
   * @param key under which it is kept
   * @param what who is blocked
   * @param block since when, until when and why
   */
  record Standing(String key, String what, Block block) {}

  /**
   * One network of the whitelist.
   *
   * @param network in canonical form
   * @param addedAt when it was added
   * @param addedBy by whom
   */
  record Exempt(String network, Instant addedAt, String addedBy) {}

  /**
   * The tallies of some keys; {@link Tally#EMPTY} for what nothing is known of. Those that another
   * node has changed may be a second old.
   */
  Map<Key, Tally> read(Collection<Key> keys);

  /** The tally of one key. */
  default Tally read(Key key) {
    return read(List.of(key)).get(key);
  }

  /**
   * Changes a tally atomically: no change of another thread or node is lost, and what is to be told
   * is told if and only if the change is kept.
   *
   * @param change computes what becomes of the present tally; called again when another was faster,
   *     so it has no effects of its own
   * @return the new tally, as kept
   */
  Tally change(Key key, Function<Tally, Change> change);

  /** The sum of failures under all keys that begin so, those that have expired since included. */
  int failuresWithin(String prefix);

  /** The tallies whose keys begin so, by the text of their keys; at most so many. */
  Map<String, Tally> within(String prefix, int most);

  /**
   * The blocks that stand, in the order of their keys.
   *
   * @param after the key after which to begin; empty for the first
   * @param most how many at most
   */
  List<Standing> blocked(String after, Instant now, int most);

  /** The keys of entries that expire later than they could if clocks had not jumped. */
  List<Key> fromTheFuture(Instant later, int most);

  /** Deletes the entries that say nothing any more; returns how many. */
  int sweep(Instant now);

  /** A number that grows with each change that all nodes must hear of. */
  long changes();

  /** Stops believing what this node has read. */
  void forget();

  /** The networks of the whitelist that were added by command. */
  List<Exempt> whitelist();

  /** Adds a network to the whitelist; returns whether it was not there. */
  boolean exempt(Exempt network, AuditEvent event);

  /** Takes a network off the whitelist; returns whether it was there. */
  boolean expose(String network, AuditEvent event);
}
