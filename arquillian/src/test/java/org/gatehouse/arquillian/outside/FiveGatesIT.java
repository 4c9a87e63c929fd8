package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of {@code docs/restrictions.md}: their lines are typed at a shell, and each gate of a
 * running server is tried from each address. The addresses come from this machine as a trusted
 * forwarder.
 */
@OwnServers
@Needs("curl")
class FiveGatesIT {

  /** Whoever tries what the table says is refused would soon wait, and then be blocked. */
  private static final String SETTINGS =
      """
      [core]
      http_trusted_forward = 127.0.0.1
      [anvil]
      limit = 500
      min_attempts = 500
      """;

  private static final String DAV = "DAV";

  private static final String PASSWORD = "the owner's pass-word";

  private static GatehouseServer server;

  /** A site of which no restriction is known, for each table. */
  private String site;

  @BeforeAll
  static void start() throws IOException {
    server = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(server.data().resolve("custom"));
    Files.writeString(custom.resolve("config.ini"), SETTINGS);
    server.start().orFail();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<List<String>> table(String scope) throws IOException {
    String text = Files.readString(GatehouseServer.checkout().resolve("docs/restrictions.md"));
    String section = text.substring(text.indexOf("## `[auth] restriction_scope = " + scope));
    return section
        .split("\n## ")[0]
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all-gates", "listed-gates"})
  void eachGateAdmitsWhomTheTableSaysAfterEachLine(String scope) throws IOException {
    List<List<String>> table = table(scope);
    List<String> gates = table.getFirst().subList(2, 7);
    assertThat(gates).containsExactly("UI", "SOAP", "REST", DAV, "CLI");
    assertThat(table).hasSize(1 + 5 * 3);
    List<String> found = new ArrayList<>();
    List<String> said = new ArrayList<>();
    site = scope + ".test";
    addSite();
    cpcmd("scope:set", "cp.config", "auth", "restriction_scope", scope);
    String typed = "";
    for (List<String> row : table.subList(1, table.size())) {
      if (!row.getFirst().equals(typed)) {
        typed = row.getFirst();
        // A change that would end somebody's session is refused: those of the last line go.
        cpcmd("admin:deactivate-site", site);
        cpcmd("admin:activate-site", site);
        cpcmd(
            Stream.concat(Stream.of("-d", site), Stream.of(typed.replace("`", "").split(" ")))
                .toArray(String[]::new));
      }
      for (Map.Entry<String, Boolean> tried : tryGates(row.get(1)).entrySet()) {
        String where = typed + ", from " + row.get(1) + " at " + tried.getKey() + ": ";
        found.add(where + (tried.getValue() ? "yes" : "no"));
        said.add(where + row.get(2 + gates.indexOf(tried.getKey())));
      }
    }
    assertThat(found).hasSize(5 * 3 * 5).isEqualTo(said);
  }

  private void addSite() {
    Answer added =
        Visitor.onThisMachine(server)
            .send(
                server.url("/api/admin/add-site"),
                "--user",
                server.admin(),
                "--json",
                "[\"%s\",\"owner\",{\"auth.tpasswd\":\"%s\"}]".formatted(site, PASSWORD));
    assertThat(added.status()).as(added.body()).isEqualTo(200);
  }

  private void cpcmd(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("cpcmd").toString());
    command.addAll(List.of("--data", server.data().toString()));
    command.addAll(List.of(arguments));
    Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command).orFail();
  }

  private Map<String, Boolean> tryGates(String address) {
    Map<String, Boolean> admitted = new LinkedHashMap<>();
    admitted.put(
        "UI",
        admitted(address, server.port(), WayIn.SIGN_IN_PAGE.path(), 302, at(WayIn.SIGN_IN_PAGE)));
    admitted.put("SOAP", admitted(address, server.port(), WayIn.SOAP.path(), 200, at(WayIn.SOAP)));
    admitted.put("REST", admitted(address, server.port(), WayIn.REST.path(), 200, at(WayIn.REST)));
    admitted.put(
        DAV,
        admitted(
            address,
            server.davPorts().getFirst(),
            "/",
            200,
            "--request",
            "OPTIONS",
            "--user",
            "owner@" + site + ":" + PASSWORD));
    // As cpcmd from another machine calls.
    admitted.put(
        "CLI",
        admitted(
            address,
            server.port(),
            "/cli/common/whoami",
            200,
            "--user",
            "owner@" + site + ":" + PASSWORD,
            "--json",
            "{}"));
    return admitted;
  }

  private String[] at(WayIn way) {
    return way.attempt("owner@" + site, PASSWORD);
  }

  private boolean admitted(String address, int port, String path, int status, String... options) {
    Answer answer =
        Visitor.onThisMachine(server)
            .send(
                "http://127.0.0.1:" + port + path,
                Stream.concat(
                        Stream.of(options), Stream.of("--header", "X-Forwarded-For: " + address))
                    .toArray(String[]::new));
    assertThat(answer.status()).as(answer.body()).isIn(status, 401);
    return answer.status() == status;
  }
}
