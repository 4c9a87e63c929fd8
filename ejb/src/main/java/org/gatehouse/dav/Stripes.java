package org.gatehouse.dav;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keeps changes of one path in turn on this node: what a request found of it still holds when it
 * changes it. Different paths seldom wait for each other.
 */
final class Stripes {

  private static final int COUNT = 1_024;

  private final List<ReentrantLock> stripes =
      IntStream.range(0, COUNT).mapToObj(one -> new ReentrantLock()).toList();

  /** What is held until it is closed. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for all of these, in one order, whoever asks. */
  Held hold(Object... paths) {
    List<ReentrantLock> wanted =
        Stream.of(paths)
            .map(path -> Math.floorMod(spread(path.hashCode()), COUNT))
            .distinct()
            .sorted()
            .map(stripes::get)
            .toList();
    wanted.forEach(ReentrantLock::lock);
    return () -> wanted.reversed().forEach(ReentrantLock::unlock);
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }
}
