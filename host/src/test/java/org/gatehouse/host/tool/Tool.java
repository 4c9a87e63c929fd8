package org.gatehouse.host.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs the system's tools. */
public final class Tool {
  /** What a tool ended with: its exit status, and both its outputs together. */
  public record Result(int status, String output) {}

  private Tool() {}

  /** The program of a command, if it is installed; {@code sbin} is not on everybody's path. */
  static Optional<Path> find(String command) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Whether this is root. */
  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  static boolean mayChroot() {
    try {
      return isRoot() || runMapped("", "true").status() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a command that changes its root directory: as root, or as the root of a user namespace.
   */
  public static Result runChroot(String input, String... command)
      throws IOException, InterruptedException {
    return isRoot() ? run(input, command) : runMapped(input, command);
  }

  private static Result runMapped(String input, String... command)
      throws IOException, InterruptedException {
    List<String> mapped = new ArrayList<>(List.of("unshare", "--map-root-user"));
    mapped.add(find(command[0]).orElseThrow().toString());
    mapped.addAll(List.of(command).subList(1, command.length));
    return run(input, mapped.toArray(String[]::new));
  }

  /** Runs a command with a text on its standard input. */
  public static Result run(String input, String... command)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.set(0, find(command[0]).orElseThrow().toString());
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it did not want to read; its exit status says whether that is right
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
