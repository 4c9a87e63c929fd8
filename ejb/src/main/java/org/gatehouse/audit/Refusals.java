package org.gatehouse.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/**
 * How many requests of blocked addresses were refused since the last look, by address and gate, in
 * this node's memory alone. No refusal is lost and none counted twice, whatever threads count while
 * others look. About {@value #MOST_PLACES} places are kept apart, so that a million addresses that
 * attack cost no more memory or SQL than these; what comes from further ones is counted together.
 */
final class Refusals {

  /**
   * How many places, an address at a gate each, are kept apart; threads that count at the very same
   * time may make it as many more as they are.
   */
  static final int MOST_PLACES = 1_000;

  /**
   * Where requests were refused.
   *
   * @param address what the anvil counts the address under
   */
  record Place(String address, Gate gate) {}

  /**
   * What was refused since the last look.
   *
   * @param places by place, in no order
   * @param others at all further places together
   */
  record Counted(List<PlaceCount> places, long others) {}

  /** How many requests were refused at a place. */
  record PlaceCount(Place place, long count) {}

  private final ConcurrentHashMap<Place, Long> counts = new ConcurrentHashMap<>();
  private final LongAdder others = new LongAdder();

  /** Counts one request refused. */
  void count(ClientAddress address, Gate gate) {
    count(new Place(address.countedAs(), gate), 1);
  }

  private void count(Place place, long more) {
    if (counts.containsKey(place) || counts.mappingCount() < MOST_PLACES) {
      counts.merge(place, more, Long::sum);
    } else {
      others.add(more);
    }
  }

  /** Takes what was counted so far; it counts anew from zero. */
  Counted take() {
    List<PlaceCount> taken = new ArrayList<>();
    for (Place place : counts.keySet()) {
      // Removed in one step with what it held: what is counted from now on makes a new entry. Who
      // looks at the same time may have taken it.
      Long count = counts.remove(place);
      if (count != null) {
        taken.add(new PlaceCount(place, count));
      }
    }
    return new Counted(taken, others.sumThenReset());
  }

  /** Gives back what was taken and could not be written. */
  void giveBack(Counted counted) {
    counted.places().forEach(place -> count(place.place(), place.count()));
    others.add(counted.others());
  }
}
