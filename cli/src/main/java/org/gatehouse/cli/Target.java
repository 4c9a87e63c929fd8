package org.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Which Gatehouse is meant, by options first and then by the environment. */
final class Target {

  private static final int LARGEST_KEY_FILE = 4096;

  private final Options options;
  private final Map<String, String> environment;

  private final StandardInput input;

  Target(Options options, Map<String, String> environment, StandardInput input) {
    this.options = options;
    this.environment = environment;
    this.input = input;
  }

  /**
   * The server to call.
   *
   * @throws ArgumentSyntaxException when what was said does not fit together
   */
  Server server() {
    boolean asksRemote =
        options.has(Option.KEY)
            || options.has(Option.KEY_FILE)
            || options.has(Option.ENDPOINT)
            || options.has(Option.AUTHORITY);
    if (options.has(Option.DATA) && asksRemote) {
      throw new ArgumentSyntaxException(
          "--data means the Gatehouse of this machine, a key and an endpoint one elsewhere: give"
              + " one of the two");
    }
    boolean remembersRemote =
        variable("GATEHOUSE_KEY").or(() -> variable("GATEHOUSE_ENDPOINT")).isPresent();
    return asksRemote || (!options.has(Option.DATA) && remembersRemote) ? remote() : local();
  }

  private Server local() {
    Path data =
        options
            .value(Option.DATA)
            .or(() -> variable("GATEHOUSE_DATA"))
            .map(Target::path)
            .orElseThrow(
                () ->
                    new ArgumentSyntaxException(
                        "name the data directory of Gatehouse with --data or GATEHOUSE_DATA"));
    return new LocalServer(data, options.value(Option.DOMAIN), options.value(Option.USER));
  }

  private Server remote() {
    if (options.has(Option.DOMAIN) || options.has(Option.USER)) {
      throw new ArgumentSyntaxException(
          "a key stands for one account: -d and -u work only with the Gatehouse of this machine");
    }
    String endpoint =
        options
            .value(Option.ENDPOINT)
            .or(() -> variable("GATEHOUSE_ENDPOINT"))
            .orElseThrow(
                () ->
                    new ArgumentSyntaxException(
                        "name the Gatehouse that the key is for with --endpoint or"
                            + " GATEHOUSE_ENDPOINT"));
    return new RemoteServer(endpoint, key(), options.value(Option.AUTHORITY).map(Target::path));
  }

  private String key() {
    if (options.has(Option.KEY) && options.has(Option.KEY_FILE)) {
      throw new ArgumentSyntaxException("give --key or --key-file, not both");
    }
    return options
        .value(Option.KEY)
        .or(() -> options.value(Option.KEY_FILE).map(this::read))
        .or(() -> variable("GATEHOUSE_KEY"))
        .orElseThrow(
            () ->
                new ArgumentSyntaxException(
                    "an endpoint needs a key: --key-file, GATEHOUSE_KEY or --key"));
  }

  private String read(String file) {
    if (file.equals("-")) {
      return input.line().strip();
    }
    try (var stream = Files.newInputStream(path(file))) {
      return new String(stream.readNBytes(LARGEST_KEY_FILE), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new ArgumentSyntaxException("cannot read the key from " + file);
    }
  }

  private static Path path(String written) {
    try {
      return Path.of(written);
    } catch (InvalidPathException e) {
      throw new ArgumentSyntaxException("this is no path of a file: " + written);
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
