package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
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
  private static final String NEW = "long enough";

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
  private PasswordCommands commands;

  private final class FakeEnds extends SessionEnds {
    @Override
    public int endOf(Account account, Optional<String> except, Caller by, String reason) {
      ended.add(account.name() + " but " + except.orElse("none"));
      return 1;
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

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      audited.add(event);
    }
  }

  private final TestConfiguration settings = new TestConfiguration();

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    database.addSite(13, "other.test", true);
    commands =
        new PasswordCommands(
            host,
            new Accounts(database.source()),
            new PasswordRecords(new FakeEnds(), new FakeAudit()),
            new FakeKeys(),
            settings);
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
    assertThat(commands.changePassword(USER, "\ud83d\ude00".repeat(8), "", "", false)).isTrue();
    assertThat(commands.changePassword(USER, "12345678", "", "", false)).isTrue();
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
}
