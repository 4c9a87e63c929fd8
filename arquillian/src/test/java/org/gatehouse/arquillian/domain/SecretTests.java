package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.spi.CDI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.keyring.Keyring;
import org.junit.jupiter.api.Test;

/** The keyring, and the scopes auth.geoip-key and auth.secret, on a real database. */
interface SecretTests {

  Domain domain();

  private Object call(String module, String function, Object... arguments) {
    return domain().commands().call(Domain.ADMIN, module, function, List.of(arguments));
  }

  private Map<?, ?> map(String module, String function, Object... arguments) {
    return (Map<?, ?>) call(module, function, arguments);
  }

  private static String fresh() {
    return "a-" + UUID.randomUUID();
  }

  private static Optional<String> lent(String setting) {
    return CDI.current().select(Keyring.class).get().lend(setting, String::new);
  }

  @Test
  default void aValueIsKeptToldOfChangedAndDeletedAndNeverGivenBack() {
    String name = fresh();
    String value = "the value " + UUID.randomUUID();

    Map<?, ?> set = map("keyring", "set", name, value);
    assertThat(set).isEqualTo(map("keyring", "get", name));
    assertThat(set.get("reference")).isEqualTo("keyring:" + name);
    assertThat(set.toString()).doesNotContain(value);
    assertThat(call("keyring", "list", name)).isEqualTo(List.of(set));
    assertThat(lent("keyring:" + name)).contains(value);

    assertThat(map("keyring", "set", name, value)).as("the same again").isEqualTo(set);
    assertThat(map("keyring", "set", name, "another").get("fingerprint"))
        .isNotEqualTo(set.get("fingerprint"));
    assertThat(call("keyring", "delete", name)).isEqualTo(true);
    assertThatThrownBy(() -> call("keyring", "get", name)).isInstanceOf(CommandException.class);
    assertThatThrownBy(() -> call("keyring", "delete", name)).isInstanceOf(CommandException.class);

    assertThat(domain().events(name))
        .containsExactlyInAnyOrder(
            "SETTING the value " + name + " of the keyring was set",
            "SETTING the value " + name + " of the keyring was changed",
            "SETTING the value " + name + " of the keyring was deleted");
    assertThat(domain().events(value)).isEmpty();
  }

  @Test
  default void aWrongNameOrValueIsRefusedByTheArgumentsName() {
    assertThatThrownBy(() -> call("keyring", "set", "A name", "value"))
        .hasMessageContaining("argument 'name'");
    assertThatThrownBy(() -> call("keyring", "set", fresh(), ""))
        .hasMessageContaining("argument 'value'");
    assertThatThrownBy(() -> call("keyring", "encode", "x".repeat(4_097)))
        .hasMessageContaining("argument 'value'");
    assertThatThrownBy(() -> call("keyring", "reencode", "sealed:none"))
        .hasMessageContaining("argument 'text'");
  }

  @Test
  default void nobodyButTheApplianceAdminMayAskTheKeyring() {
    String site = Domain.freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, "a good password"));

    assertThat(domain().commands().call(owner, "misc", "list-commands", List.of("keyring:*")))
        .isEqualTo(List.of());
  }

  @Test
  default void anOptionOfASiteMayReferToAValueInThePlaceOfItsAdminsPassword() {
    String name = fresh();
    call("keyring", "set", name, "the password of the keyring");
    String site = Domain.freshDomain();

    domain().addSite(site, "keyring:" + name);

    assertThat(
            domain()
                .signIn(
                    Gate.REST,
                    Domain.ADMIN.address(),
                    "owner@" + site,
                    "the password of the keyring"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThatThrownBy(() -> domain().addSite(Domain.freshDomain(), "keyring:" + fresh()))
        .hasMessageContaining("'auth.tpasswd' refers to no value of the keyring");
  }

  @Test
  default void theGeoIpKeyIsShownByItsNumberAlone() {
    String key = "licence_" + UUID.randomUUID();

    assertThat(map("scope", "set", "auth.geoip-key", Map.of("id", 1234, "key", key)).get("changed"))
        .isEqualTo(true);
    assertThat(map("scope", "set", "auth.geoip-key", "[id:1234,key:" + key + "]").get("changed"))
        .isEqualTo(false);

    assertThat(call("scope", "get", "auth.geoip-key").toString())
        .contains("1234")
        .doesNotContain(key);
    assertThat(lent("keyring:auth.geoip-key")).contains("1234:" + key);
    assertThat(domain().events("auth.geoip-key"))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event).doesNotContain(key));
    assertThatThrownBy(() -> call("scope", "set", "auth.geoip-key", "1234"))
        .hasMessageContaining("[id:NUMBER,key:KEY]");
  }

  @Test
  default void aRotationSealsTheKeyringAnewEndsAllSessionsAndLeavesTheAuditVerified() {
    String name = fresh();
    call("keyring", "set", name, "kept over a rotation");
    Object fingerprint = map("keyring", "get", name).get("fingerprint");
    String text = (String) call("keyring", "encode", "in a file");
    String session = session();
    int before = (int) map("scope", "get", "auth.secret").get("number");

    Map<?, ?> set = map("scope", "set", "auth.secret", "rotate");

    assertThat(set.get("changed")).isEqualTo(true);
    assertThat(map("scope", "get", "auth.secret").get("number")).isEqualTo(before + 1);
    assertThat(lent("keyring:" + name)).contains("kept over a rotation");
    assertThat(map("keyring", "get", name).get("fingerprint")).isNotEqualTo(fingerprint);
    assertThat(call("keyring", "valid", text)).as("sealed before").isEqualTo(true);
    String anew = (String) call("keyring", "reencode", text);
    assertThat(lent(anew)).contains("in a file");
    assertThat(call("keyring", "reencode")).isInstanceOf(Integer.class);
    assertThat(domain().sessions().find(session, Gate.SOAP, Domain.ADMIN.address())).isEmpty();
    assertThat(domain().sessions().find(session(), Gate.SOAP, Domain.ADMIN.address())).isPresent();
    assertThat(domain().events("auth.secret")).isNotEmpty();
    assertThat(domain().events("sessions ended: the secret was rotated")).isNotEmpty();
    assertVerified();

    call("scope", "set", "auth.secret", "rotate");
    assertThat(call("keyring", "valid", text)).as("sealed two secrets before").isEqualTo(true);
    assertVerified();
  }

  private String session() {
    String site = Domain.freshDomain();
    domain().addSite(site, "right password");
    Verdict verdict =
        domain().signIn(Gate.SOAP, Domain.ADMIN.address(), "owner@" + site, "right password");
    return domain().sessions().start(((Verdict.Admitted) verdict).caller(), "a test", "").id();
  }

  private void assertVerified() {
    Map<?, ?> outcome = map("audit", "verify");
    assertThat(outcome.get("verified")).as(outcome.toString()).isEqualTo(true);
  }

  @Test
  default void nothingElseThanTheWordRotates() {
    Object before = call("scope", "get", "auth.secret");

    assertThatThrownBy(() -> call("scope", "set", "auth.secret", "a secret of my own"))
        .hasMessageContaining("the word rotate");

    assertThat(call("scope", "get", "auth.secret")).isEqualTo(before);
  }
}
