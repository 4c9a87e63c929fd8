package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP's own part of WebDAV, as curl speaks it. */
@RunningGatehouse
@Needs("curl")
class CurlDavIT {

  private static final String DIGITS = "0123456789";
  private static final int MEBIBYTE = 1 << 20;

  private final DavAccount account;

  CurlDavIT(GatehouseServer gatehouse) {
    this.account = DavAccount.on(gatehouse);
  }

  private String put(String path, String content) {
    Answer answer = account.send("PUT", path, "--data", content);
    assertThat(answer.status()).as(answer.body()).isIn(201, 204);
    return answer.header("ETag").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3,   206, 0123,       bytes 0-3/10",
    "bytes=4-,    206, 456789,     bytes 4-9/10",
    "bytes=-3,    206, 789,        bytes 7-9/10",
    "bytes=8-100, 206, 89,         bytes 8-9/10",
    "bytes=10-,   416, '',         bytes */10",
    "bytes=5-2,   200, 0123456789,",
    "lines=1-2,   200, 0123456789,"
  })
  void aRangeOfAFileIsAnswered(String range, int status, String content, String contentRange) {
    put("/digits", DIGITS);

    Answer answer = account.send("GET", "/digits", "--header", "Range: " + range);

    assertThat(answer.status()).isEqualTo(status);
    if (status < 300) {
      assertThat(answer.body()).isEqualTo(content);
    }
    assertThat(answer.header("Content-Range").orElse(null)).isEqualTo(contentRange);
  }

  @Test
  void aDownloadThatBrokeOffGoesOnWhereItWas(@TempDir Path directory) throws IOException {
    byte[] content = new byte[3 * MEBIBYTE];
    new Random(1).nextBytes(content);
    Path sent = Files.write(directory.resolve("sent"), content);
    Path received = Files.write(directory.resolve("received"), Arrays.copyOf(content, MEBIBYTE));
    assertThat(account.send("PUT", "/large", "--upload-file", sent.toString()).status())
        .isEqualTo(201);

    Program.run(
            "curl",
            "--silent",
            "--fail",
            "--user",
            account.user(),
            "--continue-at",
            "-",
            "--output",
            received.toString(),
            account.url("/large"))
        .orFail();

    assertThat(received).hasSameBinaryContentAs(sent);
  }

  @Test
  void whatDidNotChangeIsNotSentAgain() {
    String tag = put("/conditional", "one");

    Answer answer = account.send("GET", "/conditional", "--header", "If-None-Match: " + tag);

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("ETag")).contains(tag);
    assertThat(account.send("HEAD", "/conditional").header("ETag")).contains(tag);
  }

  @Test
  void whatChangedMeanwhileIsNotOverwritten() {
    String before = put("/conditional", "one");
    String now = put("/conditional", "two");

    assertThat(now).isNotEqualTo(before).doesNotStartWith("W/");
    assertThat(conditionally("If-Match: " + before)).isEqualTo(412);
    assertThat(conditionally("If-None-Match: *")).isEqualTo(412);
    assertThat(account.send("GET", "/conditional").body()).isEqualTo("two");
    assertThat(conditionally("If-Match: " + now)).isEqualTo(204);
    assertThat(account.send("GET", "/conditional").body()).isEqualTo("three");
  }

  private int conditionally(String condition) {
    return account.send("PUT", "/conditional", "--header", condition, "--data", "three").status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Expect: 100-continue"})
  void aLargeUploadIsWholeHoweverItComes(String how, @TempDir Path directory) throws IOException {
    byte[] content = new byte[5 * MEBIBYTE + 1];
    new Random(2).nextBytes(content);
    Path sent = Files.write(directory.resolve("sent"), content);
    Path received = directory.resolve("received");

    // curl waits to be told of its own accord, unless it is told not to.
    String other = how.startsWith("Expect") ? "X: y" : "Expect:";
    for (String root : new String[] {account.url("/uploaded"), account.tlsUrl("/uploaded")}) {
      String said =
          curl(
                  "--header",
                  how,
                  "--header",
                  other,
                  "--upload-file",
                  sent.toString(),
                  "--verbose",
                  root)
              .errors();
      curl("--output", received.toString(), root);

      assertThat(said.contains("HTTP/1.1 100 Continue")).isEqualTo(how.startsWith("Expect"));
      assertThat(said).containsPattern("HTTP/1.1 20[14] ");
      assertThat(received).hasSameBinaryContentAs(sent);
    }
  }

  private Program.Ended curl(String... options) {
    String[] command = {"curl", "--silent", "--insecure", "--fail", "--user", account.user()};
    String[] all = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    Program.Ended ended = Program.run(all);
    ended.orFail();
    return ended;
  }
}
