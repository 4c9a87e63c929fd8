package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTest {

  private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64)";

  private static Asking of(String... headers) {
    return Asking.of(FakeRequest.with(null, headers).asRequest());
  }

  private static Asking fetch(String site, String mode, String destination) {
    return of("Sec-Fetch-Site", site, "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", destination);
  }

  @Test
  void aProgramThatIsNoBrowserAsksItself() {
    assertThat(of()).isEqualTo(Asking.ITSELF);
    assertThat(of("Accept", "*/*", "User-Agent", "curl/8")).isEqualTo(Asking.ITSELF);
    assertThat(of("Accept", "text/xml", "User-Agent", "PHP-SOAP/8")).isEqualTo(Asking.ITSELF);
  }

  @ParameterizedTest
  @CsvSource({
    "none, navigate, document, ITSELF",
    "same-origin, navigate, document, ITSELF",
    "cross-site, navigate, document, LED",
    "same-site, navigate, document, LED",
    "cross-site, no-cors, image, PART",
    "same-site, no-cors, script, PART",
    "cross-site, navigate, iframe, PART",
    "cross-site, navigate, frame, PART",
    "cross-site, navigate, object, PART",
    "same-origin, cors, empty, PART",
    "none, no-cors, document, PART"
  })
  void aBrowserSaysWhatFor(String site, String mode, String destination, Asking asking) {
    assertThat(fetch(site, mode, destination)).isEqualTo(asking);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose, prefetch",
    "Sec-Purpose, prefetch;prerender",
    "Purpose, prefetch",
    "X-Purpose, preview",
    "X-Moz, Prefetch"
  })
  void whatIsFetchedBeforeItIsWantedIsNotAskedFor(String name, String value) {
    assertThat(of(name, value)).isEqualTo(Asking.PART);
    assertThat(
            of(
                name,
                value,
                "Sec-Fetch-Site",
                "none",
                "Sec-Fetch-Mode",
                "navigate",
                "Sec-Fetch-Dest",
                "document"))
        .isEqualTo(Asking.PART);
  }

  @Test
  void theHeadAloneIsNotThePage() {
    assertThat(Asking.of(FakeRequest.with(null).by("HEAD").asRequest())).isEqualTo(Asking.PART);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/avif,image/webp,*/*;q=0.8",
        "text/css,*/*;q=0.1",
        "video/webm,*/*",
        "audio/*",
        "font/woff2"
      })
  void withoutFetchMetadataAPartShowsByWhatIsAccepted(String accept) {
    assertThat(of("Accept", accept)).isEqualTo(Asking.PART);
  }

  @Test
  void withoutFetchMetadataABrowserThatAcceptsNoPageLoadsAPart() {
    assertThat(of("User-Agent", BROWSER, "Accept", "*/*")).isEqualTo(Asking.PART);
    assertThat(of("User-Agent", BROWSER)).isEqualTo(Asking.PART);
    assertThat(of("User-Agent", BROWSER, "Accept", "text/html,*/*")).isEqualTo(Asking.ITSELF);
  }

  @Test
  void withoutFetchMetadataThePageThatLedHereShowsByItsName() {
    assertThat(of("Accept", "text/html", "Host", "a:1", "Referer", "http://evil.test/"))
        .isEqualTo(Asking.LED);
    assertThat(of("Accept", "text/html", "Host", "a:1", "Referer", "no URL")).isEqualTo(Asking.LED);
    assertThat(of("Accept", "text/html", "Host", "a:1", "Referer", "http://a:1/x"))
        .isEqualTo(Asking.ITSELF);
  }
}
