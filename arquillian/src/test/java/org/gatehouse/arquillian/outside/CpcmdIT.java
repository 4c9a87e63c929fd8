package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 5: cpcmd and the programs of sites, typed in a shell. */
@RunningGatehouse
@Needs("curl")
class CpcmdIT {

  private static final String FIRST = "of-cpcmd-";

  @TempDir private Path directory;

  private final GatehouseServer gatehouse;
  private final Path checkout = GatehouseServer.checkout();
  private final String site = FIRST + UUID.randomUUID() + ".test";

  CpcmdIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  /** What a shell makes of a line, in an environment that names the instance. */
  private Program.Ended typed(String line) {
    return typed(line, Map.of());
  }

  private Program.Ended typed(String line, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("GATEHOUSE_DATA", gatehouse.data().toString());
    environment.put("PATH", checkout + ":" + checkout.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("site", site);
    environment.put("endpoint", gatehouse.url(""));
    environment.putAll(more);
    return Program.run(environment, List.of("bash", "-c", line));
  }

  private String answer(String line) {
    return typed(line).orFail();
  }

  @Test
  void callsAsWhoIsNamedAndFindsTheInstanceByOptionOrEnvironment() {
    assertThat(answer("cpcmd common:whoami")).isEqualTo("admin\n");
    assertThat(answer("cpcmd -d example.test common_whoami")).isEqualTo("demo@example.test\n");
    assertThat(answer("cpcmd -d $(get_site example.test) common:whoami"))
        .isEqualTo("demo@example.test\n");
    assertThat(answer("cpcmd -d $(get_site_id example.test) -u demo common:whoami"))
        .isEqualTo("demo@example.test\n");
    assertThat(typed("cpcmd -d site99999999 common:whoami").errors())
        .contains("no site site99999999");
    assertThat(typed("GATEHOUSE_DATA=/nowhere cpcmd --data " + gatehouse.data() + " common:whoami"))
        .extracting(Program.Ended::status)
        .isEqualTo(0);
    assertThat(answer("cpcmd -l 'common:who*'")).isEqualTo("common:whoami\n");
    assertThat(answer("cpcmd misc:info auth:restrict-ip")).contains("name: ip");
    answer("cpcmd -d example.test auth:restrict-ip 64.22.68.1/24 UI --force");
    answer("cpcmd -d example.test auth:remove-ip-restriction 64.22.68.1/24 --gate UI --force");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          2 | cpcmd auth:restirct-ip 192.0.2.1              | did you mean auth:restrict-ip?
          2 | cpcmd auth:restrict-ip --gat UI --ip 192.0.2.1 | did you mean 'gate'?
          2 | cpcmd auth:restrict-ip                         | argument 'ip' is missing
          2 | cpcmd auth:restrict-ip a UI false more         | takes at most 3 arguments: ip, [gate], [force]
          2 | cpcmd auth:restrict-ip 192.0.2.1 --ip 192.0.2.2 | argument 'ip' is given twice
          2 | cpcmd audit:search --limit many                | argument 'limit' must be a whole number
          1 | cpcmd misc:info auth:restric-ip                | did you mean auth:restrict-ip?
          1 | cpcmd admin:add-site x.test joe '[diskquota.qouta:1]' | diskquota.quota
          1 | cpcmd -d none.test common:whoami               | there is no site none.test
          2 | cpcmd --dat x common:whoami                    | did you mean --data?
          2 | cpcmd -o xml common:whoami                     | yaml, json, cli, print
          2 | cpcmd common:whoami '[a'                       | closing bracket
          2 | cpcmd whoami                                   | module:function
          2 | AddDomain x.test                               | siteinfo,admin_user
          2 | EditDomain x.test -c plan=basic                | SERVICE,PARAMETER=VALUE
          3 | cpcmd --data /nowhere common:whoami            | /nowhere/run/gatehouse.sock
          3 | cpcmd --key-file <(echo 12) --endpoint https://127.0.0.1:1 common:whoami | cannot reach
          1 | get_site none.test                             | there is no such site
          """)
  void endsWithItsCodeAndNamesOnStandardErrorWhatWasWrong(int code, String line, String reason) {
    Program.Ended ended = typed(line);
    assertThat(ended.status()).as(ended.errors()).isEqualTo(code);
    assertThat(ended.errors()).contains(reason);
    assertThat(ended.output()).isEmpty();

    Program.Ended json = typed(line.replaceFirst(" ", " -o json "));
    if (!line.contains("-o xml")) {
      assertThat(json.status()).isEqualTo(code);
      assertThat(json.output()).isEmpty();
      assertThat(json.errors()).startsWith("{").endsWith("}\n");
    }
  }

  @Test
  void theProgramsOfSitesDoOrTellWhatTheyWouldDo() {
    String options = " -c siteinfo,admin_user=joe -c users,max=5 -c aliases,aliases='[a.'$site']'";
    assertThat(answer("AddDomain --dry-run $site" + options)).contains("users.max: 5");
    assertThat(typed("get_site $site").status()).as("nothing was made").isEqualTo(1);

    String name = answer("AddDomain $site" + options).strip();
    assertThat(name).matches("site\\d+");
    assertThat(answer("get_site $site").strip()).isEqualTo(name);
    assertThat("site" + answer("get_site_id $site").strip()).isEqualTo(name);
    assertThat(typed("AddDomain --dry-run $site" + options).errors()).contains("exists already");

    assertThat(answer("EditDomain --dry-run -o json $site -c users,max=7"))
        .contains("\"users.max\":{\"before\":5,\"after\":7}");
    assertThat(answer("cpcmd admin:collect '[users.max]' '[]' \"[$site]\"")).contains("max: 5");
    assertThat(answer("EditDomain $site -c users,max=7")).isEmpty();
    assertThat(answer("cpcmd admin:collect '[users.max]' '[]' \"[$site]\"")).contains("max: 7");

    String active = "cpcmd admin:collect '[]' '[active:true]' \"[$site]\"";
    answer("SuspendDomain --dry-run $site");
    assertThat(answer(active)).isNotEmpty();
    answer("SuspendDomain --reason unpaid $site");
    assertThat(answer(active)).isEmpty();
    answer("ActivateDomain --dry-run $site");
    assertThat(answer(active)).isEmpty();
    answer("ActivateDomain $site");
    assertThat(answer(active)).isNotEmpty();

    assertThat(answer("DeleteDomain --dry-run $site")).contains("joe");
    assertThat(answer("get_site $site").strip()).isEqualTo(name);
    answer("DeleteDomain $site");
    assertThat(typed("get_site $site").status()).isEqualTo(1);
  }

  @Test
  void aKeyCallsFromElsewhereAndComesByFileInputOrEnvironment() throws IOException {
    Map<String, String> key = Map.of("key", gatehouse.demoKey());
    Path file = Files.writeString(directory.resolve("key"), gatehouse.demoKey() + "\n");
    for (String line :
        List.of(
            "cpcmd --key $key --endpoint $endpoint common:whoami",
            "cpcmd --key-file " + file + " --endpoint $endpoint common:whoami",
            "cpcmd --key-file - --endpoint $endpoint common:whoami <<<$key",
            "GATEHOUSE_KEY=$key GATEHOUSE_ENDPOINT=$endpoint cpcmd common:whoami")) {
      assertThat(typed(line, key).orFail()).as(line).isEqualTo("demo@example.test\n");
    }
  }

  @Test
  void aRestrictionHoldsForWhoCallsFromElsewhereAndNotAtTheSocket() {
    answer("AddDomain $site -c siteinfo,admin_user=joe");
    try {
      String key = answer("cpcmd -d $site auth:create-api-key test").strip();
      String remote = "cpcmd --key-file - --endpoint $endpoint common:whoami <<<$key";
      assertThat(typed(remote, Map.of("key", key)).orFail()).isEqualTo("joe@" + site + "\n");

      answer("cpcmd -d $site auth:restrict-ip 192.0.2.1 CLI");

      assertThat(typed(remote, Map.of("key", key)).status()).isEqualTo(1);
      assertThat(answer("cpcmd -d $site common:whoami")).isEqualTo("joe@" + site + "\n");
    } finally {
      answer("DeleteDomain $site");
    }
  }

  @Test
  void everyCallIsAuditedDoneOrRefused() {
    answer("AddDomain $site -c siteinfo,admin_user=joe");
    try {
      answer("cpcmd -d $site common:whoami");
      assertThat(typed("cpcmd -d $site auth:restrict-ip nonsense").status()).isEqualTo(1);
      assertThat(answer("cpcmd audit:search --what CALL --actor joe@$site"))
          .contains("called common:whoami\n  result: DONE")
          .contains("called auth:restrict-ip\n  result: REFUSED")
          .doesNotContain("nonsense");
      assertThat(typed("cpcmd -d no.$site -u nobody auth:restrict-ip 192.0.2.1").status())
          .isEqualTo(1);
      assertThat(answer("cpcmd audit:search --what CALL --actor nobody@no.$site"))
          .contains("called auth:restrict-ip and was not let in\n  result: REFUSED");
    } finally {
      answer("DeleteDomain $site");
    }
  }

  @Test
  void anAdminWhoLostThePasswordComesBackInByTheSocket() {
    String path = "/api/common/whoami";
    String signIn =
        "curl -s -o /dev/null -w '%{http_code}' -X POST -u \"admin:$pass\" $endpoint" + path;
    Map<String, String> lost = Map.of("pass", "another pass-word");
    try {
      typed("cpcmd --stdin auth:change-password <<<$pass", lost).orFail();
      assertThat(typed(signIn, lost).output()).isEqualTo("200");
    } finally {
      typed(
              "cpcmd --stdin auth:change-password <<<\"$pass\"",
              Map.of("pass", gatehouse.adminPassword()))
          .orFail();
    }
    assertThat(typed(signIn, Map.of("pass", gatehouse.adminPassword())).output()).isEqualTo("200");
  }

  @Test
  void aTerminalCompletesWhatIsTyped() {
    String typing =
        """
        printf '%s\\n' "source $checkout/cli/src/completion/cpcmd.bash" $'cpcmd common:who\\t' \
          $'cpcmd -d exa\\tcommon_who\\t' $'get_site exampl\\t' exit |
          script --quiet --return --command 'bash --norc --noprofile -i' /dev/null
        """;
    // How a terminal ends lines, and what it is told besides text (ECMA-48), is its own matter.
    String shown =
        typed(typing, Map.of("checkout", checkout.toString(), "TERM", "dumb"))
            .output()
            .replaceAll("\u001b\\[[?0-9;]*[a-zA-Z]|\r", "");
    assertThat(shown)
        .contains("cpcmd common:whoami")
        .contains("\nadmin\n")
        .contains("\ndemo@example.test\n")
        .contains("\nsite1\n");
  }

  @Test
  void everyProgramCompletesOptionsArgumentsAndSettings() {
    assertThat(completed("cpcmd --key")).contains("--key", "--key-file");
    assertThat(completed("cpcmd auth_rest")).containsExactly("auth_restrict_ip");
    assertThat(completed("cpcmd auth:restrict-ip --")).containsExactly("--ip", "--gate", "--force");
    assertThat(completed("cpcmd -o ")).containsExactly("yaml", "json", "cli", "print");
    assertThat(completed("EditDomain --dry")).containsExactly("--dry-run");
    assertThat(completed("EditDomain example.test -c siteinfo,pl"))
        .containsExactly("siteinfo,plan=");
    assertThat(completed("DeleteDomain exam")).containsExactly("example.test");
  }

  private List<String> completed(String line) {
    String script =
        """
        source "$checkout/cli/src/completion/cpcmd.bash"
        COMP_LINE=$line COMP_POINT=${#line}
        _gatehouse "${line%% *}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    return typed(script, Map.of("checkout", checkout.toString(), "line", line))
        .orFail()
        .lines()
        .toList();
  }

  @Test
  @Needs("man-db")
  void theManualPageIsWellFormed() {
    Program.Ended read =
        typed("man --warnings --local-file --encoding=UTF-8 " + checkout + "/cli/src/man/cpcmd.1");
    assertThat(read.status()).isZero();
    assertThat(read.errors()).isEmpty();
    assertThat(read.output()).contains("EXIT STATUS");
  }
}
