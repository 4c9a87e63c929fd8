package org.gatehouse.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.gatehouse.dav.Resource;
import org.gatehouse.web.dav.Headers.Depth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of RFC 4918, entity tags, ranges and times. */
class HeadersTest {

  private static final Resource FILE =
      new Resource(false, 100, Instant.EPOCH, Instant.EPOCH, "1-2-3");

  @Test
  void depthIsOneOfThree() {
    assertThat(Headers.depth("0", Depth.ONE)).isEqualTo(Depth.ZERO);
    assertThat(Headers.depth("Infinity", Depth.ONE)).isEqualTo(Depth.INFINITY);
    assertThat(Headers.depth(null, Depth.ONE)).isEqualTo(Depth.ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "", "-1", "1,noroot", "inf"})
  void anyOtherDepthIsRefused(String depth) {
    assertThatThrownBy(() -> Headers.depth(depth, Depth.ONE)).isInstanceOf(DavRefusal.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Second-60,60",
    "'Infinite, Second-4100000000',2147483647",
    "'Extend, second-5',5",
    "Second-4100000000,2147483647"
  })
  void theFirstTimeoutThatIsUnderstoodCounts(String header, long seconds) {
    assertThat(Headers.timeout(header)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Second-", "60", "Second--1", "Second-99999999999999999999", "now"})
  void aTimeoutThatIsNoneIsRefused(String header) {
    assertThatThrownBy(() -> Headers.timeout(header)).isInstanceOf(DavRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<>", "urn:x", "<urn:x"})
  void aTokenStandsBetweenAngleBrackets(String header) {
    assertThatThrownBy(() -> Headers.lockToken(header)).isInstanceOf(DavRefusal.class);
    assertThat(Headers.lockToken("<urn:x>")).isEqualTo("urn:x");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9,0,10",
    "bytes=90-,90,10",
    "bytes=-5,95,5",
    "bytes=-500,0,100",
    "bytes=50-500,50,50",
    "bytes=100-,100,0",
    "bytes=-0,100,0"
  })
  void aRangeIsWithinTheFile(String header, long first, long length) {
    assertThat(ByteRange.of(header, 100)).contains(new ByteRange(first, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=", "bytes=-", "bytes=9-0", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"})
  void anyOtherRangeIsTheWholeFile(String header) {
    assertThat(ByteRange.of(header, 100)).isEmpty();
  }

  @Test
  void aTagIsComparedAsItIs() {
    assertThat(EntityTags.match("\"x\" , \"1-2-3\"", FILE, false)).isTrue();
    assertThat(EntityTags.match("*", FILE, false)).isTrue();
    assertThat(EntityTags.match("W/\"1-2-3\"", FILE, false)).isFalse();
    assertThat(EntityTags.match("W/\"1-2-3\"", FILE, true)).isTrue();
    assertThat(EntityTags.match("\"1-2\"", FILE, true)).isFalse();
    assertThatThrownBy(() -> EntityTags.match("1-2-3", FILE, true)).isInstanceOf(DavRefusal.class);
  }

  @Test
  void timesAreToTheSecond() {
    Instant time = Instant.parse("2026-11-27T04:05:06.789Z");

    assertThat(DavDate.write(time)).isEqualTo("Fri, 27 Nov 2026 04:05:06 GMT");
    assertThat(DavDate.notAfter(time, DavDate.read(DavDate.write(time)).orElseThrow())).isTrue();
    assertThat(DavDate.read("yesterday")).isEmpty();
  }

  /** RFC 3339, section 5.6; owners give their files whatever time they like. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-11-27T04:05:06Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
  void internetTimesAreOfTheirWholeSecond(String time) {
    StringBuilder text = new StringBuilder();
    DavDate.writeInternet(Instant.parse(time).plusMillis(789), text);

    assertThat(text).hasToString(time);
  }

  /** RFC 9110, section 5.6.7. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "  Sun Nov  6 08:49:37 1994 "
      })
  void timesAreReadInAllThreeForms(String text) {
    assertThat(DavDate.read(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @Test
  void aYearOfTwoDigitsIsNotFarInTheFuture() {
    int now = Year.now(ZoneOffset.UTC).getValue();
    for (int year : new int[] {now - 49, now - 1, now, now + 1, now + 50}) {
      OffsetDateTime time = OffsetDateTime.of(year, 2, 3, 4, 5, 6, 0, ZoneOffset.UTC);
      String text =
          DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH)
              .format(time);

      assertThat(DavDate.read(text)).as(text).contains(time.toInstant());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "Sun, 06 Nov 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun Nov 31 08:49:37 1994",
        "Sunday, 06-Nov-94 08:49:37 CET",
        "Sun, 06 Nov 1994 25:49:37 GMT"
      })
  void whatIsNoTimeIsNone(String text) {
    assertThat(DavDate.read(text)).isEmpty();
  }
}
