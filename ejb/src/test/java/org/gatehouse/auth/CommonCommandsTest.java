package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every account may ask. */
class CommonCommandsTest {

  private static final Caller CALLER =
      new Caller(
          new Account(
              AccountName.parse("eve@example.test").orElseThrow(), Role.USER, Optional.of(12)),
          Gate.REST,
          ClientAddress.of("192.0.2.1"),
          new Proof.Socket());

  @TempDir private Path proc;
  private CommonCommands commands;

  private static final class NoEmail extends EmailAddresses {
    @Override
    public Optional<String> of(Account account) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void make() {
    commands = new CommonCommands(new NoEmail(), new Machine(proc));
  }

  private void kernelSays(String file, String text) throws IOException {
    Files.writeString(proc.resolve(file), text);
  }

  @ParameterizedTest
  @CsvSource({
    "59.99, less than a minute",
    "60.00, 1 minute",
    "3600.00, 1 hour",
    "273900.00, '3 days, 4 hours, 5 minutes'",
    "86460.00, '1 day, 1 minute'",
  })
  void theUptimeIsATextForAPerson(String seconds, String text) throws IOException {
    kernelSays("uptime", seconds + " 1.00\n");

    assertThat(commands.getUptime(CALLER, true)).isEqualTo(text);
  }

  @Test
  void theUptimeIsANumberOfSecondsWhenThatIsAskedFor() throws IOException {
    kernelSays("uptime", "273900.99 1.00\n");

    assertThat(commands.getUptime(CALLER, false)).isEqualTo(273_900);
  }

  @Test
  void theLoadIsByMinutes() throws IOException {
    kernelSays("loadavg", "0.10 1.05 12.00 2/345 6789\n");

    assertThat(commands.getLoad(CALLER)).isEqualTo(Map.of(1, 0.1, 5, 1.05, 15, 12.0));
  }

  @Test
  void aKernelThatSaysNothingIsAPartThatIsAway() {
    assertThatThrownBy(() -> commands.getLoad(CALLER))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void noAddressForMailIsAnEmptyTextSinceNoCommandAnswersNull() {
    assertThat(commands.getEmail(CALLER)).isEmpty();
  }
}
