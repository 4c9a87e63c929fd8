package org.gatehouse.arquillian.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Empties the test server's data directory before the server starts, with the admin to make and the
 * database that the run is for.
 */
public final class DataDirectorySession implements LauncherSessionListener {

  /** The appliance admin's password in these runs. */
  static final String ADMIN_PASSWORD = "correct horse: battery ü";

  private MariaDb database;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String kind = System.getProperty("gatehouse.test.database");
    if (kind == null) {
      return;
    }
    Path data = Path.of(System.getProperty("gatehouse.test-server")).resolve("data");
    try {
      for (String part : List.of("appliance", "custom", "db", "demo", "run", "secret", "virtual")) {
        delete(data.resolve(part));
      }
      for (String part : List.of("custom", "db", "run")) {
        Files.createDirectories(data.resolve(part));
      }
      Files.writeString(
          data.resolve("run/first-run.properties"),
          "admin.password=" + ADMIN_PASSWORD.replace("ü", "\\u00fc") + "\n");
      if (kind.equals("mariadb")) {
        database = MariaDb.start();
        Files.writeString(data.resolve("custom/config.ini"), database.settings());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + data, e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (database != null) {
      database.close();
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
