package org.gatehouse.persistence.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IniFileTest {

  @Test
  void readsKeysOfTheirSections() {
    IniFile file =
        IniFile.parse(
            "x", "; a comment\n[anvil]\nlimit = 5\n # another\n[core]\nlimit=\"6 \"\nempty =\n");

    assertThat(file.value("anvil", "limit")).contains("5");
    assertThat(file.value("core", "limit")).contains("6 ");
    assertThat(file.value("core", "empty")).contains("");
    assertThat(file.value("core", "other")).isEmpty();
    assertThat(file.value("other", "limit")).isEmpty();
  }

  @Test
  void keepsWhatFollowsTheFirstEqualsSign() {
    assertThat(
            IniFile.parse("x", "[database]\nurl = jdbc:mysql://h/d?a=b&c=d")
                .value("database", "url"))
        .contains("jdbc:mysql://h/d?a=b&c=d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit = 5               | 1 | below a [section]
          [anvil\\nlimit = 5      | 1 | [name]
          [anvil]\\nlimit         | 2 | key = value
          [anvil]\\n= 5           | 2 | key = value
          [anvil]\\na=1\\n\\na=2  | 4 | twice
          """)
  void refusesABrokenFileWithLineAndReason(String text, int line, String reason) {
    assertThatThrownBy(() -> IniFile.parse("custom/config.ini", text.replace("\\n", "\n")))
        .isInstanceOf(IniSyntaxException.class)
        .hasMessageContaining("custom/config.ini, line " + line)
        .hasMessageContaining(reason);
  }

  @Test
  void aValueThatItsReaderRefusesIsNamedWithItsLine() {
    IniFile file = IniFile.parse("plans/gold.ini", "[users]\n\n; so many\nmax = many\n");

    assertThat(file.refuse("users", "max", "no number"))
        .hasMessage("plans/gold.ini, line 4: no number");
  }

  @Test
  void readsAMissingFileAsEmpty(@TempDir Path directory) throws Exception {
    assertThat(IniFile.read(directory.resolve("config.ini")).sections()).isEmpty();
  }
}
