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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.persistence.site.Site;
import org.gatehouse.site.SiteRecords;
import org.junit.jupiter.api.Test;

/** Sites and users, in SQL and on the disk. */
interface SiteTests {

  Domain domain();

  private static Path root(int siteId) {
    return DataDirectory.path().resolve("virtual").resolve("site" + siteId);
  }

  @Test
  default void aSiteHasItsDirectoriesAndAccountFiles() throws IOException {
    int id = domain().addSite(freshDomain(), "a good password");

    assertThat(root(id).resolve("info")).isDirectory();
    assertThat(root(id).resolve("fst/etc/passwd")).content().containsPattern("(?m)^owner:x:");
    assertThat(Files.getPosixFilePermissions(root(id).resolve("fst/etc/shadow"))).hasSize(2);
    assertThat(root(id).resolve("fst/etc/shadow"))
        .content()
        .containsPattern("(?m)^owner:\\$6\\$rounds=5000\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}:");
  }

  @Test
  default void userAndGroupIdsAreUniqueOnTheServer() throws IOException {
    for (int i = 0; i < 3; i++) {
      String site = freshDomain();
      int id = domain().addSite(site, "a good password");
      domain()
          .commands()
          .call(
              Domain.owner(site, id), "user", "add", List.of("eve", "another good one", "Eve E."));
    }

    List<String> ids;
    try (Stream<Path> sites = Files.list(DataDirectory.path().resolve("virtual"))) {
      ids =
          sites
              .filter(Files::isDirectory)
              .flatMap(site -> lines(site.resolve("fst/etc/passwd")))
              .map(line -> line.split(":"))
              .map(fields -> fields[2])
              .filter(uid -> Long.parseLong(uid) >= 20_000 && Long.parseLong(uid) != 65_534)
              .toList();
    }
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void ofOneDomainAddedManyTimesAtOnceThereIsOneSite() throws Exception {
    String site = freshDomain();
    AtomicInteger calls = new AtomicInteger();
    AtomicReference<String> made = new AtomicReference<>();

    List<Object> results =
        atOnce(
            8,
            () -> {
              // The same call at the same time would be the same call (ADR 17).
              String password = "a password numbered " + calls.incrementAndGet();
              try {
                int id = domain().addSite(site, password);
                made.set(password);
                return id;
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results).filteredOn(Integer.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(Kind.class::isInstance)
        .hasSize(7)
        .allMatch(kind -> kind == Kind.EXISTS || kind == Kind.UNAVAILABLE);
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, made.get()))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aSiteThatIsAddedAndDeletedAtOnceIsWholeOrGone() throws Exception {
    String site = freshDomain();
    AtomicInteger calls = new AtomicInteger();
    Map<Integer, String> made = new ConcurrentHashMap<>();

    List<Object> results =
        atOnce(
            8,
            () -> {
              int call = calls.incrementAndGet();
              try {
                if (call % 2 == 0) {
                  return admin("delete-site", site);
                }
                int id = domain().addSite(site, "a password numbered " + call);
                made.put(id, "a password numbered " + call);
                return id;
              } catch (CommandException e) {
                return e.kind();
              }
            });

    assertThat(results)
        .filteredOn(Kind.class::isInstance)
        .allMatch(kind -> kind == Kind.EXISTS || kind == Kind.NOT_FOUND);
    Map<?, ?> left = (Map<?, ?>) admin("collect", List.of(), Map.of(), List.of(site));
    for (int id : made.keySet()) {
      boolean there = left.containsKey("site" + id);
      assertThat(Files.isDirectory(DataDirectory.path().resolve("virtual/site" + id)))
          .isEqualTo(there);
      assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, made.get(id)))
          .isInstanceOf(there ? Verdict.Admitted.class : Verdict.Denied.class);
    }
    if (!left.isEmpty()) {
      assertThat(admin("delete-site", site)).isEqualTo(true);
    }
    domain().addSite(site, "a good password");
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void aSiteThatIsDeletedWhileItIsMadeSaysSo() throws Exception {
    SiteRecords records = CDI.current().select(SiteRecords.class).get();
    Site site = records.add(freshDomain(), "owner", Map.of());
    records.forget(site.id());

    assertThatThrownBy(() -> records.open(site.id(), Optional.empty()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("deleted by somebody else");
  }

  @Test
  default void aSiteThatCannotBeMadeLeavesNothing() throws IOException {
    String site = freshDomain();
    long before = roots();

    assertThatThrownBy(() -> domain().addSite(site, "line\nbreak"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("auth.tpasswd");

    assertThat(roots()).isEqualTo(before);
    assertThat(domain().addSite(site, "a good password")).isPositive();
  }

  @Test
  default void filesThatStandWhereASiteWouldBeAreNeverTakenAway() throws IOException {
    int last = domain().addSite(freshDomain(), "a good password");
    Path kept = root(last + 1).resolve("fst/kept");
    Files.createDirectories(kept);
    String site = freshDomain();

    assertThatThrownBy(() -> domain().addSite(site, "a good password"))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.EXISTS);

    assertThat(kept).isDirectory();
    Files.delete(kept);
    Files.delete(kept.getParent());
    Files.delete(root(last + 1));
    assertThat(domain().addSite(site, "a good password")).isEqualTo(last + 2);
  }

  private static long roots() throws IOException {
    try (Stream<Path> sites = Files.list(DataDirectory.path().resolve("virtual"))) {
      return sites.filter(Files::isDirectory).count();
    }
  }

  @Test
  default void whatCannotBeASiteIsRefusedByName() {
    assertThatThrownBy(() -> add("not a domain", "owner", Map.of())).hasMessageContaining("domain");
    assertThatThrownBy(() -> add("../../etc", "owner", Map.of())).hasMessageContaining("domain");
    assertThatThrownBy(() -> add("127.0.0.1", "owner", Map.of())).hasMessageContaining("domain");
    assertThatThrownBy(() -> add(freshDomain(), "../x", Map.of())).hasMessageContaining("admin");
    assertThatThrownBy(() -> add(freshDomain(), "root", Map.of()))
        .hasMessage("argument 'admin': belongs to the system");
    assertThatThrownBy(() -> add(freshDomain(), "owner", Map.of("no.such", "x")))
        .hasMessageContaining("option");
    assertThatThrownBy(() -> add(freshDomain(), "owner", Map.of("siteinfo.email", "x")))
        .hasMessageContaining("siteinfo.email");
  }

  private Object add(String site, String admin, Map<String, Object> options) {
    return domain()
        .commands()
        .call(Domain.ADMIN, "admin", "add_site", List.of(site, admin, options));
  }

  @Test
  default void aDeletedSiteTakesItsKeysSessionsAndFilesWithItAndItsIdIsNotUsedAgain() {
    String site = freshDomain();
    int id = domain().addSite(site, "a good password");
    String key =
        (String)
            domain().commands().call(Domain.owner(site, id), "auth", "create_api_key", List.of());
    Verdict signedIn = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    String session =
        domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "").id();

    domain().commands().call(Domain.ADMIN, "admin", "delete-site", List.of(site));

    assertThat(root(id)).doesNotExist();
    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().addSite(site, "a good password")).isGreaterThan(id);
  }

  @Test
  default void aSiteMadeAnewInheritsNothingOfTheOneOfItsNameBefore() {
    String site = freshDomain();
    Caller before = Domain.owner(site, domain().addSite(site, "a good password"));
    ClientAddress address = freshAddress();
    String name = "owner@" + site;
    KnownAddresses known = CDI.current().select(KnownAddresses.class).get();
    String key = (String) asOwner(before, "create-api-key");
    assertThat(domain().signIn(Gate.REST, address, name, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    Caller browser =
        ((Verdict.Admitted) domain().signIn(Gate.UI, address, name, "a good password")).caller();
    String session = domain().sessions().start(browser, "test", "").id();
    asOwner(before, "restrict-ip", "192.0.2.1", "", true);
    assertThat(known.knows(name, address)).isTrue();

    admin("delete-site", site);
    Caller after = Domain.owner(site, domain().addSite(site, "a good password"));

    assertThat(asOwner(after, "get-ip-restrictions")).isEqualTo(Map.of());
    assertThat(asOwner(after, "get-api-keys")).isEqualTo(List.of());
    assertThat(asOwner(after, "list-sessions")).isEqualTo(List.of());
    assertThat(asOwner(after, "get-login-history")).isEqualTo(List.of());
    assertThat(known.knows(name, address)).isFalse();
    assertThat(domain().admit(Gate.REST, address, new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().admit(Gate.UI, address, new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().signIn(Gate.REST, address, name, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat((List<?>) asOwner(after, "get-login-history")).hasSize(1);
  }

  private Object asOwner(Caller owner, String function, Object... arguments) {
    return domain().commands().call(owner, "auth", function, List.of(arguments));
  }

  @Test
  default void eachRoleSeesAndCallsItsOwnCommandsOnly() {
    String site = freshDomain();
    int id = domain().addSite(site, "a good password");

    assertThat(
            new ArrayList<Object>(
                (List<?>)
                    domain()
                        .commands()
                        .call(Domain.ADMIN, "misc", "list-commands", List.of("admin:*"))))
        .contains("admin:add-site", "admin:hijack")
        .allMatch(name -> name.toString().startsWith("admin:"));
    assertThat(
            domain()
                .commands()
                .call(Domain.owner(site, id), "misc", "list_commands", List.of("admin_*")))
        .isEqualTo(List.of());
    assertThatThrownBy(
            () ->
                domain()
                    .commands()
                    .call(Domain.owner(site, id), "admin", "delete-site", List.of(site)))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.UNKNOWN_COMMAND);
    assertThatThrownBy(
            () ->
                domain()
                    .commands()
                    .call(Domain.ADMIN, "user", "add", List.of("x", "a good password")))
        .isInstanceOf(CommandException.class);
  }

  @Test
  default void aSuspendedSiteIsRefusedLikeAWrongPasswordAndItsSessionsEndAtOnce() {
    String site = freshDomain();
    int id = domain().addSite(site, "a good password");
    String key =
        (String)
            domain().commands().call(Domain.owner(site, id), "auth", "create_api_key", List.of());
    Verdict signedIn = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    String session =
        domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "").id();

    assertThat(admin("deactivate-site", site, Map.of("reason", "not paid"))).isEqualTo(true);
    assertThat(admin("deactivate_site", site)).isEqualTo(true);

    assertThat(domain().sessions().liveOf(Domain.owner(site, id).account())).isEmpty();
    for (Gate gate : Gate.values()) {
      assertThat(domain().signIn(gate, freshAddress(), "owner@" + site, "a good password"))
          .isInstanceOf(Verdict.Denied.class);
      assertThat(domain().admit(gate, freshAddress(), new Credential.Key(key)))
          .isInstanceOf(Verdict.Denied.class);
    }
    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);

    assertThat(admin("activate_site", site.toUpperCase())).isEqualTo(true);
    assertThat(admin("activate-site", site)).isEqualTo(true);

    assertThat(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, "a good password"))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void whatCannotBeSuspendedIsRefusedByName() {
    for (String function : List.of("deactivate-site", "activate-site")) {
      for (String none : List.of(freshDomain(), "no domain")) {
        assertThatThrownBy(() -> admin(function, none))
            .extracting(e -> ((CommandException) e).kind())
            .isEqualTo(Kind.NOT_FOUND);
      }
    }
    assertThatThrownBy(() -> admin("deactivate-site", "x.test", Map.of("why", "x")))
        .hasMessageContaining("known is reason");
    assertThatThrownBy(() -> admin("deactivate-site", "x.test", Map.of("reason", 1)))
        .hasMessageContaining("'reason' must be a text");
    assertThatThrownBy(() -> admin("deactivate-site", "x.test", Map.of("reason", "x".repeat(301))))
        .hasMessageContaining("at most 300 characters");
  }

  @Test
  default void eachChangeOfASiteIsToldToTheAudit() {
    String site = freshDomain();
    int id = domain().addSite(site, "a good password");
    domain()
        .commands()
        .call(Domain.owner(site, id), "user", "add", List.of("eve", "another good one"));
    admin("deactivate-site", site, Map.of("reason", "not\npaid"));
    admin("deactivate-site", site);
    admin("activate-site", site);
    admin("activate-site", site);
    admin("delete-site", site);

    assertThat(domain().events(site))
        .containsExactlyInAnyOrder(
            "SITE site %s added as site%d".formatted(site, id),
            "SITE user eve@%s added".formatted(site),
            "SITE site %s suspended: not\\u{a}paid".formatted(site),
            "SITE site %s activated".formatted(site),
            "SITE site %s deleted, which was site%d".formatted(site, id));
  }

  private Object admin(String function, Object... arguments) {
    return domain().commands().call(Domain.ADMIN, "admin", function, List.of(arguments));
  }
}
