package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestContentTest {

  private static boolean fits(String... headers) {
    return RestContent.fits(FakeRequest.with(null, headers).asRequest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/json",
        "Application/JSON ; charset=utf-8",
        "application/vnd.example+json",
        "application/x-www-form-urlencoded",
        "text/plain;charset=UTF-8"
      })
  void jsonIsReadWhatClientsOfJsonCallIt(String type) {
    assertThat(fits("Content-Type", type)).isTrue();
  }

  @Test
  void aBodyWithoutATypeIsRead() {
    assertThat(fits()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/xml",
        "application/xml",
        "multipart/form-data; boundary=application/json",
        "application/octet-stream",
        "image/svg+json",
        ";"
      })
  void nothingElseIs(String type) {
    assertThat(fits("Content-Type", type)).isFalse();
  }

  @Test
  void aCompressedBodyIsNotRead() {
    assertThat(fits("Content-Type", "application/json", "Content-Encoding", "gzip")).isFalse();
    assertThat(fits("Content-Type", "application/json", "Content-Encoding", "identity")).isTrue();
  }
}
