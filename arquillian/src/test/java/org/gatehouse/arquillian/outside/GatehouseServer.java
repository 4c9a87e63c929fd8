package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Gatehouse of its own data directory and ports, driven by {@code ./gatehouse} alone. */
final class GatehouseServer implements AutoCloseable {

  private static final List<Integer> FIRST_PORTS = List.of(2082, 2083, 2077, 2078);
  private static final int LEAST_OFFSET = 20_000;
  private static final int OFFSETS = 10_000;
  private static final int LAST_LINES = 40;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path data;
  private final int offset;
  private final Map<String, String> secrets;

  private GatehouseServer(Path data, int offset, Map<String, String> secrets) {
    this.data = data;
    this.offset = offset;
    this.secrets = secrets;
  }

  /** One on free ports and an empty data directory, whose first secrets are given. */
  static GatehouseServer withGivenSecrets() {
    return new GatehouseServer(
        emptyDirectory(),
        freeOffset(),
        Map.of(
            "GATEHOUSE_ADMIN_PASSWORD", "admin: " + randomHex(12),
            "GATEHOUSE_DEMO_PASSWORD", "demo pass-word " + randomHex(12),
            "GATEHOUSE_DEMO_KEY", randomHex(32)));
  }

  /** One on free ports and an empty data directory, which makes its first secrets itself. */
  static GatehouseServer withSecretsOfItsOwn() {
    return new GatehouseServer(emptyDirectory(), freeOffset(), Map.of());
  }

  /** The same ports, another data directory. */
  GatehouseServer onSamePorts(Path otherData) {
    return new GatehouseServer(otherData, offset, Map.of());
  }

  /** Starts it in the background with the demo site; what was printed is returned. */
  Program.Ended start() {
    return Program.run(environment(), command("--detach", "--demo"));
  }

  /** Starts it in the foreground, where it stays until it is told to stop. */
  Process startInForeground(Path output, Path errors) throws IOException {
    return Program.start(environment(), command("--demo"), output, errors);
  }

  /** The whole command of a start. */
  List<String> command(String... switches) {
    List<String> command = new ArrayList<>(List.of(launcher(), "start", "--no-build"));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--port-offset", Integer.toString(offset)));
    command.addAll(List.of(switches));
    return command;
  }

  /** What a start gets into its environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(secrets);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }

  Program.Ended stop() {
    return Program.run(launcher(), "stop", "--data", data.toString());
  }

  /** Stops it and starts it on the same data. */
  void restart() {
    stop().orFail();
    start().orFail();
  }

  /** Stops it and removes its data. */
  @Override
  public void close() {
    stop().orFail();
    Program.run("rm", "-rf", "--", data.toString()).orFail();
  }

  /** Where everything of it lives. */
  Path data() {
    return data;
  }

  /** The port of the panel, SOAP and REST. */
  int port() {
    return FIRST_PORTS.get(0) + offset;
  }

  /** The port of the same on TLS. */
  int tlsPort() {
    return FIRST_PORTS.get(1) + offset;
  }

  /** The ports of DAV, plain and on TLS. */
  List<Integer> davPorts() {
    return List.of(FIRST_PORTS.get(2) + offset, FIRST_PORTS.get(3) + offset);
  }

  /** The URL of a path at the panel's port, as seen from this machine. */
  String url(String path) {
    return "http://localhost:" + port() + path;
  }

  /** The same on TLS. */
  String tlsUrl(String path) {
    return "https://localhost:" + tlsPort() + path;
  }

  String adminPassword() {
    return secrets.get("GATEHOUSE_ADMIN_PASSWORD");
  }

  String demoPassword() {
    return secrets.get("GATEHOUSE_DEMO_PASSWORD");
  }

  String demoKey() {
    return secrets.get("GATEHOUSE_DEMO_KEY");
  }

  /** The admin as {@code curl --user} takes it. */
  String admin() {
    return "admin:" + adminPassword();
  }

  /** The demo site's admin as {@code curl --user} takes it. */
  String demo() {
    return "demo@example.test:" + demoPassword();
  }

  /** The server's process. */
  long process() {
    try (Stream<String> lines = Files.lines(data.resolve("run/instance"))) {
      return lines
          .filter(line -> line.startsWith("process "))
          .map(line -> line.substring("process ".length()))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of its log, for the report of a failure. */
  String lastLogLines() {
    Path log = data.resolve("log/server.log");
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of("no log");
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "the log cannot be read: " + e;
    }
  }

  /** The project's directory. */
  static Path checkout() {
    return Path.of(System.getProperty("gatehouse.checkout"));
  }

  private static String launcher() {
    return checkout().resolve("gatehouse").toString();
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  static Path emptyDirectory() {
    try {
      return Files.createTempDirectory("gatehouse-outside");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freeOffset() {
    while (true) {
      int offset = LEAST_OFFSET + RANDOM.nextInt(OFFSETS);
      if (FIRST_PORTS.stream().allMatch(port -> free(port + offset))) {
        return offset;
      }
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
