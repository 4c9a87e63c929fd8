package org.gatehouse.persistence.settings;

import java.nio.file.Path;

/**
 * The directory of one Gatehouse instance, named by the system property {@value #PROPERTY}; all
 * that an instance keeps stands below it.
 */
public final class DataDirectory {

  /** The system property with the directory's absolute path. */
  public static final String PROPERTY = "gatehouse.data";

  private DataDirectory() {}

  /**
   * The directory of this process.
   *
   * @throws IllegalStateException when the property is not set
   */
  public static Path path() {
    String path = System.getProperty(PROPERTY);
    if (path == null || path.isBlank()) {
      throw new IllegalStateException(
          "no data directory: start the server with ./gatehouse, or set -D" + PROPERTY);
    }
    return Path.of(path).toAbsolutePath().normalize();
  }

  /** The settings that a person wrote for this instance, {@code custom/config.ini}. */
  public static Path customSettings() {
    return path().resolve("custom").resolve("config.ini");
  }
}
