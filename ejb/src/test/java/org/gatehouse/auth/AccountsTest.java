package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.gatehouse.auth.Accounts.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which account a name means, as SQL says it now. */
class AccountsTest {

  private InMemoryDatabase database;
  private Accounts accounts;

  @BeforeEach
  void twoSites() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    database.addSite(13, "away.test", false);
    accounts = new Accounts(database.source());
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private Optional<Standing> find(String name) {
    return accounts.find(AccountName.parse(name));
  }

  private static Standing standing(String name, Role role, Integer site, boolean active) {
    return new Standing(
        new Account(AccountName.parse(name).orElseThrow(), role, Optional.ofNullable(site)),
        active);
  }

  @Test
  void aNameMeansTheAdminOrAUserOfItsSite() {
    assertThat(find("owner@example.test"))
        .contains(standing("owner@example.test", Role.SITE, 12, true));
    assertThat(find("eve@example.test"))
        .contains(standing("eve@example.test", Role.USER, 12, true));
    assertThat(find("eve@away.test")).contains(standing("eve@away.test", Role.USER, 13, false));
    assertThat(find("eve@nowhere.test")).isEmpty();
    assertThat(find("no name")).isEmpty();
  }

  @Test
  void aNameWithoutADomainMeansTheAppliances() {
    assertThat(find("admin")).contains(standing("admin", Role.APPLIANCE, null, true));
    assertThat(accounts.find(AccountName.parse("admin").orElseThrow()))
        .contains(standing("admin", Role.APPLIANCE, null, true));
    assertThat(accounts.find(Optional.empty(), "admin"))
        .contains(standing("admin", Role.APPLIANCE, null, true));
  }

  @Test
  void aUserIsFoundByTheIdOfItsSite() {
    assertThat(accounts.find(Optional.of(12), "owner"))
        .contains(standing("owner@example.test", Role.SITE, 12, true));
    assertThat(accounts.find(Optional.of(99), "owner")).isEmpty();
  }

  @Test
  void theAdminOfASiteIsFoundByItsDomain() {
    assertThat(accounts.findAdmin("away.test"))
        .contains(standing("owner@away.test", Role.SITE, 13, false));
    assertThat(accounts.findAdmin("nowhere.test")).isEmpty();
  }

  @Test
  void aChangeIsSeenAtOnce() throws Exception {
    find("owner@example.test");

    database.run("update site set active = false where id = 12");

    assertThat(find("owner@example.test").orElseThrow().active()).isFalse();
  }

  @Test
  void aDatabaseThatIsAwayAdmitsNobody() throws Exception {
    database.run("drop table site cascade");

    assertThatThrownBy(() -> find("admin")).isInstanceOf(IllegalStateException.class);
  }
}
