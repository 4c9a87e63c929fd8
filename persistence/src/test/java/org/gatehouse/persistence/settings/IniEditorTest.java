package org.gatehouse.persistence.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IniEditorTest {

  private static final String A_PERSONS =
      "; mine\r\n\r\n[anvil]\r\n  limit=5   \r\n\t# why: \"ask\" Eve\r\nttl   =  \"900\"\r\n\r\n[core]";

  @ParameterizedTest
  @CsvSource({
    "anvil, limit, 7,  '  limit=5   ', '  limit=7   '",
    "anvil, ttl,   60, 'ttl   =  \"900\"', 'ttl   =  \"60\"'",
    "anvil, base,  1s, 'ttl   =  \"900\"\r\n', 'ttl   =  \"900\"\r\nbase = 1s\r\n'",
    "core,  name,  x,  '[core]', '[core]\r\nname = x'"
  })
  void changesTheValueAloneOrAddsALineToItsSection(
      String section, String key, String value, String before, String after) {
    assertThat(IniEditor.set(A_PERSONS, section, key, value))
        .isEqualTo(A_PERSONS.replace(before, after));
  }

  @Test
  void addsASectionAtTheEndInTheFilesOwnLineEnds() {
    assertThat(IniEditor.set(A_PERSONS, "soap", "enabled", "false"))
        .isEqualTo(A_PERSONS + "\r\n\r\n[soap]\r\nenabled = false\r\n");
    assertThat(IniEditor.set("", "soap", "enabled", "false"))
        .isEqualTo("[soap]\nenabled = false\n");
  }

  @Test
  void fillsAnEmptyValueInTheStyleOfItsLine() {
    assertThat(IniEditor.set("[a]\nb =\nc=\nd = \n", "a", "b", "1"))
        .isEqualTo("[a]\nb = 1\nc=\nd = \n");
    assertThat(IniEditor.set("[a]\nb =\nc=\nd = \n", "a", "c", "1"))
        .isEqualTo("[a]\nb =\nc=1\nd = \n");
    assertThat(IniEditor.set("[a]\nb =\nc=\nd = \n", "a", "d", "1"))
        .isEqualTo("[a]\nb =\nc=\nd = 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb = c", "a\u2028", "\u0000", "\ud800"})
  void whatWouldBeAnotherLineOrNoTextIsRefused(String value) {
    assertThatThrownBy(() -> IniEditor.set("", "a", "b", value))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
