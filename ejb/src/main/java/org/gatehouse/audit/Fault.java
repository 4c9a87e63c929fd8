package org.gatehouse.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * The first thing that is wrong with a chain.
 *
 * @param kind what was done to it
 * @param node whose chain
 * @param sequence which place; 0 for an event that has none
 * @param at the time that the record there bears; empty when there is none
 * @param told the same in a sentence
 */
record Fault(Kind kind, String node, long sequence, Optional<Instant> at, String told) {

  /** What was done to a chain. */
  enum Kind {
    /** A record does not say what it said. */
    CHANGED,
    /** A record is gone, and others after it are there. */
    REMOVED,
    /** A record is there that Gatehouse did not put there. */
    INSERTED,
    /** A record stands at another's place. */
    REORDERED,
    /** The chain ends before a head that it had. */
    CUT_OFF
  }
}
