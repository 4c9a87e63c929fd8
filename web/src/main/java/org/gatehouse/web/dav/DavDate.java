package org.gatehouse.web.dav;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Times as HTTP and WebDAV write them, to the second. */
final class DavDate {

  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /** As C's {@code asctime} writes them. */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

  /** A year of two digits is none of those that are further away in the future. */
  private static final int FUTURE_YEARS = 50;

  private DavDate() {}

  /** A time as HTTP has it (RFC 9110, section 5.6.7). */
  static String write(Instant time) {
    StringBuilder text = new StringBuilder("Sun, 06 Nov 1994 08:49:37 GMT".length());
    write(time, text);
    return text.toString();
  }

  /** Adds the same to a text; by hand, since a listing has one for each of very many files. */
  static void write(Instant time, StringBuilder text) {
    LocalDateTime utc = utc(time);
    text.append(DAYS[utc.getDayOfWeek().getValue() - 1]).append(", ");
    two(utc.getDayOfMonth(), text).append(' ').append(MONTHS[utc.getMonthValue() - 1]).append(' ');
    two(utc.getYear() / 100, text);
    two(utc.getYear() % 100, text).append(' ');
    clock(utc, text).append(" GMT");
  }

  /** Adds a time as RFC 3339 has it, in UTC. */
  static void writeInternet(Instant time, StringBuilder text) {
    LocalDateTime utc = utc(time);
    two(utc.getYear() / 100, text);
    two(utc.getYear() % 100, text).append('-');
    two(utc.getMonthValue(), text).append('-');
    two(utc.getDayOfMonth(), text).append('T');
    clock(utc, text).append('Z');
  }

  private static LocalDateTime utc(Instant time) {
    return LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
  }

  private static StringBuilder clock(LocalDateTime utc, StringBuilder text) {
    two(utc.getHour(), text).append(':');
    two(utc.getMinute(), text).append(':');
    return two(utc.getSecond(), text);
  }

  private static StringBuilder two(int number, StringBuilder text) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /**
   * The time in a header, in any of the three forms that there are; empty when there is none that
   * can be read, which is as if none was.
   */
  static Optional<Instant> read(String value) {
    if (value == null) {
      return Optional.empty();
    }
    String text = value.strip();
    return read(
            text,
            date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
        .or(() -> read(text, date -> utc(date, ASCTIME)))
        .or(() -> read(text, date -> utc(date, rfc850(Year.now(ZoneOffset.UTC)))));
  }

  private static Optional<Instant> read(String text, Function<String, Instant> form) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant utc(String text, DateTimeFormatter form) {
    return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
  }

  private static DateTimeFormatter rfc850(Year now) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, now.getValue() + FUTURE_YEARS - 99)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }

  /** Whether a time, to the second as HTTP tells it, is not after another. */
  static boolean notAfter(Instant time, Instant other) {
    return !time.truncatedTo(ChronoUnit.SECONDS).isAfter(other);
  }
}
