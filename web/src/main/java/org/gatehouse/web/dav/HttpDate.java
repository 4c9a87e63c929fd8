package org.gatehouse.web.dav;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Times as HTTP writes them, to the second (RFC 9110, section 5.6.7). */
final class HttpDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** The last time that was written, since many files of a collection often have the same. */
  private record Written(long second, String text) {}

  private static volatile Written last = new Written(Long.MIN_VALUE, "");

  private HttpDate() {}

  static String write(Instant time) {
    Written before = last;
    if (before.second() == time.getEpochSecond()) {
      return before.text();
    }
    String text = FORMAT.format(time);
    last = new Written(time.getEpochSecond(), text);
    return text;
  }

  /** The time in a header; empty when there is none that can be read, which is as if none was. */
  static Optional<Instant> read(String value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether a time, to the second as HTTP tells it, is not after another. */
  static boolean notAfter(Instant time, Instant other) {
    return !time.truncatedTo(ChronoUnit.SECONDS).isAfter(other);
  }
}
