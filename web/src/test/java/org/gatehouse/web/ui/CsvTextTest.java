package org.gatehouse.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {

  @Test
  void everyCellIsQuotedSoThatCommasQuotesAndLinesStayInIt() {
    assertThat(CsvText.line(List.of("a,b", "say \"no\"", "two\nlines", "")))
        .isEqualTo("\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=1\n2"})
  void whatASpreadsheetCouldTakeForAFormulaIsText(String hostile) {
    assertThat(CsvText.line(List.of(hostile))).isEqualTo("\"'" + hostile + "\"\r\n");
  }

  @Test
  void whatOnlyHasSuchASignWithinStaysAsItIs() {
    assertThat(CsvText.line(List.of("a=b", "x@example.test")))
        .isEqualTo("\"a=b\",\"x@example.test\"\r\n");
  }
}
