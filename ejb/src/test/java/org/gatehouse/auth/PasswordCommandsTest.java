package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.Realm;
import org.gatehouse.scope.Settings;
import org.gatehouse.scope.TestConfiguration;
import org.gatehouse.session.SessionEnds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may change whose password, and what happens then. */
class PasswordCommandsTest {

  private static final Realm SITE = new Realm.Site(12);
  private static final Realm OTHER = new Realm.Site(13);
  private static final Realm APPLIANCE = new Realm.Appliance();
  private static final String NEW = "a lasting password";

  private final List<String> ended = new ArrayList<>();
  private final List<AuditEvent> audited = new ArrayList<>();
  private final FakeHost host =
      new FakeHost()
          .with(SITE, "owner", "old")
          .with(SITE, "eve", "old")
          .with(OTHER, "owner", "old")
          .with(APPLIANCE, "admin", "old")
          .with(APPLIANCE, "second", "old");
  private InMemoryDatabase database;
  private PasswordChanges changes;
  private PasswordCommands commands;

  private final class FakeEnds extends SessionEnds {
    @Override
    public int endOf(Account account, Optional<String> except, Caller by, String reason) {
      if (sqlFails) {
        throw new IllegalStateException("the database is away");
      }
      ended.add(account.name() + " but " + except.orElse("none"));
      return 1;
    }

    @Override
    public int endOf(Account account, String reason) {
      return endOf(account, Optional.empty(), null, reason);
    }

    @Override
    public void forgetPasswords(Account account) {
      ended.add("sealed of " + account.name());
    }
  }

  private static final class FakeKeys extends ApiKeys {
    @Override
    public void requireUnlimited(Caller caller) {
      if (caller.proof().equals(new Proof.Key("limited"))) {
        throw new CommandException(Kind.FORBIDDEN, "limited");
      }
    }
  }

  private static final class FakeEmails extends EmailAddresses {
    @Override
    public Optional<String> of(Account account) {
      return Optional.of(account.name().user() + ".appleseed@mail.test");
    }
  }

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      audited.add(event);
    }
  }

  private final TestConfiguration settings = new TestConfiguration();
  private boolean sqlFails;

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    database.addSite(13, "other.test", true);
    Accounts accounts = new Accounts(database.source());
    PasswordRecords records = new PasswordRecords(new FakeEnds(), new FakeAudit());
    changes = new PasswordChanges(host, accounts, records);
    commands =
        new PasswordCommands(
            host,
            accounts,
            records,
            changes,
            new FakeKeys(),
            settings,
            new NewPasswords(host, settings),
            new FakeEmails(),
            new SecureRandom());
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static Caller caller(String name, Role role, Proof proof) {
    return new Caller(
        new Account(
            AccountName.parse(name).orElseThrow(),
            role,
            role == Role.APPLIANCE ? Optional.empty() : Optional.of(12)),
        Gate.UI,
        ClientAddress.of("192.0.2.1"),
        proof);
  }

  private static final Caller USER =
      caller("eve@example.test", Role.USER, new Proof.Session("own", "h", Optional.empty()));
  private static final Caller OWNER =
      caller("owner@example.test", Role.SITE, new Proof.Password(PasswordStamp.of("secret")));
  private static final Caller ADMIN = caller("admin", Role.APPLIANCE, new Proof.Socket());

  private boolean change(Caller caller, String user, String domain) {
    return commands.changePassword(caller, NEW, user, domain, false);
  }

  private void assertRefused(Caller caller, String user, String domain, Kind kind) {
    assertThatThrownBy(() -> change(caller, user, domain))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
    assertThat(ended).isEmpty();
    assertThat(audited).isEmpty();
  }

  @Test
  void aUserChangesTheirOwnPasswordAndKeepsTheirSession() {
    assertThat(change(USER, "", "")).isTrue();

    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    assertThat(ended).containsExactly("eve@example.test but own", "sealed of eve@example.test");
    assertThat(audited)
        .containsExactly(
            AuditEvent.by(
                USER,
                AuditEvent.What.PASSWORD,
                "password of eve@example.test changed",
                AuditEvent.Result.DONE));
  }

  @Test
  void aUserMayNameThemselvesAndNobodyElse() {
    change(USER, "eve", "example.test");
    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    ended.clear();
    audited.clear();

    assertRefused(USER, "owner", "", Kind.FORBIDDEN);
    assertRefused(USER, "eve", "other.test", Kind.FORBIDDEN);
    assertRefused(USER, "admin", "", Kind.FORBIDDEN);
    assertThat(host.password(SITE, "owner")).isEqualTo("old");
  }

  @Test
  void aSitesAdminChangesThePasswordsOfTheSite() {
    change(OWNER, "eve", "");
    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    assertThat(ended).first().isEqualTo("eve@example.test but none");
    change(OWNER, "", "example.test");
    assertThat(host.password(SITE, "owner")).isEqualTo(NEW);
    ended.clear();
    audited.clear();

    assertRefused(OWNER, "owner", "other.test", Kind.FORBIDDEN);
    assertRefused(OWNER, "nobody", "", Kind.NOT_FOUND);
    assertThat(host.password(OTHER, "owner")).isEqualTo("old");
  }

  @Test
  void theApplianceAdminChangesAnybodys() {
    change(ADMIN, "", "");
    assertThat(host.password(APPLIANCE, "admin")).isEqualTo(NEW);
    change(ADMIN, "second", "");
    assertThat(host.password(APPLIANCE, "second")).isEqualTo(NEW);
    change(ADMIN, "eve", "example.test");
    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    change(ADMIN, "", "OTHER.test");
    assertThat(host.password(OTHER, "owner")).isEqualTo(NEW);
    assertThat(ended).contains("owner@other.test but none");
    ended.clear();
    audited.clear();

    assertRefused(ADMIN, "", "nowhere.test", Kind.NOT_FOUND);
    assertRefused(ADMIN, "owner", "nowhere.test", Kind.NOT_FOUND);
    assertRefused(ADMIN, "owner", "no domain", Kind.ARGUMENT);
    assertRefused(ADMIN, "nobody", "example.test", Kind.NOT_FOUND);
    assertRefused(ADMIN, "eve@example.test", "", Kind.NOT_FOUND);
  }

  @Test
  void aNewPasswordHasAtLeast8Characters() {
    for (String password : List.of("", "1234567", "\ud83d\ude00".repeat(7))) {
      assertThatThrownBy(() -> commands.changePassword(USER, password, "", "", false))
          .isInstanceOf(CommandException.class)
          .hasMessage("argument 'password' must have at least 8 characters");
    }
  }

  @Test
  void aCommonOrGuessablePasswordIsRefusedAndNothingChanges() {
    for (String password : List.of("iloveyou", "Passw0rd", "eve.appleseed", "example.test1")) {
      assertThatThrownBy(() -> commands.changePassword(USER, password, "", "", false))
          .isInstanceOf(CommandException.class)
          .hasMessageMatching("argument 'password' is (one of the most common|too easy to guess).*")
          .extracting(e -> ((CommandException) e).kind())
          .isEqualTo(Kind.ARGUMENT);
    }
    assertThat(host.password(SITE, "eve")).isEqualTo("old");
    assertThat(ended).isEmpty();
    assertThat(audited).isEmpty();
  }

  @Test
  void whatIsPermittedIsToldBeforeItIsSet() {
    assertThat(commands.passwordPermitted(USER, NEW, "", ""))
        .containsEntry("permitted", true)
        .containsEntry("reasons", List.of());
    assertThat(commands.passwordPermitted(USER, "iloveyou", "", ""))
        .containsEntry("permitted", false)
        .containsEntry("score", 0)
        .containsEntry(
            "reasons", List.of("the password is one of the most common and breached passwords"))
        .extractingByKey("suggestions")
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isNotEmpty();
  }

  @Test
  void thePartsOfWhoeverItIsForMakeAPasswordNoHarderToGuess() {
    String name = "zyxomma.kwijibo";

    assertThat(commands.passwordPermitted(OWNER, name, "", "")).containsEntry("permitted", true);
    assertThat(commands.passwordPermitted(OWNER, name, name, "")).containsEntry("permitted", false);
    assertThat(commands.passwordPermitted(OWNER, "owner.appleseed", "eve", ""))
        .containsEntry("permitted", true);
    assertThat(commands.passwordPermitted(OWNER, "owner.appleseed", "", ""))
        .as("the caller's own address")
        .containsEntry("permitted", false);
    assertThat(commands.passwordPermitted(ADMIN, name, "", name + ".test"))
        .containsEntry("permitted", false);
    assertThatThrownBy(() -> commands.passwordPermitted(ADMIN, name, "no user", ""))
        .hasMessage("argument 'user' must be the name of a user");
  }

  @Test
  void anAdminResetsAPasswordToOneThatNobodyCouldGuessAndEndsEverySession() {
    String first = commands.resetPassword(OWNER, "eve", "", false);
    String second = commands.resetPassword(OWNER, "eve", "", false);

    assertThat(first).isNotEqualTo(second);
    assertThat(host.password(SITE, "eve")).isEqualTo(second);
    assertThat(commands.passwordPermitted(OWNER, second, "eve", ""))
        .containsEntry("permitted", true)
        .containsEntry("score", 4);
    assertThat(ended).contains("eve@example.test but none", "sealed of eve@example.test");
    assertThat(audited)
        .hasSize(2)
        .contains(
            AuditEvent.by(
                OWNER,
                AuditEvent.What.PASSWORD,
                "password of eve@example.test reset",
                AuditEvent.Result.DONE))
        .noneMatch(event -> event.toString().contains(second));
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();

    String owners = commands.resetPassword(ADMIN, "", "other.test", false);
    assertThat(host.password(OTHER, "owner")).isEqualTo(owners);
    String eves = commands.resetPassword(ADMIN, "eve", "example.test", false);
    assertThat(host.password(SITE, "eve")).isEqualTo(eves);
  }

  @Test
  void nobodyResetsTheirOwnPasswordNorAnotherSites() {
    Caller handed =
        caller("owner@example.test", Role.SITE, new Proof.Session("x", "h", Optional.of("admin")));
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> commands.resetPassword(OWNER, "owner", "", false),
            () -> commands.resetPassword(OWNER, "", "example.test", false),
            () -> commands.resetPassword(OWNER, "owner", "other.test", false),
            () -> commands.resetPassword(ADMIN, "admin", "", false),
            () -> commands.resetPassword(handed, "eve", "", false))) {
      assertThatThrownBy(call)
          .extracting(e -> ((CommandException) e).kind())
          .isEqualTo(Kind.FORBIDDEN);
    }
    assertThatThrownBy(() -> commands.resetPassword(OWNER, "nobody", "", false))
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(ended).isEmpty();
    assertThat(audited).isEmpty();
    assertThat(host.password(SITE, "owner")).isEqualTo("old");
  }

  @Test
  void anAdminMayGiveAHash() {
    assertThat(commands.changeCpassword(OWNER, "$6$…", "eve", "", false)).isTrue();

    assertThat(host.password(SITE, "eve")).isEqualTo("hash $6$…");
    assertThat(ended).first().isEqualTo("eve@example.test but none");
    assertThat(audited).hasSize(1);
  }

  @Test
  void aHandOverChangesNothingUnlessForced() {
    Caller handed =
        caller("eve@example.test", Role.USER, new Proof.Session("own", "h", Optional.of("admin")));

    assertRefused(handed, "", "", Kind.FORBIDDEN);
    assertThatThrownBy(() -> commands.changeCpassword(handed, "hash", "", "", false))
        .hasMessageContaining("force=true");
    assertThat(host.password(SITE, "eve")).isEqualTo("old");

    commands.changePassword(handed, NEW, "", "", true);
    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    commands.changeCpassword(handed, "hash", "", "", true);
    assertThat(host.password(SITE, "eve")).isEqualTo("hash hash");
  }

  @Test
  void aKeyWithLimitsDoesNotChangeThePasswordOfItsAccountWhichHasNone() {
    Caller limited = caller("owner@example.test", Role.SITE, new Proof.Key("limited"));

    assertRefused(limited, "", "", Kind.FORBIDDEN);
    assertRefused(limited, "owner", "example.test", Kind.FORBIDDEN);
    assertThat(change(limited, "eve", "")).isTrue();
  }

  @Test
  void withoutTheAdminsApiAnotherSiteIsNamedAtTheLocalSocketOnly() {
    settings.with(Settings.ADMIN_API, "false");
    Caller remote = caller("admin", Role.APPLIANCE, new Proof.Key("key"));

    assertRefused(remote, "", "example.test", Kind.FORBIDDEN);
    assertThat(host.password(SITE, "owner")).isEqualTo("old");
    assertThat(change(remote, "", "")).isTrue();
    assertThat(change(ADMIN, "owner", "example.test")).isTrue();
  }

  @Test
  void whatIsDoneIsSettled() {
    change(USER, "", "");

    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
  }

  @Test
  void whenSqlFailsTheAccountHasItsFormerPasswordAgain() {
    sqlFails = true;

    assertThatThrownBy(() -> change(USER, "", "")).hasMessage("the database is away");

    assertThat(host.password(SITE, "eve")).isEqualTo("old");
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
    assertThat(audited).isEmpty();
  }

  @Test
  void whatCannotBeUndoneEndsTheSessionsAsSoonAsSqlIsBack() {
    sqlFails = true;
    host.failure = Optional.of(new HostException.Busy());
    assertThatThrownBy(() -> change(OWNER, "eve", "")).hasMessage("the database is away");
    assertThat(host.password(SITE, "eve")).isEqualTo(NEW);
    host.failure = Optional.empty();

    changes.finish(Duration.ZERO);
    assertThat(ended).as("while it is away").isEmpty();
    assertThat(host.unsettled(Duration.ZERO)).hasSize(1);
    sqlFails = false;
    changes.finish(Duration.ZERO);

    assertThat(ended).containsExactly("eve@example.test but none", "sealed of eve@example.test");
    assertThat(audited)
        .extracting(AuditEvent::detail)
        .containsExactly("password of eve@example.test was changed by a call that was cut short");
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
  }

  @Test
  void aCallThatWasCutShortAfterTheHostDidItsPartIsFinishedAtTheNextStart() throws Exception {
    host.setPassword(SITE, "eve", NEW);
    host.with(new Realm.Site(99), "gone", "old").setPassword(new Realm.Site(99), "gone", NEW);

    changes.finish(Duration.ZERO);

    assertThat(ended).containsExactly("eve@example.test but none", "sealed of eve@example.test");
    assertThat(host.unsettled(Duration.ZERO)).as("nor of a site that is gone").isEmpty();
  }

  @Test
  void whenTheHostRefusesNothingEnds() {
    assertThatThrownBy(() -> change(OWNER, "nobody", "")).isInstanceOf(CommandException.class);

    assertThat(ended).isEmpty();
    assertThat(host.unsettled(Duration.ZERO)).isEmpty();
  }
}
