package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages consist of comes small, and once; what a page says is never compressed. */
@RunningGatehouse
@Needs("curl")
class PagePartsIT {

  private static final Pattern PART =
      Pattern.compile("(?:href|src)=\"(/jakarta\\.faces\\.resource/[^\"]*)\"");

  /** What is compressed is no text, so only its head is asked for. */
  private static final String[] COMPRESSED = {"--head", "--header", "Accept-Encoding: br, gzip"};

  private final GatehouseServer gatehouse;
  private final Visitor visitor;

  PagePartsIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.visitor = Visitor.onThisMachine(gatehouse);
  }

  private List<String> parts(String page, String... options) {
    return PART.matcher(visitor.send(visitor.url(page), options).body())
        .results()
        .map((MatchResult found) -> found.group(1).replace("&amp;", "&"))
        .toList();
  }

  private String session() {
    Answer signedIn =
        WayIn.SIGN_IN_PAGE.attempt(visitor, "demo@example.test", gatehouse.demoPassword());
    return signedIn.cookies().findFirst().orElseThrow().split(";")[0];
  }

  /** The same part as it is, compressed, and unpacked by the client. */
  private void assertCompressedAndKept(String part) {
    Answer plain = visitor.send(visitor.url(part));
    Answer compressed = visitor.send(visitor.url(part), COMPRESSED);
    Answer unpacked = visitor.send(visitor.url(part), "--compressed");

    assertThat(plain.status()).isEqualTo(200);
    assertThat(plain.headers()).doesNotContainKey("content-encoding");
    assertThat(compressed.header("Content-Encoding")).contains("gzip");
    assertThat(unpacked.body()).isEqualTo(plain.body());
    assertThat(length(compressed)).isLessThan(length(plain));
    for (Answer answer : List.of(plain, compressed)) {
      assertThat(answer.header("Vary")).contains("Accept-Encoding");
      assertThat(answer.header("Cache-Control")).contains("public, max-age=31536000, immutable");
      assertThat(answer.header("Content-Type").orElseThrow()).matches("text/(css|javascript);.*");
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }
    assertThat(plain.header("ETag")).isNotEqualTo(compressed.header("ETag"));
  }

  private static int length(Answer answer) {
    return Integer.parseInt(answer.header("Content-Length").orElseThrow());
  }

  @Test
  void styleSheetsAndScriptsOfTheSignInPageAreCompressedAndKeptForAYear() {
    assertThat(parts(SignInForm.PAGE))
        .hasSizeGreaterThan(2)
        .allSatisfy(this::assertCompressedAndKept);
  }

  @Test
  void soAreThoseOfTheComponentLibrary() {
    assertThat(parts("/apps/restrictions", "--cookie", session()))
        .anyMatch(part -> part.contains("components.js"))
        .allSatisfy(this::assertCompressedAndKept);
  }

  @Test
  void aPartThatSomebodyHasIsNotSentAgain() {
    String url = visitor.url(parts(SignInForm.PAGE).getFirst());
    String tag = visitor.send(url, COMPRESSED).header("ETag").orElseThrow();

    Answer again =
        visitor.send(url, "--header", "Accept-Encoding: gzip", "--header", "If-None-Match: " + tag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(visitor.send(url, "--header", "If-None-Match: " + tag).status())
        .as("what was compressed is nothing for a client that takes it as it is")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&mark=of-another", "&v=15.0.13"})
  void aPartThatIsAskedForByNoMarkOfItIsAskedForAgain(String end) {
    Answer answer =
        visitor.send(visitor.url("/jakarta.faces.resource/page.css.xhtml?ln=gatehouse" + end));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-cache");
    assertThat(answer.headers()).containsKey("etag");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.css.xhtml?ln=gatehouse",
        "page.css.xhtml?ln=nothing",
        "page.css.xhtml",
        "page.css.xhtml?ln=../../WEB-INF"
      })
  void whatIsNoPartIsNotThere(String part) {
    Answer answer = visitor.send(visitor.url("/jakarta.faces.resource/" + part));

    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void theScriptAndStyleOfThePageOfRestAreCompressedToo() {
    for (String part : List.of("/api/api.js", "/api/api.css")) {
      Answer compressed = visitor.send(visitor.url(part), COMPRESSED);
      assertThat(compressed.header("Content-Encoding")).contains("gzip");
      assertThat(compressed.header("Vary")).contains("Accept-Encoding");
    }
  }

  /** By the length of what is compressed a stranger could guess what else is in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/sign-in.xhtml", "/", "/apps/restrictions", "/apps/nothing", "/api/", "/error"})
  void pagesAreNotCompressed(String page) {
    for (String cookie : List.of("", session())) {
      Answer answer =
          visitor.send(visitor.url(page), "--header", "Accept-Encoding: gzip", "--cookie", cookie);
      assertThat(answer.headers()).doesNotContainKey("content-encoding");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sign-in.xhtml", "/", "/api/"})
  void everyPageNamesAnIconThatIsThereAndMayBeKept(String page) {
    assertThat(visitor.send(visitor.url(page), "--cookie", session()).body())
        .containsPattern("<link rel=\"icon\" href=\"(..)?/favicon.ico\"");

    Answer icon = visitor.send(visitor.url("/favicon.ico"), "--head");
    assertThat(icon.status()).isEqualTo(200);
    assertThat(icon.header("Content-Type").orElseThrow()).startsWith("image/");
    assertThat(icon.headers()).containsKey("etag").containsKey("last-modified");
    assertThat(icon.header("Cache-Control").orElse("")).doesNotContain("no-store");
  }
}
