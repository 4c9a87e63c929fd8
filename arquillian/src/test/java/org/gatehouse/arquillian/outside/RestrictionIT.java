package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restrictions as seen from the other end of the wire: each test has a site of its own. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class RestrictionIT {

  private static final String PASSWORD = "the owner's pass-word";

  private final GatehouseServer gatehouse;
  private final Visitor admin;
  private final String domain = "restricted-" + UUID.randomUUID() + ".test";
  private final String owner = "owner@" + domain;

  RestrictionIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
    this.admin = Visitor.onThisMachine(gatehouse);
    Answer added =
        rest(
            admin,
            gatehouse.admin(),
            "admin/add-site",
            "[\"%s\",\"owner\",{\"auth.tpasswd\":\"%s\"}]".formatted(domain, PASSWORD));
    assertThat(added.status()).as(added.body()).isEqualTo(200);
  }

  private static Answer rest(Visitor visitor, String user, String command, String arguments) {
    return visitor.send(visitor.url("/api/" + command), "--user", user, "--json", arguments);
  }

  private Answer asOwner(Visitor visitor, String function, String arguments) {
    return rest(visitor, owner + ":" + PASSWORD, "auth/" + function, arguments);
  }

  /** By the local socket, as root on the machine. */
  private String locally(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(GatehouseServer.checkout().resolve("cpcmd").toString());
    command.addAll(List.of("--data", gatehouse.data().toString(), "-d", domain));
    command.addAll(List.of(arguments));
    return Program.run(Map.of("JAVA_HOME", System.getProperty("java.home")), command).orFail();
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedAddressLooksLikeAWrongPassword(WayIn gate) {
    try (Visitor listed = Visitor.fromElsewhere(gatehouse);
        Visitor refused = Visitor.fromElsewhere(gatehouse);
        Visitor wrong = Visitor.fromElsewhere(gatehouse)) {
      locally("auth:restrict-ip", listed.address());

      Answer right = gate.attempt(refused, owner, PASSWORD);

      assertThat(right.status()).isEqualTo(401);
      assertThat(comparable(right))
          .isEqualTo(comparable(gate.attempt(wrong, owner, "not the password")));
      assertThat(gate.attempt(listed, owner, PASSWORD).status()).isIn(200, 302);
    }
  }

  /** All of an answer but its date, and what is fresh in each: tokens in cookies and scripts. */
  private static Map<String, String> comparable(Answer answer) {
    Map<String, String> comparable = new TreeMap<>();
    answer.headers().forEach((name, values) -> comparable.put(name, values.toString()));
    comparable.remove("date");
    comparable.computeIfPresent(
        "set-cookie", (name, value) -> value.replaceAll("=[0-9A-Za-z]{32}", "=…"));
    comparable.put("status", Integer.toString(answer.status()));
    comparable.put("body", answer.body().replaceAll("nonce=\"[^\"]*\"|init\\('[^']*'\\)", "…"));
    comparable.computeIfPresent(
        "content-security-policy", (name, value) -> value.replaceAll("'nonce-[^']*'", "…"));
    return comparable;
  }

  @Test
  void aChangeEndsAtOnceTheSessionsThatItNoLongerAllows() {
    try (Visitor stays = Visitor.fromElsewhere(gatehouse);
        Visitor goes = Visitor.fromElsewhere(gatehouse)) {
      String kept = signIn(stays);
      String lost = signIn(goes);
      String address = stays.address();

      Answer refused = asOwner(stays, "restrict-ip", "[\"" + address + "\"]");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body())
          .contains("(UI from " + goes.address() + ")")
          .contains("force=true")
          .doesNotContain(address);
      assertThat(home(goes, lost).status()).isEqualTo(200);

      Answer forced = asOwner(stays, "restrict-ip", "[\"" + address + "\", null, true]");
      assertThat(forced.text()).isEqualTo("true");
      assertThat(home(goes, lost).status()).isEqualTo(302);
      assertThat(home(stays, kept).status()).isEqualTo(200);
    }
  }

  @Test
  void theLocalSocketStillLetsInWhoeverLockedThemselvesOut() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      Answer refused = asOwner(visitor, "restrict-ip", "[\"192.0.2.1\"]");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("you (REST from " + visitor.address() + ")");
      assertThat(asOwner(visitor, "restrict-ip", "[\"192.0.2.1/24\",\"\",true]").status())
          .isEqualTo(200);
      assertThat(WayIn.REST.attempt(visitor, owner, PASSWORD).status()).isEqualTo(401);

      assertThat(locally("auth:get-ip-restrictions")).contains("192.0.2.0/24");
      locally("auth:remove-ip-restriction", "192.0.2.0/24");

      assertThat(WayIn.REST.attempt(visitor, owner, PASSWORD).status()).isEqualTo(200);
    }
  }

  @Test
  void aForgedForwardingHeaderChangesNoAddress() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      locally("auth:restrict-ip", "192.0.2.1");
      List<String> options = new ArrayList<>(List.of(WayIn.REST.attempt(owner, PASSWORD)));
      options.addAll(List.of("--header", "X-Forwarded-For: 192.0.2.1"));

      assertThat(
              visitor.send(visitor.url(WayIn.REST.path()), options.toArray(String[]::new)).status())
          .isEqualTo(401);
    }
  }

  @Test
  void aSuspendedSiteLooksLikeAWrongPasswordAndItsSessionsEndAtOnce() {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse);
        Visitor wrong = Visitor.fromElsewhere(gatehouse)) {
      String session = signIn(visitor);
      String site = "[\"" + domain + "\"]";
      assertThat(rest(admin, gatehouse.admin(), "admin/deactivate-site", site).text())
          .isEqualTo("true");

      assertThat(home(visitor, session).status()).isEqualTo(302);
      assertThat(comparable(WayIn.SOAP.attempt(visitor, owner, PASSWORD)))
          .isEqualTo(comparable(WayIn.SOAP.attempt(wrong, owner, "not the password")));

      assertThat(rest(admin, gatehouse.admin(), "admin/activate-site", site).text())
          .isEqualTo("true");
      assertThat(WayIn.SOAP.attempt(visitor, owner, PASSWORD).status()).isEqualTo(200);
    }
  }

  private String signIn(Visitor visitor) {
    Answer answer = WayIn.SIGN_IN_PAGE.attempt(visitor, owner, PASSWORD);
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    return answer
        .cookies()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .collect(Collectors.joining("; "));
  }

  private static Answer home(Visitor visitor, String cookies) {
    return visitor.send(visitor.url("/"), "--cookie", cookies);
  }
}
