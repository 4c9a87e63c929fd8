package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedContentTest {

  private final FixedContent content = FixedContent.of("text/plain", new byte[] {1, 2});

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "TAG, true",
        "W/TAG, true",
        "'\"a\", TAG', true",
        "*, true",
        "\"a\", false",
        "'', false"
      })
  void aClientThatHasItIsNotSentItAgain(String header, boolean has) {
    List<String> lines = List.of("\"b\"", header.replace("TAG", content.tag()));

    assertThat(FixedContent.has(Collections.enumeration(lines), content.tag())).isEqualTo(has);
  }

  @Test
  void anotherContentHasAnotherTag() {
    assertThat(content.tag())
        .isNotEqualTo(FixedContent.of("text/plain", new byte[] {1, 3}).tag())
        .isEqualTo(FixedContent.of("text/html", new byte[] {1, 2}).tag());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "gzip, true",
        "'deflate, GZIP;q=0.5, br', true",
        "x-gzip, true",
        "*, true",
        "'br, *;q=0.1', true",
        "'*, gzip;q=0', false",
        "'gzip; q=0.000', false",
        "'*;q=0', false",
        "identity, false",
        "gzipped, false",
        "'', false"
      })
  void itIsCompressedForWhomTakesItSo(String accepted, boolean taken) {
    assertThat(FixedContent.takesGzip(Collections.enumeration(List.of("br", accepted))))
        .isEqualTo(taken);
  }

  @Test
  void whatIsCompressedIsTheSameWhenItIsUnpacked() throws IOException {
    byte[] text = "body { color: black; }\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    FixedContent style = FixedContent.compressed("text/css", text);

    assertThat(style.compressed()).hasSizeLessThan(200);
    try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(style.compressed()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(text);
    }
  }
}
