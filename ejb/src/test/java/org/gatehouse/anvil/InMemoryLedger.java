package org.gatehouse.anvil;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.audit.AuditEvent;

/** A ledger in memory, with which the anvil's rules are tried many times over. */
final class InMemoryLedger implements Ledger {

  private record Entry(String what, Tally tally) {}

  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final SortedMap<String, Exempt> exempt = new TreeMap<>();
  private final Consumer<AuditEvent> audit;
  private final Limits limits;
  private long changes;

  InMemoryLedger(Consumer<AuditEvent> audit, Limits limits) {
    this.audit = audit;
    this.limits = limits;
  }

  @Override
  public synchronized Map<Key, Tally> read(Collection<Key> keys) {
    Map<Key, Tally> found = new HashMap<>();
    keys.forEach(key -> found.put(key, tally(key)));
    return found;
  }

  private Tally tally(Key key) {
    Entry entry = entries.get(key.text());
    return entry == null ? Tally.EMPTY : entry.tally();
  }

  @Override
  public synchronized Tally change(Key key, Function<Tally, Change> change) {
    Change wanted = change.apply(tally(key));
    wanted.events().forEach(audit);
    if (wanted.tally().empty()) {
      entries.remove(key.text());
    } else {
      entries.put(key.text(), new Entry(key.what(), wanted.tally()));
    }
    changes += wanted.forAllNodes() ? 1 : 0;
    return wanted.tally();
  }

  @Override
  public synchronized int failuresWithin(String prefix) {
    return within(prefix, Integer.MAX_VALUE).values().stream().mapToInt(Tally::failures).sum();
  }

  @Override
  public synchronized Map<String, Tally> within(String prefix, int most) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .limit(most)
        .forEach(entry -> tallies.put(entry.getKey(), entry.getValue().tally()));
    return tallies;
  }

  @Override
  public synchronized List<Standing> blocked(String after, Instant now, int most) {
    List<Standing> standing = new ArrayList<>();
    entries.forEach(
        (key, entry) ->
            entry
                .tally()
                .block()
                .filter(block -> key.compareTo(after) > 0 && block.until().isAfter(now))
                .ifPresent(block -> standing.add(new Standing(key, entry.what(), block))));
    return standing.subList(0, Math.min(most, standing.size()));
  }

  @Override
  public synchronized List<Key> fromTheFuture(Instant later, int most) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().tally().expiresAt(limits).isAfter(later))
        .map(entry -> new Key(entry.getKey(), entry.getValue().what()))
        .limit(most)
        .toList();
  }

  @Override
  public synchronized int sweep(Instant now) {
    int before = entries.size();
    entries.values().removeIf(entry -> entry.tally().expiresAt(limits).isBefore(now));
    return before - entries.size();
  }

  @Override
  public synchronized long changes() {
    return changes;
  }

  @Override
  public void forget() {
    // It believes nothing.
  }

  @Override
  public synchronized List<Exempt> whitelist() {
    return List.copyOf(exempt.values());
  }

  @Override
  public synchronized boolean exempt(Exempt network, AuditEvent event) {
    if (exempt.containsKey(network.network())) {
      return false;
    }
    audit.accept(event);
    exempt.put(network.network(), network);
    changes++;
    return true;
  }

  @Override
  public synchronized boolean expose(String network, AuditEvent event) {
    if (exempt.remove(network) == null) {
      return false;
    }
    audit.accept(event);
    changes++;
    return true;
  }
}
