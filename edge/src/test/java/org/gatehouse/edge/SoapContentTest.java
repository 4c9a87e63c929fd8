package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoapContentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/xml",
        "TEXT/XML ; charset=UTF-8",
        "text/xml;charset=\"utf-8\"",
        "text/xml; action=\"x\""
      })
  void aSoapMessageIsXmlTextInUtf8(String type) {
    assertThat(SoapContent.fits(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=text/xml",
        "text/plain",
        "text/plain; text/xml",
        "text/xmlx",
        "application/soap+xml",
        "text/xml; charset=utf-16",
        "text/xml; charset=utf-8; charset=utf-7"
      })
  void nothingElseIs(String type) {
    assertThat(SoapContent.fits(type)).isFalse();
  }

  @Test
  void aMessageWithoutATypeIsNone() {
    assertThat(SoapContent.fits(null)).isFalse();
  }
}
