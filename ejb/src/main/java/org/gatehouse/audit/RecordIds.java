package org.gatehouse.audit;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Ids of events: 48 bits of milliseconds and 16 of a count, which together only ever ascend, and 64
 * random bits of this process. So ids in order are events in the order of their writing, over all
 * nodes as far as their clocks agree, and no two processes give out the same.
 */
final class RecordIds {

  private static final int COUNT_BITS = 16;
  private static final int PROCESS_DIGITS = 16;

  private final InstantSource clock;
  private final String process;
  private final AtomicLong last = new AtomicLong();

  /** With a clock and a source of chance. */
  RecordIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.process = HexFormat.of().toHexDigits(random.nextLong());
  }

  /** Less than every id of events since a time, and greater than most before it. */
  static String since(long millis) {
    return HexFormat.of().toHexDigits(millis << COUNT_BITS) + "0".repeat(PROCESS_DIGITS);
  }

  /** A new one, greater than all before it even when the clock was set back. */
  String next() {
    return first(
        last.accumulateAndGet(
            clock.millis() << COUNT_BITS, (before, now) -> Math.max(before + 1, now)));
  }

  private String first(long number) {
    return HexFormat.of().toHexDigits(number) + process;
  }
}
