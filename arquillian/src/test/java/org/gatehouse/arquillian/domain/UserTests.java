package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.auth.Role;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.persistence.settings.DataDirectory;
import org.junit.jupiter.api.Test;

/** The users of a site, in SQL and on the disk, and what each account says of itself. */
interface UserTests {

  String PASSWORD = "a good password";

  AtomicInteger USERS = new AtomicInteger();

  Domain domain();

  private Object call(Caller caller, String module, String function, Object... arguments) {
    return domain().commands().call(caller, module, function, List.of(arguments));
  }

  private Caller siteWithEve() {
    String site = freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, PASSWORD));
    call(owner, "user", "add", "eve", PASSWORD, "Eve Jörgensen");
    return owner;
  }

  private static String name(Caller owner) {
    return "eve@" + owner.account().name().domain().orElseThrow();
  }

  private static Caller eve(Caller owner) {
    return new Caller(
        new Account(
            AccountName.parse(name(owner)).orElseThrow(), Role.USER, owner.account().siteId()),
        Gate.REST,
        ClientAddress.of("127.0.0.1"),
        new Proof.Socket());
  }

  private static void assertRefused(Kind kind, ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  default void theUsersOfASiteAreListedByName() {
    Caller owner = siteWithEve();

    Map<?, ?> users = (Map<?, ?>) call(owner, "user", "get-users");

    assertThat(users.keySet().stream().map(String::valueOf)).containsExactly("owner", "eve");
    Map<?, ?> eve = (Map<?, ?>) users.get("eve");
    assertThat(eve.get("gecos")).isEqualTo("Eve Jörgensen");
    assertThat(eve.get("home")).isEqualTo("/home/eve");
    assertThat(eve.get("shell")).isEqualTo("/bin/bash");
    assertThat((int) eve.get("uid")).isGreaterThanOrEqualTo(20_000);
    assertThat(eve.get("gid")).isEqualTo(((Map<?, ?>) users.get("owner")).get("gid"));
  }

  @Test
  default void aSuspendedUserComesInNowhereUntilItIsActivated() throws IOException {
    Caller owner = siteWithEve();
    Caller eve = eve(owner);
    String name = name(owner);
    String site = owner.account().name().domain().orElseThrow();
    ClientAddress address = freshAddress();
    String key = (String) call(eve, "auth", "create-api-key");
    Caller browser =
        ((Verdict.Admitted) domain().signIn(Gate.UI, address, name, PASSWORD)).caller();
    String session = domain().sessions().start(browser, "test", "").id();
    String offered = (String) call(Domain.ADMIN, "admin", "hijack", site, "eve", "UI");
    // Both are remembered from now on.
    domain().signIn(Gate.REST, address, name, PASSWORD);
    domain().admit(Gate.REST, address, new Credential.Key(key));

    assertThat(call(owner, "user", "suspend", "eve")).isEqualTo(true);

    assertThat(call(owner, "user", "get-users").toString())
        .containsPattern("owner=\\{.*suspended=false}.*eve=\\{.*suspended=true}");
    for (Gate gate : List.of(Gate.UI, Gate.SOAP, Gate.REST, Gate.DAV)) {
      assertThat(domain().signIn(gate, freshAddress(), name, PASSWORD))
          .isInstanceOf(Verdict.Denied.class);
    }
    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.UI, address, new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().handOvers().handOver(offered, address, "browser")).isEmpty();
    assertRefused(Kind.FORBIDDEN, () -> call(Domain.ADMIN, "admin", "hijack", site, "eve", "UI"));
    Path shadow =
        DataDirectory.path()
            .resolve("virtual/site" + owner.account().siteId().orElseThrow() + "/fst/etc/shadow");
    assertThat(Files.readString(shadow)).contains("eve:!$6$");

    call(owner, "auth", "change-password", "another good one", "eve");
    assertThat(domain().signIn(Gate.REST, freshAddress(), name, "another good one"))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(call(owner, "user", "activate", "eve")).isEqualTo(true);

    assertThat(domain().signIn(Gate.REST, freshAddress(), name, "another good one"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.UI, address, new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().events("user " + name))
        .containsExactly(
            "SITE user " + name + " activated",
            "SITE user " + name + " suspended",
            "SITE user " + name + " added");
  }

  @Test
  default void onlyUsersOfTheSiteAreSuspendedAndNotItsAdmin() {
    Caller owner = siteWithEve();

    assertRefused(Kind.FORBIDDEN, () -> call(owner, "user", "suspend", "owner"));
    assertRefused(Kind.NOT_FOUND, () -> call(owner, "user", "suspend", "nobody"));
    assertRefused(Kind.NOT_FOUND, () -> call(owner, "user", "suspend", name(owner)));
    assertRefused(Kind.NOT_FOUND, () -> call(owner, "user", "activate", "nobody"));
    assertThat(call(owner, "user", "activate", "eve")).as("nothing to do").isEqualTo(true);
    assertThat(domain().signIn(Gate.REST, freshAddress(), name(owner), PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void whenASuspensionCannotBeToldToTheAuditTheUserStaysActive() throws Exception {
    Caller owner = siteWithEve();

    sql("alter table audit_pending rename to audit_pending_away");
    try {
      assertThatThrownBy(() -> call(owner, "user", "suspend", "eve"));
    } finally {
      sql("alter table audit_pending_away rename to audit_pending");
    }

    assertThat(domain().signIn(Gate.REST, freshAddress(), name(owner), PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  private static void sql(String text) throws NamingException, SQLException {
    DataSource source = InitialContext.doLookup("java:app/jdbc/gatehouse");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  @Test
  default void withAUserGoesAllThatIsKeptOfItAndNothingOfOthers() {
    Caller owner = siteWithEve();
    Caller eve = eve(owner);
    String name = name(owner);
    ClientAddress address = freshAddress();
    KnownAddresses known = CDI.current().select(KnownAddresses.class).get();
    String key = (String) call(eve, "auth", "create-api-key");
    String ownersKey = (String) call(owner, "auth", "create-api-key");
    call(eve, "common", "set-email", "eve@example.org");
    Caller browser =
        ((Verdict.Admitted) domain().signIn(Gate.UI, address, name, PASSWORD)).caller();
    String session = domain().sessions().start(browser, "test", "").id();
    String offered =
        (String)
            call(
                Domain.ADMIN,
                "admin",
                "hijack",
                owner.account().name().domain().orElseThrow(),
                "eve",
                "UI");
    call(eve, "auth", "restrict-ip", "192.0.2.1", "", true);
    assertThat(known.knows(name, address)).isTrue();
    Path home =
        DataDirectory.path()
            .resolve("virtual/site" + owner.account().siteId().orElseThrow() + "/fst/home/eve");

    assertThat(call(owner, "user", "delete", "eve")).isEqualTo(true);

    assertThat(domain().admit(Gate.REST, address, new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.UI, address, new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().handOvers().handOver(offered, address, "browser")).isEmpty();
    assertThat(domain().signIn(Gate.REST, address, name, PASSWORD))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(known.knows(name, address)).isFalse();
    assertThat(home.getParent()).isDirectoryContaining("glob:**/owner");
    assertThat(home.getParent()).isDirectoryNotContaining("glob:**/*eve*");
    assertThat(domain().admit(Gate.REST, address, new Credential.Key(ownersKey)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().events("user " + name + " deleted")).hasSize(1);

    call(owner, "user", "add", "eve", PASSWORD);
    assertThat(call(eve, "auth", "get-api-keys")).isEqualTo(List.of());
    assertThat(call(eve, "auth", "get-ip-restrictions")).isEqualTo(Map.of());
    assertThat(call(eve, "auth", "get-login-history")).isEqualTo(List.of());
    assertThat(call(eve, "auth", "list-sessions")).isEqualTo(List.of());
    assertThat(call(eve, "common", "get-email")).isEqualTo("");
  }

  @Test
  default void theHomeOfAFormerUserIsNotTheNextOnes() throws IOException {
    Caller owner = siteWithEve();
    Path home =
        DataDirectory.path()
            .resolve("virtual/site" + owner.account().siteId().orElseThrow() + "/fst/home/eve");
    Files.writeString(home.resolve("letter"), "mine");
    Files.createSymbolicLink(home.resolve("elsewhere"), Path.of("../owner"));

    call(owner, "user", "delete", "eve");
    call(owner, "user", "add", "eve", PASSWORD);

    assertThat(home).isEmptyDirectory();
    assertThat(home.resolveSibling("owner")).isDirectory();
  }

  @Test
  default void aSitesAdminIsNotDeletedNorWhoIsNotThere() {
    Caller owner = siteWithEve();

    assertRefused(Kind.FORBIDDEN, () -> call(owner, "user", "delete", "owner"));
    for (String other : List.of("nobody", "root", "eve@" + freshDomain(), "../eve", "")) {
      assertRefused(Kind.NOT_FOUND, () -> call(owner, "user", "delete", other));
    }
    assertRefused(
        Kind.ARGUMENT, () -> call(owner, "user", "delete", "eve", Map.of("no-such", true)));
    assertThat((Map<?, ?>) call(owner, "user", "get-users")).hasSize(2);
  }

  @Test
  default void aDeletionThatWasCutShortIsCompletedByTheNext() throws HostException {
    Caller owner = siteWithEve();
    String key = (String) call(eve(owner), "auth", "create-api-key");
    Host host = CDI.current().select(Host.class).get();
    host.removeAccount(new Realm.Site(owner.account().siteId().orElseThrow()), "eve");

    assertThat(call(owner, "user", "delete", "eve")).isEqualTo(true);

    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertRefused(Kind.NOT_FOUND, () -> call(owner, "user", "delete", "eve"));
  }

  @Test
  default void aUserWhoGetsAFormerOnesNameInheritsNothingOfADeletionThatWasCutShort()
      throws HostException {
    Caller owner = siteWithEve();
    String key = (String) call(eve(owner), "auth", "create-api-key");
    call(eve(owner), "auth", "restrict-ip", "192.0.2.1", "", true);
    Host host = CDI.current().select(Host.class).get();
    host.removeAccount(new Realm.Site(owner.account().siteId().orElseThrow()), "eve");

    call(owner, "user", "add", "eve", PASSWORD);

    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(call(eve(owner), "auth", "get-ip-restrictions")).isEqualTo(Map.of());
  }

  @Test
  default void addingAUserWhoIsThereTakesNothingAway() {
    Caller owner = siteWithEve();
    String key = (String) call(eve(owner), "auth", "create-api-key");

    assertRefused(Kind.EXISTS, () -> call(owner, "user", "add", "eve", PASSWORD));

    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void anAccountThatWasDeletedMakesNoKeyAnyMore() {
    Caller owner = siteWithEve();
    call(owner, "user", "delete", "eve");

    assertRefused(Kind.NOT_FOUND, () -> call(eve(owner), "auth", "create-api-key"));
    assertThat(call(eve(owner), "auth", "get-api-keys")).isEqualTo(List.of());
  }

  @Test
  default void eachAccountHasItsAddressForMailAndASitesAdminThatOfTheSite() {
    Caller owner = siteWithEve();
    assertThat(call(owner, "common", "get-email")).isEqualTo("");

    call(owner, "common", "set-email", "owner@example.org");
    call(eve(owner), "common", "set-email", "eve@example.org");

    assertThat(call(owner, "common", "get-email")).isEqualTo("owner@example.org");
    assertThat(call(eve(owner), "common", "get-email")).isEqualTo("eve@example.org");
    String site = freshDomain();
    int id =
        (int)
            call(
                Domain.ADMIN,
                "admin",
                "add-site",
                site,
                "owner",
                Map.of("siteinfo.email", "made@example.org"));
    assertThat(call(Domain.owner(site, id), "common", "get-email")).isEqualTo("made@example.org");
    assertRefused(Kind.ARGUMENT, () -> call(owner, "common", "set-email", "no address"));
  }

  @Test
  default void theAddressOfASitesAdminIsOneHoweverItIsSetAndAsked() {
    Caller owner = siteWithEve();
    String site = owner.account().name().domain().orElseThrow();

    edit(site, "first@example.org");
    assertAddress(owner, "first@example.org");
    call(owner, "common", "set-email", "second@example.org");
    assertAddress(owner, "second@example.org");
    // What SQL holds counts, not what an edit before it left in memory.
    edit(site, "first@example.org");
    assertAddress(owner, "first@example.org");
    call(Domain.ADMIN, "admin", "edit-site", site, Map.of("users.max", 9), Map.of("reset", true));
    assertAddress(owner, "first@example.org");
    edit(site, "null");
    assertAddress(owner, "");
    call(owner, "common", "set-email", "jörg@müller.de");
    assertAddress(owner, "jörg@müller.de");
    edit(site, "jörg@müller.de");
    assertRefused(Kind.ARGUMENT, () -> edit(site, "owner@localhost"));
    assertAddress(owner, "jörg@müller.de");
    assertThat(call(eve(owner), "common", "get-email")).isEqualTo("");
  }

  private void edit(String site, String email) {
    call(Domain.ADMIN, "admin", "edit-site", site, Map.of("siteinfo.email", email));
  }

  private void assertAddress(Caller owner, String address) {
    int site = owner.account().siteId().orElseThrow();
    Map<?, ?> collected =
        (Map<?, ?>)
            call(
                Domain.ADMIN,
                "admin",
                "collect",
                List.of("siteinfo.email"),
                Map.of(),
                List.of("site" + site));
    Map<?, ?> told = (Map<?, ?>) ((Map<?, ?>) collected.values().iterator().next()).get("siteinfo");

    assertThat(call(owner, "common", "get-email")).isEqualTo(address);
    assertThat(call(owner, "common", "get-service-value", "siteinfo", "email")).isEqualTo(address);
    assertThat(told.get("email")).isEqualTo(address.isEmpty() ? null : address);
  }

  @Test
  default void passwordsAreChangedByTheApplianceAndByTheSitesAdmin() {
    Caller owner = siteWithEve();
    String site = owner.account().name().domain().orElseThrow();

    call(Domain.ADMIN, "auth", "change-password", "by the appliance", "", site);
    call(owner, "auth", "change-password", "by the owner", "eve");

    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "by the appliance"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "eve@" + site, "by the owner"))
        .isInstanceOf(Verdict.Admitted.class);
    assertRefused(
        Kind.FORBIDDEN,
        () -> call(owner, "auth", "change-password", PASSWORD, "owner", freshDomain()));
    assertRefused(
        Kind.FORBIDDEN, () -> call(eve(owner), "auth", "change-password", PASSWORD, "owner"));
  }

  @Test
  default void theMachineTellsOfItself() {
    Caller owner = siteWithEve();

    assertThat((String) call(owner, "common", "get-uptime")).isNotBlank();
    assertThat((int) call(owner, "common", "get-uptime", false)).isPositive();
    assertThat(((Map<?, ?>) call(owner, "common", "get-load")).keySet().toArray())
        .containsExactly(1, 5, 15);
    assertThat(call(owner, "auth", "is-inactive")).isEqualTo(false);
  }

  @Test
  default void aSiteHasNoMoreUsersThanItMayHaveHoweverManyAreAddedAtOnce() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, Map.of("users.max", 3));
    Caller owner = Domain.owner(site, id);

    List<Object> results = atOnce(6, () -> addUser(owner));

    assertThat(results).filteredOn(Boolean.TRUE::equals).hasSize(2);
    assertThat(results).filteredOn(Kind.FORBIDDEN::equals).hasSize(4);
    assertThatThrownBy(
            () -> domain().commands().call(owner, "user", "add", List.of("x", "a good password")))
        .hasMessage("the site may have no more than 3 users with its admin");
    domain().admin("edit-site", site, Map.of("users.max", 4));
    assertThat(addUser(owner)).isEqualTo(true);
    domain().admin("edit-site", site, Map.of("users.max", "null", "users.enabled", 0));
    assertThat(addUser(owner)).isEqualTo(Kind.FORBIDDEN);
  }

  private Object addUser(Caller owner) {
    try {
      return domain()
          .commands()
          .call(owner, "user", "add", List.of("u" + USERS.incrementAndGet(), "a good password"));
    } catch (CommandException e) {
      return e.kind();
    }
  }
}
