package org.gatehouse.arquillian.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
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
  private final int port;
  private final List<String> user;
  private final String bufferPool;
  private Process server;

  private MariaDb(Path home, int port, List<String> user, String bufferPool) {
    this.home = home;
    this.port = port;
    this.user = user;
    this.bufferPool = bufferPool;
  }

  /** Starts a server with an empty database {@code gatehouse}. */
  public static MariaDb start() throws IOException {
    return start("64M");
  }

  /**
   * The same with as much memory for its tables as wanted.
   *
   * @param bufferPool as {@code innodb_buffer_pool_size} takes it
   */
  public static MariaDb start(String bufferPool) throws IOException {
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
    MariaDb database = new MariaDb(home, freePort(), user, bufferPool);
    database.run();
    database.create();
    return database;
  }

  private void run() throws IOException {
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
            "--innodb-buffer-pool-size=" + bufferPool,
            "--innodb-flush-log-at-trx-commit=2"));
    server = new ProcessBuilder(start).redirectErrorStream(true).inheritIO().start();
    await();
  }

  /** Ends it as a power cut would; it answers nobody then: connections are refused. */
  public void kill() throws IOException {
    server.destroyForcibly().onExit().join();
  }

  /** Starts it again, on the same port and data. */
  public void restart() throws IOException {
    run();
  }

  /** Lets it hang: it takes connections and says nothing. */
  public void pause() throws IOException {
    run(List.of("kill", "-STOP", Long.toString(server.pid())));
  }

  /** Lets it go on. */
  public void resume() throws IOException {
    run(List.of("kill", "-CONT", Long.toString(server.pid())));
  }

  private void create() throws IOException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("create database gatehouse");
      statement.execute("create user gatehouse@'127.0.0.1' identified by 'of the test'");
      statement.execute("grant all on gatehouse.* to gatehouse@'127.0.0.1'");
    } catch (SQLException e) {
      close();
      throw new IOException("MariaDB has no place for tests", e);
    }
  }

  /** A connection of the admin of the database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port + "/", "root", "");
  }

  private void await() throws IOException {
    Instant deadline = Instant.now().plus(LONGEST_START);
    while (true) {
      try {
        connect().close();
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
    // One that hangs ends only when it goes on.
    server.destroyForcibly();
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
