package org.gatehouse.persistence.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a table's file, each of a length that memory has room for. */
final class Lines {

  /** In characters: many times what a row of ours has. */
  static final int LONGEST = 4 << 20;

  private final String table;
  private final BufferedReader reader;

  /** The lines of a stream, which it does not close. */
  Lines(InputStream content, String table) {
    this.table = table;
    // Its decoder refuses what is no UTF-8.
    this.reader =
        new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8.newDecoder()));
  }

  /**
   * The next line without its end, or empty after the last one.
   *
   * @throws IOException when it is longer than a row can be, or cannot be read
   */
  Optional<String> next() throws IOException {
    int character = reader.read();
    if (character < 0) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    while (character >= 0 && character != '\n') {
      if (line.length() == LONGEST) {
        throw new IOException(
            "a row of table " + table + " is longer than " + LONGEST + " characters");
      }
      line.append((char) character);
      character = reader.read();
    }
    return Optional.of(line.toString());
  }
}
