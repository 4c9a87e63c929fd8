package org.gatehouse.recovery;

import java.io.PrintStream;
import java.time.Duration;

/** Tells a person every second how far a long work is. */
final class Progress {

  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final PrintStream out;
  private long last = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  /** What is done by now. */
  void at(String what, long done) {
    if (due()) {
      out.println("  " + what + ": " + done);
    }
  }

  /** What is done by now, of how much. */
  void at(String what, long done, long all) {
    if (due()) {
      out.println("  " + what + ": " + done + " of " + all);
    }
  }

  private boolean due() {
    long now = System.nanoTime();
    if (now - last < PAUSE) {
      return false;
    }
    last = now;
    return true;
  }
}
