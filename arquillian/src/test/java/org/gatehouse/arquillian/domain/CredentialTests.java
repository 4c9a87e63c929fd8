package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.DenialTests.hashes;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Attempt;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.PasswordChanges;
import org.gatehouse.auth.Verdict;
import org.gatehouse.command.CommandException;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.Realm;
import org.gatehouse.persistence.settings.DataDirectory;
import org.gatehouse.session.OvertakenException;
import org.junit.jupiter.api.Test;

/** Passwords, keys and the history of sign-ins, on a real database and real account files. */
interface CredentialTests {

  String FIRST = "first password";
  String SECOND = "second password";

  Domain domain();

  private Object call(Caller caller, String command, Object... arguments) {
    return domain().commands().call(caller, "auth", command, List.of(arguments));
  }

  private static Path shadow(int siteId) {
    return DataDirectory.path().resolve("virtual/site" + siteId + "/fst/etc/shadow");
  }

  private static void edit(Path file, String old, String replacement) throws Exception {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, replacement), StandardCharsets.ISO_8859_1);
  }

  private static String hash(int siteId) throws Exception {
    return Files.readAllLines(shadow(siteId), StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith("owner:"))
        .map(line -> line.split(":")[1])
        .findFirst()
        .orElseThrow();
  }

  private Caller admitted(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    return ((Verdict.Admitted) verdict).caller();
  }

  @Test
  default void everyGateTakesItsOwnKindsOfCredentialAndDeniesTheOthers() {
    String site = freshDomain();
    int id = domain().addSite(site, FIRST);
    String name = "owner@" + site;
    String key = (String) call(Domain.owner(site, id), "create-api-key");
    for (Gate gate : Gate.values()) {
      Map<Credential, Set<Gate>> taken =
          Map.of(
              new Credential.Password(name, FIRST), Set.of(Gate.values()),
              new Credential.Password(name, SECOND), Set.of(),
              new Credential.Key(key), Set.of(Gate.SOAP, Gate.REST, Gate.CLI),
              new Credential.SessionId(session(name, Gate.UI)), Set.of(Gate.UI, Gate.REST),
              new Credential.SessionId(session(name, Gate.SOAP)), Set.of(Gate.SOAP),
              new Credential.SessionId("0".repeat(32)), Set.of(),
              new Credential.Unusable(), Set.of());
      taken.forEach(
          (credential, gates) ->
              assertThat(domain().admit(gate, freshAddress(), credential))
                  .as(credential + " at " + gate)
                  .isInstanceOf(
                      gates.contains(gate) ? Verdict.Admitted.class : Verdict.Denied.class));
    }
  }

  private String session(String name, Gate gate) {
    Caller caller = admitted(domain().signIn(gate, freshAddress(), name, FIRST));
    return domain().sessions().start(caller, "test", "").id();
  }

  @Test
  default void aPasswordThatComesWithEveryRequestIsHashedOnceAndForgottenWhenItChanges()
      throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, FIRST);
    ClientAddress address = freshAddress();
    for (Gate gate : List.of(Gate.REST, Gate.DAV, Gate.SOAP, Gate.CLI)) {
      admitted(domain().signIn(gate, address, "owner@" + site, FIRST));
    }
    long before = hashes();
    for (Gate gate : List.of(Gate.REST, Gate.DAV, Gate.SOAP, Gate.CLI)) {
      admitted(domain().signIn(gate, address, "owner@" + site, FIRST));
    }
    assertThat(hashes()).isEqualTo(before);
    admitted(domain().signIn(Gate.UI, address, "owner@" + site, FIRST));
    assertThat(hashes()).as("the panel's sign-in").isEqualTo(before + 1);

    // By another tool, as chpasswd would.
    edit(shadow(id), "owner:$6$", "owner:!$6$");

    assertThat(domain().signIn(Gate.REST, address, "owner@" + site, FIRST))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void aChangedPasswordEndsOtherSessionsAtOnceAndKeepsTheCallersOwn() {
    String site = freshDomain();
    domain().addSite(site, FIRST);
    String name = "owner@" + site;
    String own = session(name, Gate.UI);
    String other = session(name, Gate.UI);
    admitted(domain().signIn(Gate.REST, freshAddress(), name, FIRST));
    Caller caller =
        admitted(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(own)));

    assertThat(call(caller, "change-password", SECOND)).isEqualTo(true);

    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(own)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(other)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().signIn(Gate.REST, freshAddress(), name, FIRST))
        .isInstanceOf(Verdict.Denied.class);
    admitted(domain().signIn(Gate.REST, freshAddress(), name, SECOND));
  }

  @Test
  default void whenAPasswordChangeCannotBeToldToTheAuditTheFormerPasswordStands() {
    String site = freshDomain();
    domain().addSite(site, FIRST);
    String name = "owner@" + site;
    String session = session(name, Gate.UI);

    sql("alter table audit_pending rename to audit_pending_away");
    try {
      assertThatThrownBy(() -> call(Domain.ADMIN, "change-password", SECOND, "owner", site));
    } finally {
      sql("alter table audit_pending_away rename to audit_pending");
    }

    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().signIn(Gate.REST, freshAddress(), name, SECOND))
        .isInstanceOf(Verdict.Denied.class);
    admitted(domain().signIn(Gate.REST, freshAddress(), name, FIRST));
    assertThat(domain().events("password of " + name)).isEmpty();
    assertThat(DataDirectory.path().resolve("changes")).isEmptyDirectory();
  }

  @Test
  default void noSessionOutlivesAPasswordChangeThatWasCutShort() throws HostException {
    String site = freshDomain();
    int id = domain().addSite(site, FIRST);
    String name = "owner@" + site;
    String session = session(name, Gate.UI);
    CDI.current().select(Host.class).get().setPassword(new Realm.Site(id), "owner", SECOND);

    CDI.current().select(PasswordChanges.class).get().finish(Duration.ZERO);

    assertThat(domain().admit(Gate.UI, freshAddress(), new Credential.SessionId(session)))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(domain().events("password of " + name))
        .containsExactly(
            "PASSWORD password of " + name + " was changed by a call that was cut short");
    assertThat(DataDirectory.path().resolve("changes")).isEmptyDirectory();
  }

  private static void sql(String text) {
    try {
      DataSource source = InitialContext.doLookup("java:app/jdbc/gatehouse");
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(text);
      }
    } catch (NamingException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void aSignInThatAPasswordChangeOvertakesStartsNoSession() {
    String site = freshDomain();
    domain().addSite(site, FIRST);
    String name = "owner@" + site;
    Caller atPanel = admitted(domain().signIn(Gate.UI, freshAddress(), name, FIRST));
    Caller atSoap = admitted(domain().signIn(Gate.SOAP, freshAddress(), name, FIRST));

    call(Domain.ADMIN, "change-password", SECOND, "owner", site);

    assertThatThrownBy(() -> domain().sessions().start(atPanel, "test", FIRST))
        .isInstanceOf(OvertakenException.class);
    assertThatThrownBy(() -> domain().sessions().soapSession(atSoap, "test"))
        .isInstanceOf(OvertakenException.class);
    assertThat(domain().sessions().liveOf(atPanel.account())).isEmpty();
  }

  @Test
  default void ofManySignInsAroundAPasswordChangeNoneOutlivesIt() throws Exception {
    String site = freshDomain();
    domain().addSite(site, FIRST);
    String name = "owner@" + site;
    CountDownLatch change = new CountDownLatch(8);
    AtomicBoolean changer = new AtomicBoolean();
    List<Boolean> started =
        Domain.atOnce(
            9,
            () -> {
              if (changer.compareAndSet(false, true)) {
                change.await();
                call(Domain.ADMIN, "change-password", SECOND, "owner", site);
                return false;
              }
              boolean any = false;
              for (int i = 0; i < 10; i++) {
                Verdict verdict = domain().signIn(Gate.UI, freshAddress(), name, FIRST);
                any |= verdict instanceof Verdict.Admitted in && starts(in.caller());
                change.countDown();
              }
              return any;
            });

    assertThat(started).as("there was a sign-in before the change").contains(true);
    Account account = admitted(domain().signIn(Gate.REST, freshAddress(), name, SECOND)).account();
    assertThat(domain().sessions().liveOf(account)).isEmpty();
  }

  private boolean starts(Caller caller) {
    try {
      return !domain().sessions().start(caller, "test", "").id().isEmpty();
    } catch (OvertakenException e) {
      return false;
    }
  }

  @Test
  default void theApplianceAdminChangesAnybodysPasswordOrHash() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, FIRST);
    String old = hash(id);

    call(Domain.ADMIN, "change-password", SECOND, "owner", site);
    admitted(domain().signIn(Gate.SOAP, freshAddress(), "owner@" + site, SECOND));
    call(Domain.ADMIN, "change-cpassword", old, "", site);
    admitted(domain().signIn(Gate.SOAP, freshAddress(), "owner@" + site, FIRST));
    assertThatThrownBy(() -> call(Domain.ADMIN, "change-cpassword", "$1$old", "owner", site))
        .isInstanceOf(CommandException.class);
    assertThatThrownBy(() -> call(Domain.ADMIN, "change-password", "short", "owner", site))
        .hasMessageContaining("at least 8 characters");
  }

  @Test
  default void everyPasswordThatIsChosenIsLongEnoughNotCommonAndHardToGuess() {
    String site = freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, FIRST));
    call(owner, "change-password", SECOND);
    Map<String, String> refused =
        Map.of(
            "7 chars", "must have at least 8 characters",
            "TrustNo1", "is one of the most common and breached passwords",
            "20041231", "is too easy to guess: dates are often easy to guess");

    refused.forEach(
        (password, reason) -> {
          Map<String, Object> option = Map.of("auth.tpasswd", password);
          for (ThrowingCallable way :
              List.<ThrowingCallable>of(
                  () -> domain().addSite(freshDomain(), password),
                  () -> domain().admin("preview-add-site", freshDomain(), "owner", option),
                  () -> domain().admin("edit-site", site, option),
                  () -> domain().admin("preview-edit-site", site, option))) {
            assertThatThrownBy(way).hasMessage("option 'auth.tpasswd' " + reason);
          }
          for (ThrowingCallable way :
              List.<ThrowingCallable>of(
                  () -> domain().commands().call(owner, "user", "add", List.of("eve", password)),
                  () -> call(owner, "change-password", password),
                  () -> call(Domain.ADMIN, "change-password", password, "owner", site))) {
            assertThatThrownBy(way).hasMessage("argument 'password' " + reason);
          }
          Map<?, ?> told = (Map<?, ?>) call(owner, "password-permitted", password);
          assertThat(told.get("permitted")).isEqualTo(false);
          assertThat(((List<?>) told.get("reasons")).getFirst())
              .isEqualTo("the password " + reason);
        });

    admitted(domain().signIn(Gate.REST, freshAddress(), "owner@" + site, SECOND));
  }

  @Test
  default void ofTwentyKeysAskedForAtOnceTenAreMade() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, FIRST);
    Caller owner = Domain.owner(site, id);

    List<Boolean> made =
        atOnce(
            20,
            () -> {
              while (true) {
                try {
                  call(owner, "create-api-key", "test");
                  return true;
                } catch (CommandException e) {
                  // More of the same call than may wait are told to try again.
                  if (e.kind() != CommandException.Kind.UNAVAILABLE) {
                    return false;
                  }
                }
              }
            });

    assertThat(made).filteredOn(Boolean::booleanValue).hasSize(10);
    assertThat((List<?>) call(owner, "get-api-keys")).hasSize(10);
  }

  @Test
  default void aDeletedKeyIsDeniedAtOnce() {
    String site = freshDomain();
    Caller owner = Domain.owner(site, domain().addSite(site, FIRST));
    String key = (String) call(owner, "create-api-key", "test");
    admitted(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)));
    Map<?, ?> shown = (Map<?, ?>) ((List<?>) call(owner, "get-api-keys")).getFirst();
    assertThat(shown.toString()).contains("comment=test").doesNotContain(key);

    call(owner, "delete-api-key", shown.get("handle"));

    assertThat(domain().admit(Gate.REST, freshAddress(), new Credential.Key(key)))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void signInsAreInTheHistoryAndTheLastOneIsTheOneBefore() {
    String site = freshDomain();
    domain().addSite(site, FIRST);
    String name = "owner@" + site;
    ClientAddress first = freshAddress();
    ClientAddress second = freshAddress();
    for (int i = 0; i < 3; i++) {
      domain()
          .gatekeeper()
          .admit(
              new Attempt(Gate.REST, new Credential.Password(name, FIRST), first, "first agent"));
    }
    Caller caller = admitted(domain().signIn(Gate.UI, second, name, FIRST));
    domain().sessions().start(caller, "second agent", "");

    List<Object> agents =
        ((List<?>) call(caller, "get-login-history"))
            .stream().<Object>map(login -> ((Map<?, ?>) login).get("user_agent")).toList();
    assertThat(agents).containsExactly("second agent", "first agent");
    Map<?, ?> last = (Map<?, ?>) call(caller, "get-last-login");
    assertThat(last.get("gate")).isEqualTo("REST");
    assertThat(last.get("address")).isEqualTo(first.text());
    assertThat(call(caller, "is-inactive")).isEqualTo(false);
  }
}
