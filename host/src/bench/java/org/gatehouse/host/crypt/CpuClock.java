package org.gatehouse.host.crypt;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * This process's CPU time by the clock that the C program reads too, in nanoseconds; the JDK's own
 * figure comes in ticks of 10 ms.
 */
final class CpuClock {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;

  private final MethodHandle clockGettime;
  private final MemorySegment timespec = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);

  @SuppressWarnings("restricted")
  CpuClock() {
    Linker linker = Linker.nativeLinker();
    clockGettime =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("clock_gettime"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  long nanoseconds() {
    try {
      if ((int) clockGettime.invokeExact(CLOCK_PROCESS_CPUTIME_ID, timespec) != 0) {
        throw new IllegalStateException("Linux has this clock");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return timespec.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
        + timespec.getAtIndex(ValueLayout.JAVA_LONG, 1);
  }
}
