package org.gatehouse.anvil;

import java.time.Duration;

/** What the anvil says to an attempt that is known to be right before it is asked. */
public sealed interface Passage permits Entrance.Blocked, Passage.Proved {

  /**
   * It may come in.
   *
   * @param hold how long its answer is to be held
   */
  record Proved(Duration hold) implements Passage {}
}
