package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
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

    assertThat(content.has(Collections.enumeration(lines))).isEqualTo(has);
  }

  @Test
  void anotherContentHasAnotherTag() {
    assertThat(content.tag())
        .isNotEqualTo(FixedContent.of("text/plain", new byte[] {1, 3}).tag())
        .isEqualTo(FixedContent.of("text/html", new byte[] {1, 2}).tag());
  }
}
