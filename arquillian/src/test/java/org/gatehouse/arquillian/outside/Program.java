package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Program {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * What a program ended with.
   *
   * @param status its exit status
   * @param output its standard output
   * @param errors its standard error
   */
  record Ended(int status, String output, String errors) {

    /** Its standard output, if it ended well. */
    String orFail() {
      if (status != 0) {
        throw new AssertionError("a program ended with " + status + ":\n" + output + errors);
      }
      return output;
    }
  }

  private Program() {}

  static Ended run(String... command) {
    return run(Map.of(), List.of(command));
  }

  /**
   * Runs a program. Its output goes to files, not pipes: a server that it leaves behind may keep
   * those open for as long as it likes.
   */
  static Ended run(Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("program", ".out");
      Path errors = Files.createTempFile("program", ".err");
      try {
        Process process = start(environment, command, output, errors);
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
          process.destroy();
          throw new AssertionError(
              command.getFirst() + " did not end:\n" + read(output) + read(errors));
        }
        return new Ended(process.exitValue(), read(output), read(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a program that stays. */
  static Process start(
      Map<String, String> environment, List<String> command, Path output, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
