package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges, and the conditions of RFC 9110, section 13, on one file of ten digits. */
@RunningGatehouse
@Needs("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DavConditionsIT {

  private static final String DIGITS = "0123456789";
  private static final Instant LONG_AGO = Instant.parse("2001-09-09T01:46:40.5Z");
  private static final String LONG_AGO_TEXT = "Sun, 09 Sep 2001 01:46:40 GMT";

  private final GatehouseServer gatehouse;
  private DavSite site;
  private DavClient client;
  private Path file;
  private String tag;

  DavConditionsIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void makeSite() {
    site = new DavSite(gatehouse);
    client = site.guest();
    file = site.root().resolve("home/guest/file");
  }

  @AfterAll
  void deleteSite() {
    site.close();
  }

  @BeforeEach
  void writeFile() {
    client.put("/file", DIGITS);
    tag = client.get("/file").header("ETag").orElseThrow();
  }

  /** Sets the file back to when it cannot be written again within the same second. */
  private void age() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    tag = client.get("/file").header("ETag").orElseThrow();
  }

  private DavClient.Reply part(String ifRange) {
    return client.get("/file", "Range", "bytes=2-4", "If-Range", ifRange);
  }

  private static void assertPart(DavClient.Reply reply) {
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.body()).isEqualTo("234");
    assertThat(reply.header("Content-Range")).contains("bytes 2-4/10");
  }

  private static void assertWhole(DavClient.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(DIGITS);
    assertThat(reply.header("Content-Range")).isEmpty();
  }

  @Test
  void aPartIsAnsweredToWhoHasTheRestOfTheSameContent() {
    assertPart(part(tag));
    assertPart(part("  " + tag));
  }

  @Test
  void aTimeStandsForTheContentOnceNoOtherCanHaveIt() throws IOException {
    age();

    assertPart(part(LONG_AGO_TEXT));
  }

  @Test
  void aTimeOfThisSecondDoesNot() {
    String now = client.get("/file").header("Last-Modified").orElseThrow();

    assertWhole(part(now));
  }

  @Test
  void whatOnlyLooksLikeTheSameContentGetsTheWhole() throws IOException {
    age();

    for (String other :
        new String[] {
          "W/" + tag,
          tag.replace("\"", ""),
          "\"x\"",
          tag + ", " + tag,
          "*",
          "Sun, 09 Sep 2001 01:46:39 GMT",
          "Sun, 09 Sep 2001 01:46:41 GMT",
          "Mon, 01 Jan 2035 00:00:00 GMT",
          "Sunday, 09-Sep-01 01:46:40 GMT",
          "yesterday"
        }) {
      assertWhole(part(other));
    }
  }

  @Test
  void withoutARangeItSaysNothing() {
    assertWhole(client.get("/file", "If-Range", tag));
    assertWhole(client.get("/file", "If-Range", "\"x\""));
  }

  @Test
  void aConditionGoesBeforeIt() {
    DavClient.Reply reply =
        client.get("/file", "Range", "bytes=2-4", "If-Range", tag, "If-None-Match", tag);

    assertThat(reply.status()).isEqualTo(304);
  }

  /** All of these may be answered whole (RFC 9110, section 14.2); none costs more than that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-0,-1",
        "bytes=0-,0-,0-",
        "bytes=5-4",
        "bytes=--5",
        "bytes=-1-5",
        "bytes=0-99999999999999999999",
        "bytes=99999999999999999999-",
        "bytes=-99999999999999999999",
        "bytes=18446744073709551615-18446744073709551616",
        "bytes=",
        "bytes=-",
        "bytes",
        "bytes=a-b",
        "lines=0-1"
      })
  void aRangeThatIsNoneOrSeveralGetsTheWhole(String range) {
    assertWhole(client.get("/file", "Range", range));
  }

  @Test
  void soDoThousandsOfThemAsLongAsTheHeadIsRead() {
    assertWhole(client.get("/file", "Range", "bytes=" + "0-,".repeat(1_300) + "0-"));
    String tenThousand =
        IntStream.range(0, 10_000).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
    assertThat(client.get("/file", "Range", "bytes=" + tenThousand).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999999999999-"})
  void aRangeThatTheFileHasNotIsNotSatisfiable(String range) {
    DavClient.Reply reply = client.get("/file", "Range", range);

    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("Content-Range")).contains("bytes */10");
    assertThat(reply.body()).isEqualTo("this file has 10 bytes\n");
  }

  @Test
  void anEmptyFileHasNoPart() {
    client.put("/empty", "");

    assertThat(client.get("/empty", "Range", "bytes=0-").status()).isEqualTo(416);
    assertThat(client.get("/empty", "Range", "bytes=-5").status()).isEqualTo(416);
    assertThat(client.get("/empty").status()).isEqualTo(200);
  }

  /** RFC 9110, section 5.6.7: whoever writes the older forms is understood too. */
  @ParameterizedTest
  @ValueSource(
      strings = {LONG_AGO_TEXT, "Sunday, 09-Sep-01 01:46:40 GMT", "Sun Sep  9 01:46:40 2001"})
  void aTimeHoldsInWhateverFormItIsWritten(String time) throws IOException {
    age();

    assertThat(client.get("/file", "If-Modified-Since", time).status()).isEqualTo(304);
    assertThat(client.get("/file", "If-Unmodified-Since", time).status()).isEqualTo(200);
    assertThat(client.put("/file", "new", "If-Unmodified-Since", time).status()).isEqualTo(204);
    assertThat(client.put("/file", "newer", "If-Unmodified-Since", time).status()).isEqualTo(412);
    assertThat(client.get("/file").body()).isEqualTo("new");
  }
}
