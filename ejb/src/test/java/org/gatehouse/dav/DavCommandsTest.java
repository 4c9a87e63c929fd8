package org.gatehouse.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.dav.LockHouse.EVE;
import static org.gatehouse.dav.LockHouse.JANE;
import static org.gatehouse.dav.LockHouse.OWNER;
import static org.gatehouse.dav.LockHouse.STRANGER;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Role;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.UnixAccount;
import org.gatehouse.site.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told of locks, and what a site's admin says of its users' access. */
class DavCommandsTest {

  private final List<String> audited = new ArrayList<>();
  private boolean auditFails;
  private LockHouse house;
  private AccessModes modes;
  private DavCommands commands;

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      if (auditFails) {
        throw new IllegalStateException("the audit cannot be written");
      }
      audited.add(event.what() + " by " + event.actor() + ": " + event.detail());
    }
  }

  /** A site of three. */
  private static final class ThreeUsers extends Users {
    @Override
    public List<UnixAccount> of(Caller by) {
      return Stream.of("owner", "jane", "eve")
          .map(name -> new UnixAccount(name, 20_000, 20_000, "", "/home/" + name, "/bin/sh"))
          .toList();
    }

    @Override
    public Account existing(Caller by, String user) {
      if (of(by).stream().noneMatch(unix -> unix.name().equals(user))) {
        throw new CommandException(Kind.NOT_FOUND, "the site has no such user");
      }
      return new Account(
          new AccountName(user, by.account().name().domain()),
          user.equals("owner") ? Role.SITE : Role.USER,
          by.account().siteId());
    }
  }

  @BeforeEach
  void open() throws Exception {
    house = new LockHouse();
    modes = new AccessModes(house.database);
    commands =
        new DavCommands(
            house.locks,
            modes,
            new ThreeUsers(),
            house.database,
            new FakeAudit(),
            Clock.fixed(house.now(), ZoneOffset.UTC));
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  private static void assertRefused(Kind kind, ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  private List<String> paths(Caller caller, String path) {
    return commands.listLocks(caller, path, 100).stream()
        .map(lock -> String.valueOf(((Map<?, ?>) lock).get("path")))
        .toList();
  }

  @Test
  void aLockIsToldWithAllThatAPersonAsks() throws Exception {
    DavLock lock =
        house.locks.take(
            JANE, "home/jane/a b", true, true, "<x/>", Optional.of(Duration.ofMinutes(2)));

    assertThat(commands.listLocks(JANE, "", 100))
        .containsExactly(
            Map.of(
                "token", lock.token(),
                "path", "/home/jane/a b",
                "kind", "exclusive",
                "depth", "infinity",
                "user", "jane",
                "owner", "<x/>",
                "ends", "2026-11-24T00:02:00Z"));
  }

  @Test
  void aUserIsToldItsOwnAndTheAdminTheSites() {
    house.taken(JANE, "home/jane", false, true);
    house.taken(EVE, "home/eve/list.txt", false, false);
    house.taken(EVE, "home/jane/list.txt", false, false);
    house.taken(OWNER, "", false, false);
    house.taken(STRANGER, "home/eve/list.txt", false, false);

    for (String all : List.of("", "/")) {
      assertThat(paths(EVE, all)).containsExactly("/home/eve/list.txt", "/home/jane/list.txt");
    }
    assertThat(paths(OWNER, ""))
        .containsExactly("/", "/home/eve/list.txt", "/home/jane", "/home/jane/list.txt");
    for (String written : List.of("home/jane", "/home/jane", "/home/jane/", "//home/jane")) {
      assertThat(paths(OWNER, written)).containsExactly("/home/jane", "/home/jane/list.txt");
    }
    assertThat(paths(OWNER, "/home/jane/x")).containsExactly("/home/jane");
    assertThat(paths(JANE, "/home/eve")).isEmpty();
    assertThat(commands.listLocks(OWNER, "", 2)).hasSize(2);
  }

  @Test
  void aListHasItsBounds() {
    for (int limit : new int[] {0, -1, 1_001}) {
      assertRefused(Kind.ARGUMENT, () -> commands.listLocks(OWNER, "", limit));
    }
    assertRefused(Kind.ARGUMENT, () -> commands.listLocks(OWNER, "x".repeat(4_097), 1));
    assertRefused(Kind.ARGUMENT, () -> commands.listLocks(OWNER, "\ud800", 1));
  }

  @Test
  void anAdminBreaksAnyLockOfItsSiteAndAUserItsOwn() {
    DavLock ofJane = house.taken(JANE, "home/jane/a", true, false);
    DavLock ofEve = house.taken(EVE, "home/eve/a", true, false);

    assertRefused(Kind.NOT_FOUND, () -> commands.breakLock(EVE, ofJane.token()));
    assertRefused(Kind.NOT_FOUND, () -> commands.breakLock(STRANGER, ofEve.token()));
    assertRefused(Kind.NOT_FOUND, () -> commands.breakLock(OWNER, "urn:uuid:nothing"));
    assertThat(house.locks.within(12, "")).containsExactly(ofEve, ofJane);
    assertThat(audited).isEmpty();

    assertThat(commands.breakLock(OWNER, ofJane.token())).isTrue();
    assertThat(commands.breakLock(EVE, ofEve.token())).isTrue();
    assertThat(house.locks.within(12, "")).isEmpty();
    assertThat(audited)
        .containsExactly(
            "SITE by owner@example.test: lock of jane@example.test broken on /home/jane/a",
            "SITE by eve@example.test: lock of eve@example.test broken on /home/eve/a");
    assertRefused(Kind.NOT_FOUND, () -> commands.breakLock(OWNER, ofJane.token()));
  }

  @Test
  void whatTheAuditDoesNotKeepDoesNotHappen() {
    DavLock lock = house.taken(JANE, "home/jane/a", true, false);
    auditFails = true;

    assertThatThrownBy(() -> commands.breakLock(OWNER, lock.token())).hasMessageContaining("audit");
    assertThatThrownBy(() -> commands.setAccess(OWNER, "jane", "off"))
        .hasMessageContaining("audit");

    assertThat(house.locks.on(12, "home/jane/a")).containsExactly(lock);
    assertThat(modes.of(JANE.account())).isEqualTo(Access.READ_WRITE);
  }

  @Test
  void whoeverNothingWasSaidOfReadsAndWrites() {
    assertThat(modes.of(EVE.account())).isEqualTo(Access.READ_WRITE);
    assertThat(commands.getAccess(EVE, "")).isEqualTo("rw");
    assertThat(commands.listAccess(OWNER))
        .isEqualTo(Map.of("owner", "rw", "jane", "rw", "eve", "rw"));
  }

  @Test
  void theAppliancesOwnAccountsHaveNoFilesThere() {
    Account admin =
        new Account(new AccountName("admin", Optional.empty()), Role.APPLIANCE, Optional.empty());

    assertThat(modes.of(admin)).isEqualTo(Access.OFF);
  }

  @Test
  void anAdminSaysWhatItsUsersAndItselfMayDo() {
    commands.setAccess(OWNER, "eve", "ro");
    commands.setAccess(OWNER, "owner", " OFF ");

    assertThat(modes.of(EVE.account())).isEqualTo(Access.READ_ONLY);
    assertThat(modes.of(STRANGER.account())).isEqualTo(Access.READ_WRITE);
    assertThat(modes.of(OWNER.account())).isEqualTo(Access.OFF);
    assertThat(commands.getAccess(OWNER, "eve")).isEqualTo("ro");
    assertThat(commands.getAccess(OWNER, "")).isEqualTo("off");
    assertThat(commands.listAccess(OWNER))
        .isEqualTo(Map.of("owner", "off", "jane", "rw", "eve", "ro"));

    commands.setAccess(OWNER, "eve", "rw");
    assertThat(modes.of(EVE.account())).isEqualTo(Access.READ_WRITE);
    assertThat(audited)
        .containsExactly(
            "SITE by owner@example.test: DAV access of eve@example.test set to ro, was rw",
            "SITE by owner@example.test: DAV access of owner@example.test set to off, was rw",
            "SITE by owner@example.test: DAV access of eve@example.test set to rw, was ro");
  }

  @Test
  void sayingItAgainChangesNothing() {
    commands.setAccess(OWNER, "eve", "ro");
    commands.setAccess(OWNER, "eve", "ro");

    assertThat(audited).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ro", "off"})
  void whoMayNotWriteAnyMoreLosesItsLocks(String access) {
    house.taken(EVE, "home/eve/a", true, false);
    DavLock ofJane = house.taken(JANE, "home/jane/a", true, false);

    commands.setAccess(OWNER, "eve", access);

    assertThat(house.locks.within(12, "")).containsExactly(ofJane);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r", "write", "READ_ONLY", "rw;off"})
  void whatIsNoAccessIsRefusedByName(String access) {
    assertThatThrownBy(() -> commands.setAccess(OWNER, "eve", access))
        .hasMessage("argument 'access' must be rw, ro or off");
    assertThat(audited).isEmpty();
  }

  @Test
  void aUserMayNotAskAboutAnotherAndNobodyAboutNobody() {
    assertRefused(Kind.FORBIDDEN, () -> commands.getAccess(EVE, "jane"));
    assertRefused(Kind.NOT_FOUND, () -> commands.getAccess(OWNER, "nobody"));
    assertRefused(Kind.NOT_FOUND, () -> commands.setAccess(OWNER, "nobody", "off"));
    assertThat(commands.getAccess(EVE, "eve")).isEqualTo("rw");
  }

  @Test
  void whatWasSaidOfAnAccountGoesWithIt() throws Exception {
    commands.setAccess(OWNER, "eve", "off");
    assertThat(modes.deleteOf(13, "eve")).isZero();
    assertThat(modes.deleteOf(12, "eve")).isEqualTo(1);
    assertThat(modes.of(EVE.account())).isEqualTo(Access.READ_WRITE);

    commands.setAccess(OWNER, "jane", "off");
    house.tables.run("delete from site where id = 12");
    assertThat(modes.ofSite(12)).isEmpty();
  }
}
