package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.site.ServiceParameter.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalog of services, and the values that its parameters take. */
class ServicesTest {

  private static Object value(String name, Object given) {
    return Services.require(name).value(given).orElse(null);
  }

  @Test
  void theServicesOfBillingModulesAreThere() {
    assertThat(Services.services())
        .containsExactly(
            "siteinfo",
            "auth",
            "billing",
            "diskquota",
            "users",
            "aliases",
            "apache",
            "bandwidth",
            "cgroup",
            "dav",
            "ftp",
            "ipinfo",
            "mail",
            "mysql",
            "pgsql",
            "ssh");
  }

  @ParameterizedTest
  @CsvSource({
    "diskquota.qouta, diskquota.quota",
    "'diskquota,qouta', diskquota.quota",
    "siteinfo.mail, siteinfo.email",
    "user.max, users.max",
    "bandwith.threshold, bandwidth.threshold",
    "auth.passwd, auth.tpasswd",
    "QUOTA, "
  })
  void anUnknownOptionIsRefusedByNameWithTheNearest(String written, String meant) {
    assertThatThrownBy(() -> Services.require(written))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "unknown option "
                + written.replace(',', '.')
                + (meant == null ? "" : "; did you mean " + meant + "?"));
  }

  @Test
  void whatIsSaidOfAnUnknownNameIsShortAndPlain() {
    assertThatThrownBy(() -> Services.require("\u001b[31m\n" + "x".repeat(10_000)))
        .hasMessageMatching("unknown option \\?\\[31m\\?x{58}");
  }

  @Test
  void eachInitialValueIsOneOfItsKindAndSurvivesBeingKept() {
    for (ServiceParameter parameter : Services.all()) {
      parameter
          .initial()
          .ifPresent(
              initial -> {
                assertThat(parameter.value(initial)).as(parameter.fullName()).contains(initial);
                assertThat(parameter.kind().restored(parameter.kind().kept(initial)))
                    .as(parameter.fullName())
                    .contains(initial);
              });
      assertThat(parameter.help()).as(parameter.fullName()).isNotBlank().doesNotContain("|");
    }
  }

  @Test
  void valuesAreTypedHoweverClientsWriteThem() {
    assertThat(value("users.max", 5L)).isEqualTo(5);
    assertThat(value("users.max", "5")).isEqualTo(5);
    assertThat(value("users.max", "null")).isNull();
    assertThat(value("users.max", null)).isNull();
    assertThat(value("ssh.enabled", 1L)).isEqualTo(true);
    assertThat(value("ssh.enabled", "0")).isEqualTo(false);
    assertThat(value("diskquota.units", "gb")).isEqualTo("GB");
    assertThat(value("billing.invoice", 4711L)).isEqualTo("4711");
    assertThat(value("aliases.aliases", List.of("a.test", "b.test", "a.test")))
        .isEqualTo(List.of("a.test", "b.test"));
    assertThat(value("aliases.aliases", "['a.test', b.test]"))
        .isEqualTo(List.of("a.test", "b.test"));
    assertThat(value("aliases.aliases", "[]")).isEqualTo(List.of());
    assertThat(value("ipinfo.ip6addrs", "2001:db8::1")).isEqualTo(List.of("2001:db8::1"));
  }

  @ParameterizedTest
  @CsvSource({
    "users.max, -1",
    "users.max, 4.5",
    "users.max, 99999999999999999999",
    "ssh.enabled, yes",
    "ssh.enabled, null",
    "diskquota.units, PB",
    "siteinfo.email, nobody",
    "siteinfo.email, owner@localhost",
    "siteinfo.email, two@at@example.org",
    "siteinfo.email, '[a@example.org]'",
    "siteinfo.plan, ../basic",
    "mysql.dbaseprefix, prefix",
    "aliases.aliases, '[a b]'",
    "aliases.aliases, '[a,]'",
    "ipinfo.ipaddrs, 'localhost'"
  })
  void aValueOfAnotherTypeOrOutOfBoundsIsRefusedByName(String name, String given) {
    assertThatThrownBy(() -> value(name, given)).hasMessageContaining("option '" + name + "' must");
  }

  @Test
  void noValueIsLongerThanIsKept() {
    assertThatThrownBy(() -> value("billing.invoice", "x".repeat(256))).hasMessageContaining("255");
    assertThatThrownBy(() -> value("billing.invoice", "two\nlines")).hasMessageContaining("line");
    assertThatThrownBy(() -> value("aliases.aliases", List.of("x".repeat(250) + ".a", "y\n")))
        .hasMessageContaining("aliases.aliases");
    assertThatThrownBy(
            () ->
                value(
                    "aliases.aliases",
                    java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> i + "x".repeat(60) + ".test")
                        .toList()))
        .hasMessageContaining("4000");
  }

  @Test
  void secretsAreTextsAndAreNeverShown() {
    for (ServiceParameter parameter : Services.all()) {
      if (parameter.secret()) {
        assertThatThrownBy(() -> parameter.value(12345678)).hasMessageContaining("text");
        assertThatThrownBy(() -> parameter.value(null)).hasMessageContaining("text");
        assertThatThrownBy(() -> Services.shown(parameter.fullName()))
            .hasMessageContaining("secret");
        assertThat(Services.shown(parameter.service())).doesNotContain(parameter);
      }
    }
    assertThat(Services.all().stream().filter(ServiceParameter::secret))
        .extracting(ServiceParameter::fullName)
        .contains("auth.tpasswd", "auth.cpasswd", "mysql.passwd", "pgsql.passwd");
  }

  @Test
  void optionsMayBeWrittenInThreeWays() {
    SiteOptions options =
        SiteOptions.of(
            Map.of(
                "users.max",
                3,
                "diskquota,quota",
                "10",
                "billing",
                Map.of("invoice", "I-1", "parent_invoice", "I-0")));

    assertThat(options.kept())
        .isEqualTo(
            Map.of(
                "users.max", "3",
                "diskquota.quota", "10",
                "billing.invoice", "I-1",
                "billing.parent_invoice", "I-0"));
    assertThatThrownBy(() -> SiteOptions.of(Map.of("users.max", 1, "users,max", 2)))
        .hasMessage("option 'users.max' is given twice");
    assertThatThrownBy(() -> SiteOptions.of(Map.of("users.max", 1, "users", Map.of("max", 2))))
        .hasMessage("option 'users.max' is given twice");
    assertThatThrownBy(() -> SiteOptions.of(Map.of("billing", Map.of("invoce", 1))))
        .hasMessage("unknown option billing.invoce; did you mean billing.invoice?");
  }

  @Test
  void whatIsUnsetIsKeptAsThat() {
    Map<String, Object> given = new HashMap<>();
    given.put("users.max", null);
    given.put("aliases.aliases", List.of());

    assertThat(SiteOptions.of(given).kept())
        .isEqualTo(Map.of("users.max", "", "aliases.aliases", ""));
  }

  @Test
  void secretsAreNeverKept() {
    SiteOptions options =
        SiteOptions.of(Map.of("auth.tpasswd", "long enough", "mysql.passwd", "p", "mail.key", "k"));

    assertThat(options.kept()).isEmpty();
    assertThat(options.password()).contains(new AdminPassword.Plain("long enough"));
    assertThat(options.toString() + options.password()).doesNotContain("long");
    assertThatThrownBy(
            () -> SiteOptions.of(Map.of("auth.tpasswd", "long enough", "auth.cpasswd", "$6$")))
        .hasMessageContaining("one of");
  }

  @Test
  void aSiteIsSuspendedByItsCommandAlone() {
    assertThat(SiteOptions.of(Map.of("siteinfo.enabled", 1)).kept())
        .containsEntry("siteinfo.enabled", "true");
    assertThatThrownBy(() -> SiteOptions.of(Map.of("siteinfo.enabled", 0)))
        .hasMessageContaining("admin:deactivate-site");
  }

  @Test
  void aSiteIsNamedByItsDomainIdOrNumber() {
    assertThat(SiteName.parse("Example.Test")).contains(new SiteName.Domain("example.test"));
    assertThat(SiteName.parse("site12")).contains(new SiteName.Id(12));
    assertThat(SiteName.parse("12")).contains(new SiteName.Id(12));
    assertThat(SiteName.parse(12L)).contains(new SiteName.Id(12));
    for (Object none :
        new Object[] {"site0", "site", "0", "-1", "9999999999", "", 1.5, List.of()}) {
      assertThat(SiteName.parse(none)).as("%s", none).isEmpty();
    }
  }

  @Test
  void theDocumentationHasEveryParameter() throws Exception {
    Path document = Path.of("../docs/services.md");
    String table = table();
    Path expected = Files.writeString(Path.of("target/services.md"), table);

    assertThat(Files.readString(document))
        .as("docs/services.md; the table as it should be is in " + expected.toAbsolutePath())
        .contains(table);
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    for (String service : Services.services()) {
      table.append("\n## ").append(service).append("\n\n");
      table.append(
          "| parameter | type | default | Gatehouse | |\n| --- | --- | --- | --- | --- |\n");
      for (ServiceParameter parameter : Services.all()) {
        if (parameter.service().equals(service)) {
          table.append(
              "| `%s` | %s | %s | %s | %s |\n"
                  .formatted(
                      parameter.name(),
                      type(parameter.kind()),
                      initial(parameter),
                      use(parameter.use()),
                      parameter.help()));
        }
      }
    }
    return table.toString();
  }

  private static String type(ParameterKind kind) {
    return kind instanceof ParameterKind.WholeNumber(int least, int most)
        ? kind.type() + ", " + least + " to " + most
        : kind.type();
  }

  private static String initial(ServiceParameter parameter) {
    Optional<Object> initial = parameter.initial();
    return parameter.secret() ? "" : initial.map(value -> "`" + value + "`").orElse("unset");
  }

  private static String use(Use use) {
    return switch (use) {
      case ACTED_ON -> "**acts on it**";
      case KEPT -> "keeps it";
      case SECRET_ACTED_ON -> "**acts on it**, never keeps it";
      case SECRET -> "takes it, never keeps it";
    };
  }
}
