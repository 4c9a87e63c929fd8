package org.gatehouse.web.dav;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as HTTP writes them, to the second (RFC 9110, section 5.6.7). */
final class HttpDate {

  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private HttpDate() {}

  /** Writes a time; by hand, since a listing has one for each of very many files. */
  static String write(Instant time) {
    LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder("Sun, 06 Nov 1994 08:49:37 GMT".length());
    text.append(DAYS[utc.getDayOfWeek().getValue() - 1]).append(", ");
    two(utc.getDayOfMonth(), text).append(' ').append(MONTHS[utc.getMonthValue() - 1]).append(' ');
    two(utc.getYear() / 100, text);
    two(utc.getYear() % 100, text).append(' ');
    two(utc.getHour(), text).append(':');
    two(utc.getMinute(), text).append(':');
    return two(utc.getSecond(), text).append(" GMT").toString();
  }

  private static StringBuilder two(int number, StringBuilder text) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
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
