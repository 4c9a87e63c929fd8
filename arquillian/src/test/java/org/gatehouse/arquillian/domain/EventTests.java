package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.CDI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.AuthCommands;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.LoginHistory;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandLineCalls;
import org.gatehouse.database.Database;
import org.gatehouse.restriction.Network;
import org.gatehouse.restriction.Restriction;
import org.gatehouse.restriction.RestrictionChange;
import org.gatehouse.restriction.RestrictionChanges;
import org.junit.jupiter.api.Test;

/** Every security event is a record, written in the transaction of what it tells of. */
interface EventTests {

  Domain domain();

  /**
   * A record as audit:search tells it.
   *
   * @param detail a pattern
   */
  record Expected(
      What what, String actor, String gate, String address, String detail, String result) {

    boolean fits(Map<?, ?> event) {
      return what.name().equals(event.get("what"))
          && actor.equals(event.get("actor"))
          && gate.equals(event.get("gate"))
          && address.equals(event.get("address"))
          && event.get("detail").toString().matches(detail)
          && result.equals(event.get("result"));
    }
  }

  private Object call(Caller caller, String module, String function, Object... arguments) {
    return domain().commands().call(caller, module, function, List.of(arguments));
  }

  private List<Map<?, ?>> told(What what) {
    Map<String, Object> wanted = Map.of("what", what.name(), "limit", 1_000);
    List<?> found = (List<?>) domain().commands().call(Domain.ADMIN, "audit", "search", wanted);
    return found.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList();
  }

  private Caller signIn(Gate gate, ClientAddress address, String name, String password) {
    return ((Verdict.Admitted) domain().signIn(gate, address, name, password)).caller();
  }

  private void fail(int times, ClientAddress address, String name) {
    for (int i = 0; i < times; i++) {
      assertThat(domain().signIn(Gate.DAV, address, name, "wrong"))
          .isInstanceOf(Verdict.Denied.class);
    }
  }

  @Test
  default void everySecurityEventIsARecordOfWhoGateAddressWhatAndResult() {
    List<Expected> expected = new ArrayList<>();
    String site = freshDomain();
    String owner = "owner@" + site;
    ClientAddress here = freshAddress();
    ClientAddress blocked = freshAddress();
    ClientAddress elsewhere = freshAddress();
    String from = here.text();
    Caller admin = signIn(Gate.SOAP, here, "admin", ADMIN_PASSWORD);

    Map<String, Object> options = Map.of("auth.tpasswd", "first password");
    int id = (int) call(admin, "admin", "add-site", site, "owner", options);
    expected.add(
        new Expected(
            What.SITE,
            "admin",
            "SOAP",
            from,
            "site %s added as site%d".formatted(site, id),
            "DONE"));

    Caller caller = signIn(Gate.REST, here, owner, "first password");
    domain().sessions().start(signIn(Gate.UI, here, owner, "first password"), "browser", "");
    expected.add(new Expected(What.SIGN_IN, owner, "REST", from, "first request .*", "DONE"));
    expected.add(new Expected(What.SIGN_IN, owner, "UI", from, "session \\w+ started", "DONE"));

    String forged = "nobody\r\n<110>1 forged \u202e";
    domain().signIn(Gate.SOAP, elsewhere, forged, "wrong");
    domain().signIn(Gate.CLI, elsewhere, owner, "wrong");
    expected.add(
        new Expected(
            What.DENIAL,
            "nobody\\u{d}\\u{a}<110>1 forged \\u{202e}",
            "SOAP",
            elsewhere.text(),
            "no such account",
            "REFUSED"));
    expected.add(
        new Expected(What.DENIAL, owner, "CLI", elsewhere.text(), "wrong password.*", "REFUSED"));

    fail(20, blocked, owner);
    CDI.current().select(Audit.class).get().refused(blocked, Gate.DAV);
    CDI.current().select(Audit.class).get().refused(blocked, Gate.DAV);
    call(admin, "anvil", "unblock", blocked.text());
    expected.add(
        new Expected(
            What.BLOCK,
            owner,
            "DAV",
            blocked.text(),
            blocked.text() + " until .*: 20 failures within 900 s",
            "REFUSED"));
    expected.add(new Expected(What.UNBLOCK, "admin", "SOAP", from, blocked.text(), "DONE"));

    ClientAddress guesser = freshAddress();
    for (int i = 0; i < 20; i++) {
      fail(1, guesser, "guess" + i + "@" + site);
    }
    expected.add(
        new Expected(
            What.ATTACK,
            "guess9@" + site,
            "DAV",
            guesser.text(),
            "10 names and more fail from this address",
            "REFUSED"));

    domain().anvil().fixation(elsewhere, Gate.UI, "hash of " + site);
    expected.add(
        new Expected(
            What.FIXATION,
            "",
            "UI",
            elsewhere.text(),
            "a session id was shown that was never issued",
            "REFUSED"));

    call(caller, "auth", "create-api-key", "test");
    String key = handle(caller, "get-api-keys");
    call(caller, "auth", "delete-api-key", key);
    expected.add(new Expected(What.KEY, owner, "REST", from, "key " + key + " made", "DONE"));
    expected.add(new Expected(What.KEY, owner, "REST", from, "key " + key + " deleted", "DONE"));

    String session = handle(caller, "list-sessions");
    call(caller, "auth", "end-session", session);
    expected.add(
        new Expected(
            What.SESSION,
            owner,
            "REST",
            from,
            "session %s of %s at UI ended: ended by its account".formatted(session, owner),
            "DONE"));

    call(caller, "auth", "restrict-ip", from);
    call(caller, "auth", "remove-ip-restriction", from);
    expected.add(
        new Expected(
            What.RESTRICTION, owner, "REST", from, "added " + from + " at all gates", "DONE"));
    expected.add(
        new Expected(
            What.RESTRICTION, owner, "REST", from, "removed " + from + " at all gates", "DONE"));

    call(caller, "auth", "change-password", "second password");
    expected.add(
        new Expected(
            What.PASSWORD, owner, "REST", from, "password of " + owner + " changed", "DONE"));

    String offered = (String) call(admin, "admin", "hijack", site, "", "UI");
    assertThat(domain().handOvers().handOver(offered, elsewhere, "browser")).isPresent();
    expected.add(
        new Expected(
            What.HAND_OVER,
            "admin",
            "SOAP",
            from,
            "asked to come in as " + owner + " at UI",
            "DONE"));
    expected.add(
        new Expected(
            What.HAND_OVER,
            "admin as " + owner,
            "UI",
            elsewhere.text(),
            "came in, session \\w+",
            "DONE"));

    Caller atSocket = signIn(Gate.CLI, here, "admin", ADMIN_PASSWORD);
    CDI.current().select(CommandLineCalls.class).get().answered(atSocket, "common", "whoami", true);
    expected.add(new Expected(What.CALL, "admin", "CLI", from, "called common:whoami", "DONE"));

    for (boolean debug : List.of(true, false)) {
      call(admin, "scope", "set", "cp.debug", debug);
      expected.add(
          new Expected(
              What.SETTING,
              "admin",
              "SOAP",
              from,
              "cp.debug: '%s' became '%s'".formatted(!debug, debug),
              "DONE"));
    }

    expected.add(
        new Expected(
            What.REFUSAL, "", "DAV", blocked.text(), "2 requests of a blocked address", "REFUSED"));
    for (Expected one : expected) {
      awaitTold(one);
    }
    assertThat(expected).extracting(Expected::what).containsAll(EnumSet.allOf(What.class));
  }

  private String handle(Caller caller, String list) {
    return ((Map<?, ?>) ((List<?>) call(caller, "auth", list)).getFirst()).get("handle").toString();
  }

  /** Refusals are told of once a minute. */
  private void awaitTold(Expected expected) {
    long start = System.nanoTime();
    List<Map<?, ?>> events = told(expected.what());
    while (expected.what() == What.REFUSAL
        && events.stream().noneMatch(expected::fits)
        && System.nanoTime() - start < Duration.ofMinutes(2).toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
      events = told(expected.what());
    }
    assertThat(events).as(expected.toString()).filteredOn(expected::fits).hasSize(1);
  }

  /**
   * Something that security rests on.
   *
   * @param deed does it
   * @param state what it changes
   */
  record Change(Runnable deed, Supplier<Object> state) {}

  private Map<String, Change> changes() {
    String site = freshDomain();
    String other = freshDomain();
    ClientAddress here = freshAddress();
    ClientAddress blocked = freshAddress();
    domain().addSite(site, "a good password");
    Caller owner = signIn(Gate.SOAP, here, "owner@" + site, "a good password");
    String name = owner.account().name().toString();
    call(owner, "auth", "create-api-key", "test");
    call(owner, "auth", "restrict-ip", "192.0.2.0/24", "DAV", true);
    domain().sessions().start(owner, "first", "");
    fail(20, blocked, name);
    String key = handle(owner, "get-api-keys");
    String session = handle(owner, "list-sessions");
    Supplier<Object> keys = () -> call(owner, "auth", "get-api-keys");
    Supplier<Object> restrictions = () -> call(owner, "auth", "get-ip-restrictions");
    Supplier<Object> sessions = () -> handles(owner);
    Supplier<Object> logins = () -> call(owner, "auth", "get-login-history");
    Map<String, Change> changes = new LinkedHashMap<>();
    changes.put(
        "a sign-in", new Change(() -> domain().sessions().start(owner, "second", ""), sessions));
    changes.put(
        "a sign-in's place in the history",
        new Change(() -> domain().sessions().start(owner, "third", ""), logins));
    changes.put(
        "the end of a session",
        new Change(() -> call(owner, "auth", "end-session", session), sessions));
    changes.put(
        "a hand-over at SOAP",
        new Change(() -> call(Domain.ADMIN, "admin", "hijack", site, "", "SOAP"), sessions));
    changes.put(
        "a hand-over at the panel",
        new Change(
            () -> call(Domain.ADMIN, "admin", "hijack", site, "", "UI"),
            () -> count("hand_over where account = '" + name + "'")));
    changes.put("a key", new Change(() -> call(owner, "auth", "create-api-key", "second"), keys));
    changes.put(
        "a key's comment",
        new Change(() -> call(owner, "auth", "set-api-key-comment", key, "another"), keys));
    changes.put(
        "a key's limits",
        new Change(() -> call(owner, "auth", "set-api-key-limits", key, "2090-01-01"), keys));
    changes.put(
        "an address for mail",
        new Change(
            () -> call(owner, "common", "set-email", "owner@example.org"),
            () -> call(owner, "common", "get-email")));
    changes.put(
        "the end of a key", new Change(() -> call(owner, "auth", "delete-api-key", key), keys));
    changes.put(
        "a restriction",
        new Change(
            () -> call(owner, "auth", "restrict-ip", "10.0.0.0/8", "CLI", true), restrictions));
    changes.put(
        "the end of a restriction",
        new Change(
            () -> call(owner, "auth", "remove-ip-restriction", "192.0.2.0/24", "DAV", true),
            restrictions));
    changes.put(
        "a suspension",
        new Change(
            () -> call(Domain.ADMIN, "admin", "deactivate-site", site),
            () -> call(owner, "auth", "is-inactive")));
    changes.put(
        "a site",
        new Change(
            () -> domain().addSite(other, "a good password"),
            () -> count("site where domain = '" + other + "'")));
    changes.put(
        "the end of a block",
        new Change(
            () -> call(Domain.ADMIN, "anvil", "unblock", blocked.text()),
            () -> call(Domain.ADMIN, "anvil", "is-blocked", blocked.text())));
    changes.put(
        "an address of the whitelist",
        new Change(
            () -> call(Domain.ADMIN, "anvil", "whitelist-add", freshAddress().text()),
            () -> call(Domain.ADMIN, "anvil", "whitelist-list")));
    return changes;
  }

  /** The server knows nothing of it, as of the threads of the local socket. */
  private static void onAThreadOfOurOwn(Runnable deed) throws Exception {
    atOnce(
        1,
        () -> {
          deed.run();
          return true;
        });
  }

  private Set<String> handles(Caller owner) {
    return domain().sessions().liveOf(owner.account()).stream()
        .map(live -> live.proof().handle())
        .collect(Collectors.toSet());
  }

  @Test
  default void whatTheAuditCannotTellOfDoesNotHappen() {
    Map<String, Change> changes = changes();
    Map<String, Object> before = new LinkedHashMap<>();
    changes.forEach((name, change) -> before.put(name, change.state().get()));

    sql("alter table audit_pending rename to audit_away");
    try {
      changes.forEach(
          (name, change) -> {
            assertThatThrownBy(change.deed()::run).as(name).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> onAThreadOfOurOwn(change.deed()))
                .as(name + " as by the local socket")
                .isInstanceOf(RuntimeException.class);
          });
    } finally {
      sql("alter table audit_away rename to audit_pending");
    }

    Map<String, Object> after = new LinkedHashMap<>();
    changes.forEach((name, change) -> after.put(name, change.state().get()));
    assertThat(after).isEqualTo(before);
    changes.forEach(
        (name, change) -> {
          Object last = change.state().get();
          change.deed().run();
          assertThat(change.state().get()).as(name).isNotEqualTo(last);
        });
    // The appliance admin's sessions are other tests' concern too.
    domain().ends().endOf(Domain.ADMIN.account(), Optional.empty(), Domain.ADMIN, "test");
  }

  @Test
  default void whatIsRolledBackIsNotTold() {
    String site = freshDomain();
    domain().addSite(site, "a good password");
    Caller owner = signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    domain().sessions().start(owner, "browser", "");
    Set<String> sessions = handles(owner);
    RestrictionChange change =
        new RestrictionChange(
            new Restriction(Network.parse("10.0.0.0/8").orElseThrow(), Optional.empty()), false);

    Database database = CDI.current().select(Database.class).get();
    assertThatThrownBy(
            () ->
                database.whole(
                    () -> {
                      CDI.current()
                          .select(RestrictionChanges.class)
                          .get()
                          .make(owner, change, true);
                      CDI.current()
                          .select(AuthCommands.class, Any.Literal.INSTANCE)
                          .get()
                          .createApiKey(owner, "test", false, "", List.of());
                      CDI.current()
                          .select(LoginHistory.class)
                          .get()
                          .signedIn(owner, "browser", "test of " + site);
                      domain()
                          .ends()
                          .endOf(owner.account(), Optional.empty(), owner, "test of " + site);
                      throw new IllegalStateException("something else fails");
                    }))
        .hasMessage("something else fails");

    assertThat(handles(owner)).isEqualTo(sessions);
    assertThat(call(owner, "auth", "get-ip-restrictions")).isEqualTo(Map.of());
    assertThat(call(owner, "auth", "get-api-keys")).isEqualTo(List.of());
    assertThat((List<?>) call(owner, "auth", "get-login-history")).hasSize(1);
    assertThat(domain().events("test of " + site)).isEmpty();
    assertThat(told(What.RESTRICTION)).noneMatch(event -> owner.actor().equals(event.get("actor")));
    assertThat(told(What.KEY)).noneMatch(event -> owner.actor().equals(event.get("actor")));
  }

  private static void sql(String text) {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(String from) {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DataSource source() {
    try {
      return InitialContext.doLookup("java:app/jdbc/gatehouse");
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }
}
