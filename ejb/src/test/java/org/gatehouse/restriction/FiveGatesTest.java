package org.gatehouse.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.restriction.Desk.OWNER;
import static org.gatehouse.restriction.Desk.socket;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of {@code docs/restrictions.md}, asked of what every gate asks. */
class FiveGatesTest {

  private static final Path TABLES = Path.of("..", "docs", "restrictions.md");
  private static final List<Gate> GATES =
      List.of(Gate.UI, Gate.SOAP, Gate.REST, Gate.DAV, Gate.CLI);

  /** The cells of the rows of one table. */
  private static List<String[]> rows(String scope) throws Exception {
    String text = Files.readString(TABLES);
    String section = text.substring(text.indexOf("## `[auth] restriction_scope = " + scope));
    List<String[]> rows = new ArrayList<>();
    for (String line : section.split("\n## ")[0].lines().toList()) {
      if (line.startsWith("| `")) {
        rows.add(line.substring(2, line.length() - 2).split(" \\| "));
      }
    }
    assertThat(rows).hasSize(15);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"all-gates", "listed-gates"})
  void eachGateAdmitsWhomTheTableSays(String scope) throws Exception {
    try (Desk desk = new Desk()) {
      desk.settings.with("restriction_scope", scope);
      String typed = "";
      for (String[] row : rows(scope)) {
        if (!row[0].equals(typed)) {
          type(desk, row[0].replace("`", "").split(" "));
          typed = row[0];
        }
        for (int i = 0; i < GATES.size(); i++) {
          assertThat(desk.allowed(OWNER, GATES.get(i), row[1]) ? "yes" : "no")
              .as(scope + ": " + String.join(" | ", row) + " at " + GATES.get(i))
              .isEqualTo(row[i + 2]);
        }
      }
    }
  }

  private static void type(Desk desk, String... line) {
    String gate = line.length > 2 ? line[2] : "";
    switch (line[0]) {
      case "auth:get-ip-restrictions" ->
          desk.commands.getIpRestrictions(
              socket(OWNER),
              Optional.of(line)
                  .filter(words -> words.length > 1)
                  .map(words -> words[1])
                  .orElse(""));
      case "auth:restrict-ip" -> desk.commands.restrictIp(socket(OWNER), line[1], gate, false);
      case "auth:remove-ip-restriction" ->
          desk.commands.removeIpRestriction(socket(OWNER), line[1], gate, false);
      default -> throw new AssertionError("the table has a line that this test cannot type");
    }
  }
}
