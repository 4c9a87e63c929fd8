package org.gatehouse.arquillian.outside;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Work whose CPU time is measured in turns, round by round, so that what else the machine does hits
 * all alike. The first is the peer of the others.
 */
final class Duel {

  /** Some work. */
  interface Work {
    /** Does it so many times; returns the CPU time in nanoseconds that it cost who is measured. */
    long cpuTime(int times) throws Exception;
  }

  private record Contender(String name, Work work, int times, double[] milliseconds) {}

  private final int rounds;
  private final Map<String, Contender> contenders = new LinkedHashMap<>();

  /** Nobody has come yet. */
  Duel(int rounds) {
    this.rounds = rounds;
  }

  /**
   * Adds work.
   *
   * @param times how often it is done in a round
   */
  Duel with(String name, int times, Work work) {
    contenders.put(name, new Contender(name, work, times, new double[rounds]));
    return this;
  }

  /** Warms all up, measures them and prints what each cost. */
  Duel run(int warmUpRounds) throws Exception {
    for (int round = -warmUpRounds; round < rounds; round++) {
      for (Contender contender : contenders.values()) {
        double each = contender.work.cpuTime(contender.times) / 1e6 / contender.times;
        if (round >= 0) {
          contender.milliseconds[round] = each;
        }
      }
    }
    for (Contender contender : contenders.values()) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %7.3f ms of CPU  %6.3f of %s%n",
          contender.name,
          median(contender.milliseconds),
          ratio(contender.name),
          peer().name);
    }
    return this;
  }

  private Contender peer() {
    return contenders.values().iterator().next();
  }

  /** A contender's CPU time to the peer's: the median of the rounds' ratios. */
  double ratio(String name) {
    double[] ratios = new double[rounds];
    Arrays.setAll(ratios, i -> contenders.get(name).milliseconds[i] / peer().milliseconds[i]);
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Prints whether each of some contenders keeps a limit; the exit status that says so. */
  int verdict(double most, List<String> names) {
    int status = 0;
    for (String name : names) {
      boolean kept = ratio(name) <= most;
      System.out.printf(
          Locale.ROOT,
          "CPU time ratio, %s to %s: %.3f (median of %d rounds; at most %.2f%s)%n",
          name,
          peer().name,
          ratio(name),
          rounds,
          most,
          kept ? "" : ", NOT KEPT");
      status = kept ? status : 1;
    }
    return status;
  }
}
