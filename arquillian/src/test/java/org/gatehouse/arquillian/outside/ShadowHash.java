package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The hash of an account in a shadow file. */
final class ShadowHash {

  private ShadowHash() {}

  /** The second field of the account's line. */
  static String of(Path shadow, String user) {
    try (Stream<String> lines = Files.lines(shadow)) {
      return lines
          .map(line -> line.split(":"))
          .filter(fields -> fields[0].equals(user))
          .map(fields -> fields[1])
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
