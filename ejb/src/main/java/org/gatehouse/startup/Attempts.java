package org.gatehouse.startup;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Does again and again what may fail, and logs of each that it fails, once until it succeeds. It
 * throws nothing, whatever happens.
 */
final class Attempts {

  private static final Logger LOG = Logger.getLogger(Attempts.class.getName());

  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  /** What is done, which may throw anything. */
  @FunctionalInterface
  interface Deed {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * Does it.
   *
   * @param name what the log calls it
   */
  void at(String name, Deed deed) {
    try {
      deed.run();
      if (failing.remove(name)) {
        LOG.log(Level.INFO, "{0} succeeds again", name);
      }
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (failing.add(name)) {
        LOG.log(Level.SEVERE, e, () -> name + " failed, and is tried again at its next time");
      }
    }
  }
}
