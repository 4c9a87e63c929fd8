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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
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
import org.gatehouse.persistence.settings.DataDirectory;
import org.junit.jupiter.api.Test;

/** What sites are made, changed and asked with: options and plans. */
interface SiteOptionTests {

  Domain domain();

  private Object admin(String function, Object... arguments) {
    return domain().admin(function, arguments);
  }

  private int add(String site, Map<String, Object> options) {
    return domain().addSite(site, options);
  }

  private static Path directory(int id) {
    return DataDirectory.path().resolve("virtual").resolve("site" + id);
  }

  private static void sql(String text) {
    try {
      DataSource source = InitialContext.doLookup("java:app/jdbc/gatehouse");
      try (Connection connection = source.getConnection();
          PreparedStatement statement = connection.prepareStatement(text)) {
        statement.execute();
      }
    } catch (NamingException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<?, ?> told(String site, String... params) {
    Map<?, ?> found = (Map<?, ?>) admin("collect", List.of(params), Map.of(), List.of(site));
    assertThat(found).hasSize(1);
    return (Map<?, ?>) found.values().iterator().next();
  }

  private Object told(String site, String service, String parameter) {
    return ((Map<?, ?>) told(site, service + "." + parameter).get(service)).get(parameter);
  }

  private static void assertKind(Kind kind, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  default void whatASiteIsMadeWithIsKeptAndGivenBackWithItsTypes() {
    String site = freshDomain();
    int id =
        add(
            site,
            Map.of(
                "siteinfo.enabled", 1,
                "siteinfo.domain", site.toUpperCase(),
                "siteinfo,admin_user", "owner",
                "siteinfo.email", "o@example.org",
                "users.max", "5",
                "mysql.enabled", "0",
                "mysql.passwd", "of the database",
                "aliases.aliases", List.of("b.test", "a.test"),
                "billing", Map.of("invoice", "WHMCS-7")));

    Map<?, ?> told = told(site, "siteinfo", "users,max", "mysql.enabled", "aliases", "billing");

    assertThat(told.get("domain")).isEqualTo(site);
    assertThat(told.get("active")).isEqualTo(true);
    Map<String, Object> siteinfo = new LinkedHashMap<>();
    siteinfo.put("enabled", true);
    siteinfo.put("domain", site);
    siteinfo.put("admin_user", "owner");
    siteinfo.put("email", "o@example.org");
    siteinfo.put("plan", "basic");
    siteinfo.put("notes", null);
    assertThat(told.get("siteinfo")).isEqualTo(siteinfo);
    assertThat(told.get("users")).isEqualTo(Map.of("max", 5));
    assertThat(told.get("mysql")).isEqualTo(Map.of("enabled", false));
    assertThat(((Map<?, ?>) told.get("aliases")).get("aliases"))
        .isEqualTo(List.of("b.test", "a.test"));
    assertThat(((Map<?, ?>) told.get("billing")).get("invoice")).isEqualTo("WHMCS-7");
    assertThat(((Map<?, ?>) told.get("billing")).get("parent_invoice")).isNull();
    assertThat(domain().found(List.of(), Map.of(), List.of(id))).containsExactly("site" + id);
  }

  @Test
  default void whatIsUnknownOrContradictsIsRefusedByNameAndLeavesNothing() {
    String site = freshDomain();
    Map.of(
            Map.<String, Object>of("siteinfo.domain", "null"),
            "option 'siteinfo.domain' cannot be unset: every site has one",
            Map.<String, Object>of("siteinfo.admin_user", ""),
            "option 'siteinfo.admin_user' cannot be unset: every site has one",
            Map.<String, Object>of("diskquota.qouta", 5),
            "unknown option diskquota.qouta; did you mean diskquota.quota?",
            Map.<String, Object>of("users.max", "many"),
            "option 'users.max' must be a whole number from 0 to 100000",
            Map.<String, Object>of("siteinfo.domain", "other.test"),
            "option 'siteinfo.domain' is not what argument 'domain' says",
            Map.<String, Object>of("siteinfo.admin_user", "other"),
            "option 'siteinfo.admin_user' is not what argument 'admin' says",
            Map.<String, Object>of("siteinfo.plan", "basik"),
            "unknown plan basik; did you mean basic?")
        .forEach(
            (options, message) -> assertThatThrownBy(() -> add(site, options)).hasMessage(message));
    assertThatThrownBy(
            () -> admin("add-site", site, "owner", Map.of("auth.cpasswd", "$1$weak$hash")))
        .hasMessageContaining("option 'auth.cpasswd'");

    assertThat((Map<?, ?>) admin("collect", List.of(), Map.of(), List.of(site))).isEmpty();
    assertThatThrownBy(() -> admin("collect", List.of("auth.tpasswd")))
        .hasMessageContaining("secret");
    assertThatThrownBy(() -> admin("collect", List.of("billing.invoce")))
        .hasMessage("unknown parameter billing.invoce; did you mean billing.invoice?");
    assertThatThrownBy(() -> admin("collect", List.of(), Map.of("users.max", "many")))
        .hasMessageContaining("'query'");
    assertThatThrownBy(() -> admin("collect", List.of(), Map.of(), List.of("no domain")))
        .hasMessageContaining("'sites'");
  }

  @Test
  default void aPasswordMayComeAsAHash() throws IOException {
    String first = freshDomain();
    int id = add(first, Map.of());
    String shadow = Files.readString(directory(id).resolve("fst/etc/shadow"));
    String hash = shadow.lines().filter(l -> l.startsWith("owner:")).findFirst().orElseThrow();
    String site = freshDomain();
    admin("add-site", site, "owner", Map.of("auth.cpasswd", hash.split(":")[1]));

    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void anEditChangesWhatItNamesAndTellsTheAuditWhat() {
    String site = freshDomain();
    int id = add(site, Map.of("users.max", 5, "billing.invoice", "I-1"));

    assertThat(
            admin(
                "edit-site",
                site,
                Map.of("users.max", 7, "siteinfo.email", "n@example.org", "ssh.jail", false)))
        .isEqualTo(true);
    admin("edit-site", "site" + id, Map.of("users.max", "null"), Map.of("force", "true"));
    admin("edit-site", Integer.toString(id), Map.of("siteinfo.admin_user", "owner"));

    assertThat(told(site, "users", "max")).isNull();
    assertThat(told(site, "ssh", "jail")).isEqualTo(false);
    assertThat(told(site, "billing", "invoice")).isEqualTo("I-1");
    assertThat(domain().events("site " + site + " changed"))
        .containsExactlyInAnyOrder(
            "SITE site " + site + " changed: siteinfo.email, ssh.jail, users.max",
            "SITE site " + site + " changed: users.max");
    assertThatThrownBy(() -> admin("edit-site", site, Map.of("siteinfo.admin_user", "eve")))
        .hasMessageContaining("option 'siteinfo.admin_user' cannot be changed");
    assertThatThrownBy(() -> admin("edit-site", site, Map.of(), Map.of("rest", true)))
        .hasMessage("unknown option rest; did you mean reset?");
    assertKind(Kind.NOT_FOUND, () -> admin("edit-site", freshDomain(), Map.of()));
  }

  @Test
  default void aRenamedSiteIsTheSameSiteUnderAnotherDomain() throws IOException {
    String before = freshDomain();
    String after = freshDomain();
    int id = add(before, Map.of());
    ClientAddress address = freshAddress();
    String key =
        (String)
            domain().commands().call(Domain.owner(before, id), "auth", "create_api_key", List.of());
    Verdict signedIn = domain().signIn(Gate.UI, address, "owner@" + before, "a good password");
    String session =
        domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "").id();

    admin("edit-site", before, Map.of("siteinfo.domain", after.toUpperCase(), "users.max", 4));

    assertThat(told(after, "siteinfo", "domain")).isEqualTo(after);
    assertThat(directory(id).resolve("info/domain")).hasContent(after);
    assertThat(domain().admit(Gate.UI, address, new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.REST, address, new Credential.Key(key)))
        .isInstanceOfSatisfying(
            Verdict.Admitted.class,
            admitted ->
                assertThat(admitted.caller().account().name().toString())
                    .isEqualTo("owner@" + after));
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + before, "a good password"))
        .isInstanceOf(Verdict.Denied.class);
    KnownAddresses known = CDI.current().select(KnownAddresses.class).get();
    assertThat(known.knows("owner@" + after, address)).isTrue();
    assertThat(known.knows("owner@" + before, address)).isFalse();
    assertThat(domain().signIn(Gate.REST, address, "owner@" + after, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().events("renamed to " + after))
        .containsExactly("SITE site " + before + " renamed to " + after);
    assertThat(add(before, Map.of())).isGreaterThan(id);
    assertKind(Kind.EXISTS, () -> admin("edit-site", after, Map.of("siteinfo.domain", before)));
    assertThat(told(after, "users", "max")).isEqualTo(4);
  }

  @Test
  default void ofTwoSitesThatWantOneDomainOneGetsIt() throws Exception {
    String wanted = freshDomain();
    List<String> sites = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sites.add("site" + add(freshDomain(), Map.of()));
    }
    AtomicInteger next = new AtomicInteger();

    List<Object> results =
        atOnce(
            4,
            () -> {
              try {
                String site = sites.get(next.getAndIncrement());
                return admin("edit-site", site, Map.of("siteinfo.domain", wanted));
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results).filteredOn(Boolean.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(Kind.EXISTS::equals).hasSize(3);
  }

  @Test
  default void anotherPasswordEndsTheAdminsSessions() {
    String site = freshDomain();
    int id = add(site, Map.of());
    Verdict signedIn = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "");

    admin("edit-site", site, Map.of("auth.tpasswd", "another password", "users.max", 2));

    assertThat(domain().sessions().liveOf(Domain.owner(site, id).account())).isEmpty();
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "another password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().events(site))
        .contains(
            "PASSWORD password of owner@" + site + " changed",
            "SITE site " + site + " changed: users.max");
    assertThat(domain().events("another password")).isEmpty();
  }

  @Test
  default void whenTheHostFailsNothingIsChanged() throws IOException {
    String site = freshDomain();
    int id = add(site, Map.of("users.max", 5, "billing.invoice", "I-1"));
    Path info = directory(id).resolve("info");
    Files.move(info, directory(id).resolve("kept"));
    Files.writeString(info, "in its place");

    assertKind(
        Kind.UNAVAILABLE,
        () ->
            admin(
                "edit-site",
                site,
                Map.of(
                    "siteinfo.domain",
                    freshDomain(),
                    "users.max",
                    9,
                    "ssh.jail",
                    false,
                    "auth.tpasswd",
                    "another password"),
                Map.of("reset", true)));
    Files.delete(info);
    Files.move(directory(id).resolve("kept"), info);
    assertKind(
        Kind.ARGUMENT,
        () -> admin("edit-site", site, Map.of("users.max", 9, "auth.cpasswd", "no hash")));
    assertKind(
        Kind.ARGUMENT,
        () -> admin("edit-site", site, Map.of("users.max", 9, "auth.tpasswd", "line\nbreak")));

    assertThat(told(site, "users", "max")).isEqualTo(5);
    assertThat(told(site, "ssh", "jail")).isEqualTo(true);
    assertThat(told(site, "billing", "invoice")).isEqualTo("I-1");
    assertThat(info.resolve("domain")).hasContent(site);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().events(site)).noneMatch(event -> event.contains("changed"));
  }

  @Test
  default void whenSqlFailsAfterTheHostDidItsPartNothingIsChanged() throws IOException {
    String site = freshDomain();
    int id = add(site, Map.of("users.max", 5));
    Verdict signedIn = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "");
    Map<String, Object> options =
        Map.of(
            "siteinfo.domain", freshDomain(), "users.max", 9, "auth.tpasswd", "another password");

    sql("alter table session rename to session_away");
    try {
      assertThatThrownBy(() -> admin("edit-site", site, options));
      assertThatThrownBy(
          () -> admin("edit-site", site, Map.of("auth.tpasswd", "another password")));
    } finally {
      sql("alter table session_away rename to session");
    }

    assertThat(told(site, "users", "max")).isEqualTo(5);
    assertThat(directory(id).resolve("info/domain")).hasContent(site);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().sessions().liveOf(Domain.owner(site, id).account())).hasSize(1);
    assertThat(domain().events(site)).noneMatch(event -> event.contains("changed"));
    assertThat(DataDirectory.path().resolve("changes")).isEmptyDirectory();
    admin("edit-site", site, options);
    assertThat(directory(id).resolve("info/domain"))
        .hasContent((String) options.get("siteinfo.domain"));
  }

  @Test
  default void aPlanSaysWhatTheSiteDoesNotAndAResetLetsItSayMore() throws IOException {
    String plan = "plan-" + freshDomain().replace('.', '-');
    Path file =
        Files.createDirectories(DataDirectory.path().resolve("plans")).resolve(plan + ".ini");
    Files.writeString(file, "[users]\nmax = 4\n[ssh]\nenabled = 0\n");
    try {
      String site = freshDomain();
      add(site, Map.of("ssh.enabled", 1, "billing.invoice", "I-1"));
      assertThat(new ArrayList<Object>((List<?>) admin("list-plans"))).contains("basic", plan);
      assertThat(admin("get-plan", plan, "users")).isEqualTo(Map.of("enabled", true, "max", 4));
      assertThat(admin("get-plan", plan, "users", "max")).isEqualTo(4);
      assertThat(admin("get-plan", "", "users", "max")).isEqualTo("");
      assertThat((Map<?, ?>) admin("get-plan", plan)).hasSize(16);

      admin("edit-site", site, Map.of("siteinfo.plan", plan));
      assertThat(told(site, "users", "max")).isEqualTo(4);
      assertThat(told(site, "ssh", "enabled")).isEqualTo(true);
      assertThat((Map<?, ?>) admin("collect", List.of(), Map.of("siteinfo.plan", plan))).hasSize(1);

      admin("edit-site", site, Map.of("siteinfo.plan", plan), Map.of("reset", "true"));
      assertThat(told(site, "ssh", "enabled")).isEqualTo(false);
      assertThat(told(site, "billing", "invoice")).isEqualTo("I-1");

      Files.writeString(file, "[users]\nmax = many\n");
      for (Object call :
          List.of(List.of(), List.of(plan, "users"), Map.of("siteinfo.plan", plan))) {
        assertThatThrownBy(
                () -> {
                  switch (call) {
                    case Map<?, ?> options -> admin("add-site", freshDomain(), "owner", options);
                    case List<?> arguments when arguments.isEmpty() -> admin("list-plans");
                    case List<?> arguments -> admin("get-plan", arguments.toArray());
                    default -> throw new AssertionError();
                  }
                })
            .hasMessageContaining("plans/" + plan + ".ini, line 2: option 'users.max'");
      }
      assertThatThrownBy(() -> told(site, "users", "max")).hasMessageContaining("line 2");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  default void theAccountsOfASiteMayAskWhatItsServicesAre() {
    String site = freshDomain();
    int id = add(site, Map.of("diskquota.quota", 5, "aliases.aliases", List.of("a.test")));
    Caller owner = Domain.owner(site, id);
    Caller user =
        new Caller(
            new Account(new AccountName("eve", Optional.of(site)), Role.USER, Optional.of(id)),
            Gate.REST,
            freshAddress(),
            new Proof.Socket());

    for (Caller caller : List.of(owner, user)) {
      assertThat(service(caller, "diskquota", "quota")).isEqualTo(5);
      assertThat(service(caller, "aliases", "aliases")).isEqualTo(List.of("a.test"));
      assertThat(service(caller, "siteinfo", "domain")).isEqualTo(site);
      assertThat(service(caller, "ssh", "enabled")).isEqualTo(true);
      assertThat(service(caller, "ssh")).isEqualTo(true);
      for (Object fallback : List.of("no limit", "", 7, 1.5, true, false)) {
        assertThat(service(caller, "users", "max", fallback)).isEqualTo(fallback);
        assertThat(service(caller, "diskquota", "quota", fallback)).isEqualTo(5);
      }
      assertThat(service(caller, "users", "max")).isEqualTo("");
      assertThatThrownBy(() -> service(caller, "auth", "tpasswd")).hasMessageContaining("secret");
      assertThatThrownBy(() -> service(caller, "disk", "quota"))
          .hasMessage("unknown parameter disk.quota; did you mean diskquota.quota?");
    }
    assertKind(Kind.UNKNOWN_COMMAND, () -> service(Domain.ADMIN, "ssh", "enabled"));
  }

  private Object service(Caller caller, Object... arguments) {
    return domain().commands().call(caller, "common", "get_service_value", List.of(arguments));
  }

  @Test
  default void sitesAreNamedByDomainIdOrNumber() {
    String site = freshDomain();
    int id = add(site, Map.of());

    for (String name : List.of(site.toUpperCase(), "site" + id, Integer.toString(id))) {
      admin("deactivate-site", name);
      assertThat(told(site).get("active")).isEqualTo(false);
      admin("activate-site", name);
      assertThat(told(site).get("active")).isEqualTo(true);
    }
    assertThatThrownBy(() -> admin("delete-site", "site" + id, Map.of("fource", true)))
        .hasMessage("unknown option fource; did you mean force?");
    assertThat(admin("delete-site", "site" + id, Map.of("force", true))).isEqualTo(true);
    assertKind(Kind.NOT_FOUND, () -> admin("delete-site", "site" + id));
  }
}
