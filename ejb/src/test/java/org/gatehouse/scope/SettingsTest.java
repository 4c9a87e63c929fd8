package org.gatehouse.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gatehouse.persistence.settings.IniEditor;
import org.gatehouse.persistence.settings.IniFile;
import org.gatehouse.persistence.settings.IniSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code config.ini} may say. */
class SettingsTest {

  @Test
  void theShippedFileHasExactlyTheSettingsThatAreDeclared() throws Exception {
    IniFile file;
    try (InputStream stream = Settings.class.getResourceAsStream("/config.ini")) {
      file = IniFile.parse("config.ini", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> names = new ArrayList<>();
    file.sections()
        .forEach((section, keys) -> keys.forEach((key, _) -> names.add(section + " " + key)));

    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Settings.all().stream()
                .map(setting -> setting.section() + " " + setting.key())
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [anvil]\\n\\nlimit = 0          | 3 | [anvil] limit must be a whole number from 1 to 500
          [anvil]\\nlimit = 501           | 2 | [anvil] limit must be a whole number from 1 to 500
          [anvil]\\nlimit = +5            | 2 | [anvil] limit must be a whole number
          [anvil]\\nlimit =               | 2 | [anvil] limit must be a whole number
          [anvil]\\nttl = 0               | 2 | [anvil] ttl must be a duration such as
          [anvil]\\nttl = 9999d           | 2 | from 1s to 365d
          [anvil]\\nttl = 5 m             | 2 | [anvil] ttl must be a duration
          [session]\\nttl = 1m            | 2 | [session] ttl must be
          [dav]\\nlocks = 0               | 2 | [dav] locks must be a whole number from 1 to 100000
          [dav]\\nlock_timeout = 0        | 2 | [dav] lock_timeout must be a duration such as
          [dav]\\nslowest_upload = -1     | 2 | [dav] slowest_upload must be a whole number from 0
          [auth]\\nadmin_api = yes        | 2 | [auth] admin_api must be true or false
          [auth]\\nrestriction_scope = x  | 2 | must be all-gates or listed-gates
          [core]\\nhttp_trusted_forward = 192.0.2.1, proxy.test | 2 | must be addresses and networks
          [core]\\nhostnames = a..test    | 2 | [core] hostnames must be host names and addresses
          [core]\\nhostnames = 1.2.3      | 2 | [core] hostnames must be
          [core]\\nhostnames = http://a   | 2 | [core] hostnames must be
          [core]\\nhostnames = a b | 2 | [core] hostnames must be
          [core]\\nhostnames = a.test:80 | 2 | [core] hostnames must be
          [core]\\nhostnames = a/b | 2 | [core] hostnames must be
          [core]\\nhostnames = <x> | 2 | [core] hostnames must be
          [core]\\nhostnames = -a.test | 2 | [core] hostnames must be
          [core]\\nhostnames = [a.test] | 2 | [core] hostnames must be
          [core]\\nhostnames = ::g | 2 | [core] hostnames must be
          [core]\\nhostnames = 1.2.3.4.5 | 2 | [core] hostnames must be
          [audit]\\nsyslog = udp://h      | 2 | [audit] syslog must be udp://host:port
          [database]\\nurl = jdbc:x:y     | 2 | [database] url must be jdbc:mysql:
          ; x\\n[anvill]\\nlimit = 5      | 2 | there is no section [anvill]; did you mean anvil?
          [nothing]                       | 1 | there is no section [nothing]; there are core, soap
          [anvil]\\nlimits = 5            | 2 | no setting 'limits' in [anvil]; did you mean limit?
          [soap]\\nfoo = 5                | 2 | no setting 'foo' in [soap]; there are enabled
          """)
  void whatAFileMayNotSayIsRefusedWithLineAndReason(String text, int line, String reason) {
    assertThatThrownBy(() -> Configuration.parsed(text.replace("\\n", "\n")))
        .isInstanceOf(IniSyntaxException.class)
        .hasMessageStartingWith("custom/config.ini, line " + line + ": ")
        .hasMessageContaining(reason);
  }

  @Provide
  Arbitrary<Setting<?>> settings() {
    return Arbitraries.of(Settings.all());
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> simple =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(30).asGeneric(),
            Arbitraries.of(
                    "true",
                    "5",
                    "900",
                    "1h",
                    "99999999999",
                    "10.0.0.0/8,::1",
                    "all-gates",
                    "udp://h:1")
                .asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    return Arbitraries.oneOf(
        simple,
        simple.list().ofMaxSize(4).asGeneric(),
        Arbitraries.of(Map.of(), Map.of("id", "1234")).asGeneric());
  }

  @Property(tries = 5000)
  void whateverIsGivenIsRefusedOrComesBackFromTheFileAsItWasAccepted(
      @ForAll("settings") Setting<?> setting, @ForAll("values") Object given) {
    SettingText.of(given)
        .filter(text -> setting.type().read(text).isPresent())
        .ifPresent(
            text -> {
              String file = IniEditor.set("", setting.section(), setting.key(), text);
              SettingValues values = Configuration.parsed(file);
              assertThat(values.text(setting)).isEqualTo(text);
              assertThat(values.value(setting)).isEqualTo(setting.type().read(text).orElseThrow());
            });
  }

  @Property
  void whateverIsWrittenOneSettingIsReadOrRefused(
      @ForAll("settings") Setting<?> setting, @ForAll String text) {
    setting.type().read(text);
  }

  @Test
  void sectionsOfWhichNothingIsHereYetAreTakenAndTheirKeysNamed() {
    org.gatehouse.persistence.settings.IniFile file =
        org.gatehouse.persistence.settings.IniFile.parse(
            "custom/config.ini", "[anvil]\nlimit = 7\n[crm]\ncopy = a\n");

    assertThat(SettingValues.SHIPPED.with(file).value(Settings.ANVIL_LIMIT)).isEqualTo(7);
    assertThat(SettingValues.withoutEffect(file)).containsExactly("[crm] copy");
    assertThat(Settings.noSection("crm")).isEqualTo("no setting of [crm] is there yet");
  }
}
