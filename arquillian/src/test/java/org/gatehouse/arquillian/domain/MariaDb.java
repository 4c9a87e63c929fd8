package org.gatehouse.arquillian.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's MariaDB, unprivileged, on a port of loopback and a directory of its own. */
public final class MariaDb implements AutoCloseable {

  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Path SERVER = Path.of("/usr/sbin/mariadbd");
  private static final Path INSTALLER = Path.of("/usr/bin/mariadb-install-db");

  private final Path home;
  private final Process server;
  private final int port;

  private MariaDb(Path home, Process server, int port) {
    this.home = home;
    this.server = server;
    this.port = port;
  }

  /** Starts a server with an empty database {@code gatehouse}. */
  public static MariaDb start() throws IOException {
    if (!Files.isExecutable(SERVER)) {
      throw new IllegalStateException(
          "these tests need MariaDB: as root, apt-get install mariadb-server");
    }
    // Below a checkout that its user may not enter there is no place for a server of its own user.
    Path home = Files.createTempDirectory("gatehouse-mariadb");
    boolean root = System.getProperty("user.name").equals("root");
    if (root) {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      run(List.of("chown", "mysql:mysql", home.toString()));
    }
    List<String> user = root ? List.of("--user=mysql") : List.of();
    List<String> install = new ArrayList<>(List.of(INSTALLER.toString(), "--no-defaults"));
    install.addAll(user);
    install.addAll(
        List.of(
            "--datadir=" + home.resolve("data"),
            "--auth-root-authentication-method=normal",
            "--skip-test-db"));
    run(install);
    int port = freePort();
    List<String> start = new ArrayList<>(List.of(SERVER.toString(), "--no-defaults"));
    start.addAll(user);
    start.addAll(
        List.of(
            "--datadir=" + home.resolve("data"),
            "--socket=" + home.resolve("socket"),
            "--pid-file=" + home.resolve("pid"),
            "--log-error=" + home.resolve("error.log"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--innodb-buffer-pool-size=64M",
            "--innodb-flush-log-at-trx-commit=2"));
    Process server = new ProcessBuilder(start).redirectErrorStream(true).inheritIO().start();
    MariaDb database = new MariaDb(home, server, port);
    database.awaitAndCreate();
    return database;
  }

  private void awaitAndCreate() throws IOException {
    Instant deadline = Instant.now().plus(LONGEST_START);
    while (true) {
      try (var connection =
              DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port + "/", "root", "");
          var statement = connection.createStatement()) {
        statement.execute("create database gatehouse");
        statement.execute("create user gatehouse@'127.0.0.1' identified by 'of the test'");
        statement.execute("grant all on gatehouse.* to gatehouse@'127.0.0.1'");
        return;
      } catch (SQLException e) {
        if (!server.isAlive() || Instant.now().isAfter(deadline)) {
          close();
          throw new IOException(
              "MariaDB did not start: " + Files.readString(home.resolve("error.log")), e);
        }
      }
    }
  }

  /** What custom/config.ini must say to use this database. */
  public String settings() throws IOException {
    Path password = Files.writeString(home.resolve("password"), "of the test\n");
    return """
        [database]
        url = jdbc:mysql://127.0.0.1:%d/gatehouse
        user = gatehouse
        password_file = %s
        """
        .formatted(port, password);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.destroy();
    try {
      if (server.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
        DataDirectorySession.delete(home);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + home, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
