package org.gatehouse.metrics;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.gatehouse.persistence.settings.DataDirectory;

/**
 * The bearer token for {@code /metrics}: 256 random bits in {@code metrics.token} of the data
 * directory, mode 0600, made on the first start.
 */
@ApplicationScoped
public class MetricsToken {

  private static final int BYTES = 32;

  @Inject private SecureRandom random;

  private String value;

  @PostConstruct
  void read() {
    Path file = DataDirectory.path().resolve("metrics.token");
    try {
      if (Files.notExists(file)) {
        make(file);
      }
      value = Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read metrics.token", e);
    }
    if (value.isEmpty()) {
      throw new IllegalStateException("metrics.token is empty: delete it and start again");
    }
  }

  private void make(Path file) throws IOException {
    byte[] token = new byte[BYTES];
    random.nextBytes(token);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path fresh = Files.createTempFile(file.getParent(), "metrics", ".token", ownerOnly);
    Files.writeString(fresh, HexFormat.of().formatHex(token) + "\n");
    try {
      // Another node on the same directory may have made it meanwhile: then its token stands.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Read by the caller.
    } finally {
      Files.delete(fresh);
    }
  }

  /** The token, in hexadecimal. */
  public String value() {
    return value;
  }
}
