package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.glassfish.grizzly.http.util.HttpStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonPhrasesTest {

  @ParameterizedTest
  @CsvSource({
    "207, Multi-Status",
    "423, Locked",
    "424, Failed Dependency",
    "429, Too Many Requests",
    "507, Insufficient Storage",
    "404, Not Found"
  })
  void statusesThatTheServerDidNotKnowAreCalledByTheirNames(int status, String phrase)
      throws ReflectiveOperationException {
    ReasonPhrases.teach();

    assertThat(HttpStatus.getHttpStatus(status).getReasonPhrase()).isEqualTo(phrase);
  }
}
