package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time of processes, as the kernel counts it. */
final class ProcessTime {

  private static final long NANOSECONDS_OF_A_TICK = 10_000_000;

  private ProcessTime() {}

  /** Tells the CPU time of a server so far, in nanoseconds. */
  @FunctionalInterface
  interface Meter {
    long now() throws IOException;
  }

  /** The CPU time of a process so far, in nanoseconds. */
  static long of(long process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
    // The name may hold spaces and parentheses; user and system time are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOSECONDS_OF_A_TICK;
  }

  /** The same with its children, which go on for as long as it does. */
  static long ofFamily(ProcessHandle process) throws IOException {
    long time = of(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      time += of(child.pid());
    }
    return time;
  }
}
