package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * What the server counts, as {@code /metrics} says it.
 *
 * @param text the figures in the format of Prometheus
 */
record Figures(String text) {

  /** The figures of now. */
  static Figures of(GatehouseServer server) {
    Answer answer =
        Visitor.onThisMachine(server)
            .send(server.url("/metrics"), "--header", "Authorization: Bearer " + token(server));
    if (answer.status() != 200) {
      throw new AssertionError("no figures: " + answer);
    }
    return new Figures(answer.body());
  }

  /** The bearer token. */
  static String token(GatehouseServer server) {
    try {
      return Files.readString(server.data().resolve("metrics.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many attempts of all gates got a verdict. */
  long attempts(String verdict) {
    return text.lines()
        .filter(line -> line.startsWith("gatehouse_attempts_total{"))
        .filter(line -> line.contains("verdict=\"" + verdict + "\""))
        .mapToLong(line -> (long) Double.parseDouble(Arrays.asList(line.split(" ")).getLast()))
        .sum();
  }
}
