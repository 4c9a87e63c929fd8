package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code [auth] admin_api = false} leaves the admin's commands to the local socket. */
@OwnServers
@Needs("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminApiIT {

  private GatehouseServer server;
  private Visitor visitor;
  private String key;

  @BeforeAll
  void startWithoutIt() throws IOException {
    server = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(server.data().resolve("custom"));
    Files.writeString(custom.resolve("config.ini"), "[auth]\nadmin_api = false\n");
    server.start().orFail();
    visitor = Visitor.onThisMachine(server);
    key = locally("auth:create-api-key").strip().replace("\"", "");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String locally(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("cpcmd").toString());
    command.addAll(List.of("--data", server.data().toString()));
    command.addAll(List.of(arguments));
    return Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command).orFail();
  }

  private Answer soap(String call, String... credential) {
    List<String> options = new ArrayList<>(List.of(credential));
    options.addAll(List.of("--header", "Content-Type: text/xml;charset=UTF-8", "--data"));
    options.add(
        "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>"
            + call
            + "</S:Body></S:Envelope>");
    return visitor.send(visitor.url("/soap"), options.toArray(String[]::new));
  }

  private Answer post(String path, String body, String... credential) {
    List<String> options = new ArrayList<>(List.of(credential));
    options.addAll(List.of("--json", body));
    return visitor.send(visitor.url(path), options.toArray(String[]::new));
  }

  /** The admin's password and key, as curl sends them. */
  private List<String[]> credentials() {
    return List.of(
        new String[] {"--user", server.admin()},
        new String[] {"--header", "Authorization: Bearer " + key});
  }

  @Test
  void atRemoteGatesTheAdminsCommandsLookLikeCommandsThatDoNotExist() {
    for (String[] credential : credentials()) {
      Answer admin = soap("<anvil_whitelist_list/>", credential);
      assertThat(admin.status()).isEqualTo(500);
      assertThat(admin.body())
          .contains("no such command")
          .isEqualTo(soap("<anvil_no_such_command/>", credential).body());
      for (String gate : List.of("/api/", "/cli/")) {
        Answer answer = post(gate + "admin/delete-site", "[\"example.test\"]", credential);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
            .isEqualTo(post(gate + "admin/no-such-command", "[]", credential).body());
      }
    }
    assertThat(locally("audit:search", "--text=deleted")).doesNotContain("example.test");
  }

  @Test
  void noneOfThemIsListedOrDescribedThere() {
    for (String[] credential : credentials()) {
      for (String gate : List.of("/api/", "/cli/")) {
        Answer listed = post(gate + "misc/list-commands", "[]", credential);
        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.body())
            .contains("common:whoami")
            .doesNotContain("admin:", "anvil:", "audit:");
      }
    }
    assertThat(visitor.send(visitor.url("/gatehouse.wsdl")).body())
        .contains("common_whoami")
        .doesNotContain("admin_", "anvil_", "audit_");
  }

  @Test
  void theOtherCommandsAreThereForTheAdminToo() {
    for (String[] credential : credentials()) {
      assertThat(post("/api/common/whoami", "[]", credential).text()).isEqualTo("admin");
    }
  }

  @Test
  void theLocalSocketHasThemAll() {
    assertThat(locally("misc:list-commands")).contains("admin:add-site", "anvil:list");
    assertThat(locally("anvil:is-blocked", "192.0.2.1")).contains("false");
  }
}
