package org.gatehouse.arquillian.outside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An HTTP answer.
 *
 * @param status its status
 * @param head its status line and headers, as they came
 * @param headers its headers, by name in lower case
 * @param body its body
 * @param took how long it took from the start of the request
 */
record Answer(
    int status, String head, Map<String, List<String>> headers, String body, Duration took) {

  private static final String END_OF_HEAD = "\r\n\r\n";

  /** Reads what {@code curl --include} printed. */
  static Answer read(String text, Duration took) {
    int end = text.indexOf(END_OF_HEAD);
    if (end < 0) {
      throw new AssertionError("not an HTTP answer: " + text);
    }
    String head = text.substring(0, end);
    String body = text.substring(end + END_OF_HEAD.length());
    int status = Integer.parseInt(head.split(" ", 3)[1].strip());
    if (status < 200) {
      return read(body, took);
    }
    Map<String, List<String>> headers = new TreeMap<>();
    head.lines()
        .skip(1)
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              headers
                  .computeIfAbsent(
                      line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                  .add(line.substring(colon + 1).strip());
            });
    return new Answer(status, head, headers, body, took);
  }

  /** The first header of a name. */
  Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Every {@code Set-Cookie} header. */
  Stream<String> cookies() {
    return headers.getOrDefault("set-cookie", List.of()).stream();
  }

  /** Its body without the quotes of a JSON text. */
  String text() {
    return body.strip().replaceAll("^\"|\"$", "");
  }
}
