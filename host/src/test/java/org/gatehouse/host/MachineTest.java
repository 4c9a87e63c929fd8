package org.gatehouse.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel tells of the machine. */
class MachineTest {

  @TempDir private Path proc;

  private Machine machine(String file, String content) throws IOException {
    Files.writeString(proc.resolve(file), content);
    return new Machine(proc);
  }

  @Test
  void theUptimeIsToTheHundredthOfASecond() throws Exception {
    assertThat(machine("uptime", "270013.52 1034567.89\n").uptime())
        .isEqualTo(Duration.ofMillis(270_013_520));
  }

  @Test
  void theLoadIsOfOneFiveAndFifteenMinutes() throws Exception {
    assertThat(machine("loadavg", "0.10 1.05 12.00 2/345 6789\n").load())
        .isEqualTo(new Machine.Load(0.1, 1.05, 12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "soon", "a b c"})
  void whatTheKernelDoesNotSayIsAFailure(String content) throws Exception {
    machine("uptime", content);
    Machine machine = machine("loadavg", content);

    assertThatThrownBy(machine::uptime).isInstanceOf(HostException.Failed.class);
    assertThatThrownBy(machine::load).isInstanceOf(HostException.Failed.class);
  }

  @Test
  void whereThereIsNoProcNothingIsSaid() {
    Machine machine = new Machine(proc.resolve("nowhere"));

    assertThatThrownBy(machine::uptime).isInstanceOf(HostException.Failed.class);
  }

  @Test
  void thisMachineHasRunForAWhile() throws Exception {
    Machine machine = new Machine(Path.of("/proc"));

    assertThat(machine.uptime()).isPositive();
    assertThat(machine.load().one()).isNotNegative();
  }
}
