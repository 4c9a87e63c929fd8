package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;
import static org.gatehouse.arquillian.domain.Domain.hold;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Role;
import org.gatehouse.auth.Verdict;
import org.junit.jupiter.api.Test;

/** Who is admitted. */
interface GatekeeperTests {

  Domain domain();

  @Test
  default void theApplianceAdminIsAdmittedAtEveryGateWithThePassword() {
    for (Gate gate : Gate.values()) {
      assertThat(domain().signIn(gate, freshAddress(), "admin", ADMIN_PASSWORD))
          .as("at " + gate)
          .isInstanceOf(Verdict.Admitted.class);
    }
  }

  @Test
  default void everyDenialLooksTheSame() {
    String site = freshDomain();
    domain().addSite(site, "right password");

    assertThat(
            List.of(
                domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "wrong"),
                domain().signIn(Gate.REST, freshAddress(), "nobody@" + site, "wrong"),
                domain().signIn(Gate.REST, freshAddress(), "owner@no.such.test", "wrong"),
                domain().signIn(Gate.REST, freshAddress(), "no name at all", "wrong"),
                domain().signIn(Gate.REST, freshAddress(), "owner@" + site, ""),
                domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "x".repeat(100_000)),
                domain().admit(Gate.REST, freshAddress(), new Credential.Key("f".repeat(64))),
                domain().admit(Gate.REST, freshAddress(), new Credential.Key("no key")),
                domain().admit(Gate.REST, freshAddress(), new Credential.Unusable())))
        .allSatisfy(
            verdict -> {
              assertThat(verdict).isInstanceOf(Verdict.Denied.class);
              assertThat(hold(verdict)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(100));
            });
  }

  @Test
  default void accountsOfASiteHaveTheRoleThatTheyHave() {
    String site = freshDomain();
    int id = domain().addSite(site, "password: with ünicode 😀");
    domain()
        .commands()
        .call(
            Domain.owner(site, id),
            "user",
            "add",
            Map.of("user", "eve", "password", "another good one"));

    assertThat(account("owner@" + site.toUpperCase(), "password: with ünicode 😀").role())
        .isEqualTo(Role.SITE);
    assertThat(account("eve@" + site, "another good one").role()).isEqualTo(Role.USER);
    assertThat(account("eve@" + site, "another good one").siteId()).contains(id);
  }

  private Account account(String name, String password) {
    Verdict verdict = domain().signIn(Gate.SOAP, freshAddress(), name, password);
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    return ((Verdict.Admitted) verdict).caller().account();
  }

  @Test
  default void aKeyStandsForItsAccountAtSoapRestAndCliOnly() {
    String site = freshDomain();
    int id = domain().addSite(site, "a good password");
    String key =
        (String)
            domain()
                .commands()
                .call(Domain.owner(site, id), "auth", "create-api-key", List.of("test"));

    assertThat(key).matches("([0-9a-f]{8}-){7}[0-9a-f]{8}");
    for (Gate gate : List.of(Gate.SOAP, Gate.REST, Gate.CLI)) {
      for (String written : List.of(key, key.replace("-", ""), key.toUpperCase())) {
        Verdict verdict = domain().admit(gate, freshAddress(), new Credential.Key(written));
        assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
        assertThat(((Verdict.Admitted) verdict).caller().account().name())
            .hasToString("owner@" + site);
      }
    }
    for (Gate gate : List.of(Gate.UI, Gate.DAV)) {
      assertThat(domain().admit(gate, freshAddress(), new Credential.Key(key)))
          .isInstanceOf(Verdict.Denied.class);
    }
  }

  @Test
  default void aSessionIsValidAtTheGateItWasStartedAtUntilItEnds() {
    Verdict verdict = domain().signIn(Gate.UI, freshAddress(), "admin", ADMIN_PASSWORD);
    String id = domain().sessions().start(((Verdict.Admitted) verdict).caller(), "test", "").id();

    assertThat(id).matches("[0-9A-Za-z]{32}");
    Credential session = new Credential.SessionId(id);
    assertThat(domain().admit(Gate.UI, freshAddress(), session))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.SOAP, freshAddress(), session))
        .isInstanceOf(Verdict.Denied.class);

    domain().ends().end(id);

    assertThat(domain().admit(Gate.UI, freshAddress(), session)).isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId("' or 1=1")))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void credentialsNeverPrintTheirSecret() {
    assertThat(new Credential.Password("admin", "secret").toString()).doesNotContain("secret");
    assertThat(new Credential.Key("secret").toString()).doesNotContain("secret");
    assertThat(new Credential.SessionId("secret").toString()).doesNotContain("secret");
  }
}
