package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A corrupted {@code etc/shadow} line denies that account, is logged once, and harms no other
 * (issue 3, "When parts fail").
 */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShadowIT {

  private static final String DOMAIN = "shadow.example";
  private static final String OWNERS_PASSWORD = "what the owner types";
  private static final String GUESTS_PASSWORD = "what the guest types";
  private static final int TRIES = 3;

  private final GatehouseServer gatehouse;
  private String site;
  private Path shadow;

  ShadowIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  @BeforeAll
  void addSiteAndUser() {
    site =
        "site"
            + call(
                gatehouse.admin(),
                "admin/add-site",
                "{\"domain\":\"%s\",\"admin\":\"owner\",\"options\":{\"auth.tpasswd\":\"%s\"}}"
                    .formatted(DOMAIN, OWNERS_PASSWORD));
    shadow = gatehouse.data().resolve("virtual/" + site + "/fst/etc/shadow");
    call(
        "owner@" + DOMAIN + ":" + OWNERS_PASSWORD,
        "user/add",
        "{\"user\":\"guest\",\"password\":\"%s\",\"gecos\":\"\"}".formatted(GUESTS_PASSWORD));
  }

  @AfterAll
  void deleteSite() {
    call(gatehouse.admin(), "admin/delete_site", "{\"domain\":\"" + DOMAIN + "\"}");
  }

  @Test
  void aCorruptedLineDeniesItsAccountIsLoggedOnceAndHarmsNoOther() throws IOException {
    String whole = Files.readString(shadow);
    long before = complaints();
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      assertThat(guest(visitor)).isEqualTo(200);

      replaceLineOf("guest", line -> "guest:$6$rounds=not-a-number$" + line.substring(30));

      for (int i = 0; i < TRIES; i++) {
        assertThat(guest(visitor)).isEqualTo(401);
        assertThat(owner(visitor)).isEqualTo(200);
      }
      assertThat(complaints() - before).isEqualTo(1);

      replaceLineOf("guest", line -> "guest");

      for (int i = 0; i < TRIES; i++) {
        assertThat(guest(visitor)).isEqualTo(401);
        assertThat(owner(visitor)).isEqualTo(200);
      }
      assertThat(complaints() - before).isEqualTo(2);

      Files.writeString(shadow, whole);

      assertThat(guest(visitor)).isEqualTo(200);
      assertThat(owner(visitor)).isEqualTo(200);
    }
  }

  private int guest(Visitor visitor) {
    return WayIn.REST.attempt(visitor, "guest@" + DOMAIN, GUESTS_PASSWORD).status();
  }

  private int owner(Visitor visitor) {
    return WayIn.SOAP.attempt(visitor, "owner@" + DOMAIN, OWNERS_PASSWORD).status();
  }

  /** As an administrator with an editor does, who knows nothing of Gatehouse. */
  private void replaceLineOf(String user, UnaryOperator<String> change) throws IOException {
    List<String> lines =
        Files.readAllLines(shadow).stream()
            .map(line -> line.startsWith(user) ? change.apply(line) : line)
            .toList();
    Files.write(shadow, lines);
  }

  private long complaints() throws IOException {
    try (var lines = Files.lines(gatehouse.data().resolve("log/server.log"))) {
      return lines.filter(line -> line.contains("account guest of " + site + " is denied")).count();
    }
  }

  private String call(String credential, String command, String arguments) {
    Answer answer =
        Visitor.onThisMachine(gatehouse)
            .send(gatehouse.url("/api/" + command), "--user", credential, "--json", arguments);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text();
  }
}
