package org.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> SECTIONS = List.of("core", "anvil", "audit");

  @ParameterizedTest
  @CsvSource({"anvli, anvil", "avnil, anvil", "anvi, anvil", "anvill, anvil", "audip, audit"})
  void oneSlipOfAShortNameIsForgiven(String written, String meant) {
    assertThat(Nearest.of(written, SECTIONS)).contains(meant);
  }

  @Test
  void whatIsLikeNoneIsNotGuessed() {
    assertThat(Nearest.of("frontend", SECTIONS)).isEmpty();
    assertThat(Nearest.of("a".repeat(129), List.of("a".repeat(129)))).isEmpty();
    assertThat(Nearest.of("core", List.of())).isEmpty();
  }
}
