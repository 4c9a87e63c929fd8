package org.gatehouse.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static String of(String cell) {
    return Csv.of(List.of("program"), List.of(Map.of("program", cell)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
  void whatASpreadsheetWouldTakeForAFormulaBeginsWithAnApostrophe(String cell) {
    assertThat(of(cell)).isEqualTo("\"program\"\r\n\"'" + cell + "\"\r\n");
  }

  @Test
  void whatSeparatesCellsAndLinesStaysWithinItsCell() {
    assertThat(of("a,\"b\"\r\nc")).isEqualTo("\"program\"\r\n\"a,\"\"b\"\"\r\nc\"\r\n");
  }

  @Test
  void cellsStandInTheOrderOfTheirColumns() {
    assertThat(Csv.of(List.of("a", "b"), List.of(Map.of("b", "2", "a", "1"))))
        .isEqualTo("\"a\",\"b\"\r\n\"1\",\"2\"\r\n");
  }
}
