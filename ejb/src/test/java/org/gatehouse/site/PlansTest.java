package org.gatehouse.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.command.CommandException;
import org.gatehouse.persistence.site.SiteState;
import org.gatehouse.scope.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans as files that are based on each other. */
class PlansTest {

  @TempDir Path data;
  private Plans plans;

  @BeforeEach
  void noPlansOfAPerson() {
    plans =
        new Plans(
            new Configuration() {
              @Override
              public Path dataDirectory() {
                return data;
              }
            });
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(Files.createDirectories(data.resolve("plans")).resolve(name + ".ini"), text);
  }

  private Optional<Object> value(String plan, String parameter) {
    return plans.require(plan).value(Services.require(parameter));
  }

  @Test
  void withoutFilesThereIsBasic() {
    assertThat(plans.names()).containsExactly("basic");
    assertThat(value("basic", "diskquota.quota")).contains(4000);
    assertThat(value("basic", "diskquota.units")).contains("MB");
    assertThat(value("basic", "users.max")).isEmpty();
    assertThat(value("basic", "pgsql.enabled")).contains(false);
  }

  @Test
  void aPlanSaysWhatItSaysAndForTheRestWhatItIsBasedOn() throws IOException {
    write("silver", "[users]\nmax = 5\n[diskquota]\nquota = 10\nunits = GB\n");
    write("gold", "[plan]\nbase = silver\n[users]\nmax = null\n[ipinfo]\nipaddrs = [192.0.2.1]\n");

    assertThat(plans.names()).containsExactly("basic", "gold", "silver");
    assertThat(value("silver", "users.max")).contains(5);
    assertThat(value("silver", "bandwidth.threshold")).contains(50);
    assertThat(value("gold", "users.max")).isEmpty();
    assertThat(value("gold", "diskquota.quota")).contains(10);
    assertThat(value("gold", "ipinfo.ipaddrs")).contains(List.of("192.0.2.1"));
    assertThat(value("gold", "cgroup.memory")).contains(512);
  }

  @Test
  void basicMayBeChangedAndAChangeHoldsAtOnce() throws IOException {
    write("gold", "");
    write("basic", "[users]\nmax = 7\n");
    assertThat(value("gold", "users.max")).contains(7);
    assertThat(value("gold", "diskquota.quota")).contains(4000);

    write("basic", "[users]\nmax = 8\n");
    assertThat(value("gold", "users.max")).contains(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [users]\\nmax 5                       | line 2: a setting is written key = value
          [users]\\n\\nmax = many               | line 3: option 'users.max' must be a whole number
          [users]\\nmaximum = 5                 | line 2: unknown option users.maximum
          [quota]\\nquota = 5                   | line 2: unknown option quota.quota
          [auth]\\ntpasswd = a password         | line 2: auth.tpasswd is for a site
          [siteinfo]\\ndomain = a.test          | line 2: siteinfo.domain is for a site
          [plan]\\nbased = basic                | line 2: [plan] has base alone
          [plan]\\nbase = ../basic              | line 2: unknown plan ../basic
          [plan]\\nbase = bronce                | line 2: unknown plan bronce
          [plan]\\nbase = broken                | line 2: plans are based on each other in a circle
          """)
  void aFileThatIsNoPlanIsRefusedWithFileLineAndReason(String text, String reason)
      throws IOException {
    write("broken", text.replace("\\n", "\n"));
    write("on-it", "[plan]\nbase = broken\n");
    write("whole", "");

    for (String plan : List.of("broken", "on-it")) {
      assertThatThrownBy(() -> plans.require(plan))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("plans/broken.ini, " + reason);
    }
    assertThatThrownBy(() -> plans.names()).hasMessageContaining("plans/broken.ini");
    assertThat(plans.require("whole").name()).isEqualTo("whole");
  }

  @Test
  void aPlanThatThereIsNotIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> plans.require("basics"))
        .hasMessage("unknown plan basics; did you mean basic?");
    assertThatThrownBy(() -> plans.require("../plans/basic")).hasMessageContaining("unknown plan");
    assertThat(plans.of("gone").name()).isEqualTo("basic");
  }

  private KnownSite site(Map<String, String> own) {
    return new KnownSite(new SiteState(3, "a.test", "owner", true), own, plans.require("basic"));
  }

  @Test
  void whatASiteSaysItselfGoesBeforeItsPlan() {
    KnownSite site = site(Map.of("cgroup.memory", "", "cgroup.cpu", "5", "users.max", "nonsense"));

    assertThat(site.value(Services.require("cgroup.memory"))).isEmpty();
    assertThat(site.value(Services.require("cgroup.cpu"))).contains(5);
    assertThat(site.value(Services.require("cgroup.proclimit"))).contains(100);
    assertThat(site.value(Services.require("users.max"))).isEmpty();
    assertThat(site.value(Services.require("siteinfo.domain"))).contains("a.test");
    assertThat(site.value(Services.require("siteinfo.plan"))).contains("basic");
  }

  @ParameterizedTest
  @CsvSource({
    "1025, B, 2",
    "7, KB, 7",
    "2, MB, 2048",
    "1, GB, 1048576",
    "1000000000, TB, 1073741824000000000"
  })
  void aQuotaIsInKibibytes(String quota, String units, long kibibytes) {
    assertThat(site(Map.of("diskquota.quota", quota, "diskquota.units", units)).quota())
        .isEqualTo(kibibytes);
    assertThat(site(Map.of("diskquota.quota", quota, "diskquota.enabled", "false")).quota())
        .isZero();
    assertThat(site(Map.of("diskquota.quota", "")).quota()).isZero();
  }

  @Test
  void aSiteMayHaveAsManyUsersAsItSaysAndWithoutTheServiceItsAdmin() {
    assertThat(site(Map.of()).mostUsers()).isEqualTo(Integer.MAX_VALUE);
    assertThat(site(Map.of("users.max", "3")).mostUsers()).isEqualTo(3);
    assertThat(site(Map.of("users.max", "3", "users.enabled", "false")).mostUsers()).isEqualTo(1);
  }
}
