package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The npm packages that tests use, exactly those of {@code src/test/npm/package-lock.json}; brought
 * once in a run.
 */
final class NodePackages {

  private static final Path SOURCE = Path.of("src", "test", "npm");
  private static final Path TARGET = Path.of("target", "npm").toAbsolutePath();

  private static boolean brought;

  private NodePackages() {}

  /** A file of a package. */
  static synchronized Path file(String path) {
    if (!brought) {
      bring();
      brought = true;
    }
    return TARGET.resolve("node_modules").resolve(path);
  }

  private static void bring() {
    try {
      Files.createDirectories(TARGET);
      for (String name : List.of("package.json", "package-lock.json")) {
        Files.copy(SOURCE.resolve(name), TARGET.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // No package's own scripts run.
    Program.run(
            Map.of(),
            List.of(
                "npm",
                "ci",
                "--prefix",
                TARGET.toString(),
                "--ignore-scripts",
                "--no-audit",
                "--no-fund"))
        .orFail();
  }
}
