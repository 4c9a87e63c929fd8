package org.gatehouse.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.persistence.settings.IniFile;
import org.junit.jupiter.api.Test;

/** The database's section of a person's settings changes, and nothing else of them. */
class DatabaseSettingsTest {

  private static final String SETTINGS =
      """
      ; mine
      [core]
      hostnames = a.test

      [database]
      ; the old one
      url = jdbc:mysql://old/gatehouse
      password_file = /root/old
      [auth]
        rounds = 6000   ; strong
      """;

  private static final String REST =
      """
      ; mine
      [core]
      hostnames = a.test

      [auth]
        rounds = 6000   ; strong
      """;

  @Test
  void withoutItTheEmbeddedDatabaseIsUsed() {
    assertThat(DatabaseSettings.without(SETTINGS)).isEqualTo(REST);
    assertThat(DatabaseSettings.without(REST)).isEqualTo(REST);
    assertThat(DatabaseSettings.without("")).isEmpty();
  }

  @Test
  void anotherDatabaseTakesItsPlaceAndItsPasswordComesAlong() {
    IniFile chosen =
        IniFile.parse(
            "chosen",
            "[database]\nurl = jdbc:mysql://new/gatehouse\nuser = me\npassword_file = pw\n");

    assertThat(DatabaseSettings.with(SETTINGS, chosen, true))
        .startsWith(REST + "[database]\n")
        .contains("url = jdbc:mysql://new/gatehouse\n", "user = me\n")
        .endsWith("password_file = custom/database.password\n")
        .doesNotContain("old", "= pw");
    assertThat(DatabaseSettings.with("[core]", chosen, false))
        .startsWith("[core]\n[database]\n")
        .doesNotContain("password_file");
  }
}
