package org.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The manual page names all there is. */
class ManualPageTest {

  private static String page() throws IOException {
    return Files.readString(Path.of("src/man/cpcmd.1")).replace("\\-", "-");
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void namesEveryOption(Option option) throws IOException {
    assertThat(page().lines().filter(line -> line.startsWith(".B")))
        .anyMatch(
            line -> option.names().stream().allMatch(name -> line.matches(".*" + name + "\\b.*")));
  }

  @ParameterizedTest
  @EnumSource(SiteProgram.class)
  void namesEveryProgram(SiteProgram program) throws IOException {
    assertThat(page()).contains("\n.B " + program.calledAs() + "\n");
  }
}
