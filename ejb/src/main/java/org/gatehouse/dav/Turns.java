package org.gatehouse.dav;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps those who want the same in turn on this node: what a request found of a path still holds
 * when it changes it. Who wants something else waits for nobody, however long others take. Of what
 * nobody holds or waits for, nothing is kept.
 */
final class Turns {

  private final ConcurrentHashMap<String, Turn> turns = new ConcurrentHashMap<>();

  /** Of one thing. */
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock();

    /** By how many; changed by the map alone, one at a time. */
    private int wanted;
  }

  /** What is held until it is closed. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for all of these, from the least to the greatest, whoever asks. Who holds something
   * already may ask for what is greater still: so nobody waits in a circle.
   */
  Held hold(String... names) {
    List<String> wanted = Stream.of(names).distinct().sorted().toList();
    Deque<String> held = new ArrayDeque<>();
    for (String name : wanted) {
      take(name);
      held.push(name);
    }
    return () -> held.forEach(this::giveBack);
  }

  private void take(String name) {
    Turn mine =
        turns.compute(
            name,
            (_, there) -> {
              Turn turn = there == null ? new Turn() : there;
              turn.wanted++;
              return turn;
            });
    mine.lock.lock();
  }

  private void giveBack(String name) {
    turns.computeIfPresent(
        name,
        (_, turn) -> {
          turn.lock.unlock();
          turn.wanted--;
          return turn.wanted == 0 ? null : turn;
        });
  }

  /** How many things are held or waited for. */
  int size() {
    return turns.size();
  }
}
