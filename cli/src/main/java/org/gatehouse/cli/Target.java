package org.gatehouse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Which Gatehouse is meant, by options first and then by the environment. */
final class Target {

  private static final int LARGEST_KEY_FILE = 4096;

  private final Options options;
  private final Map<String, String> environment;

  Target(Options options, Map<String, String> environment) {
    this.options = options;
    this.environment = environment;
  }

  /**
   * The server to call.
   *
   * @throws ArgumentSyntaxException when what was said does not fit together
   */
  Server server() {
    boolean asksRemote =
        options.key != null
            || options.keyFile != null
            || options.endpoint != null
            || options.authority != null;
    if (options.data != null && asksRemote) {
      throw new ArgumentSyntaxException(
          "--data means the Gatehouse of this machine, a key and an endpoint one elsewhere: give"
              + " one of the two");
    }
    boolean remembersRemote =
        variable("GATEHOUSE_KEY").or(() -> variable("GATEHOUSE_ENDPOINT")).isPresent();
    return asksRemote || (options.data == null && remembersRemote) ? remote() : local();
  }

  private Server local() {
    Path data =
        Optional.ofNullable(options.data)
            .or(() -> variable("GATEHOUSE_DATA").map(Path::of))
            .orElseThrow(
                () ->
                    new ArgumentSyntaxException(
                        "name the data directory of Gatehouse with --data or GATEHOUSE_DATA"));
    return new LocalServer(
        data, Optional.ofNullable(options.domain), Optional.ofNullable(options.user));
  }

  private Server remote() {
    if (options.domain != null || options.user != null) {
      throw new ArgumentSyntaxException(
          "a key stands for one account: -d and -u work only with the Gatehouse of this machine");
    }
    String endpoint =
        Optional.ofNullable(options.endpoint)
            .or(() -> variable("GATEHOUSE_ENDPOINT"))
            .orElseThrow(
                () ->
                    new ArgumentSyntaxException(
                        "name the Gatehouse that the key is for with --endpoint or"
                            + " GATEHOUSE_ENDPOINT"));
    return new RemoteServer(endpoint, key(), Optional.ofNullable(options.authority));
  }

  private String key() {
    if (options.key != null && options.keyFile != null) {
      throw new ArgumentSyntaxException("give --key or --key-file, not both");
    }
    return Optional.ofNullable(options.key)
        .or(() -> Optional.ofNullable(options.keyFile).map(Target::read))
        .or(() -> variable("GATEHOUSE_KEY"))
        .orElseThrow(
            () ->
                new ArgumentSyntaxException(
                    "an endpoint needs a key: --key-file, GATEHOUSE_KEY or --key"));
  }

  private static String read(Path file) {
    try (var stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(LARGEST_KEY_FILE), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new ArgumentSyntaxException("cannot read the key from " + file);
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
