package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.audit.Audit;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.command.CommandException;
import org.gatehouse.database.TestDatabase;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.persistence.login.LoginRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of sign-ins, and what their account is told of them. */
class LoginHistoryTest {

  private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
  private static final Account DEMO = account("demo@example.test", 12);

  private final List<String> remembered = new ArrayList<>();
  private final List<AuditEvent> audited = new ArrayList<>();
  private Instant now = START;
  private InMemoryDatabase database;
  private LoginHistory history;
  private LoginCommands commands;

  private final class TestClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private final class FakeKnown extends KnownAddresses {
    @Override
    public void remember(String account, ClientAddress address) {
      remembered.add(account + " " + address.text());
    }
  }

  private final class FakeAudit extends Audit {
    @Override
    public void record(AuditEvent event) {
      audited.add(event);
    }
  }

  @BeforeEach
  void open() throws Exception {
    database = new InMemoryDatabase();
    database.addSite(12, "example.test", true);
    history =
        new LoginHistory(
            new TestDatabase(database.source()::getConnection),
            new FakeKnown(),
            new FakeAudit(),
            new SecureRandom(),
            new TestClock());
    commands = new LoginCommands(history, new Accounts(database.source()));
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static Account account(String name, Integer site) {
    return new Account(
        AccountName.parse(name).orElseThrow(),
        site == null ? Role.APPLIANCE : Role.SITE,
        Optional.ofNullable(site));
  }

  private static Caller caller(Account account, Proof proof) {
    return new Caller(account, Gate.REST, ClientAddress.of("192.0.2.1"), proof);
  }

  private static Caller caller(Account account) {
    return caller(account, new Proof.Password(PasswordStamp.of("secret")));
  }

  private void signIn(Account account, String userAgent) {
    history.signedIn(caller(account), userAgent, "by a test");
    now = now.plusSeconds(1);
  }

  @Test
  void aSignInIsInTheHistoryTheAuditAndTheKnownAddresses() {
    signIn(DEMO, "agent");

    assertThat(history.last(DEMO, 10))
        .containsExactly(new LoginRow(START, "REST", "192.0.2.1", "agent"));
    assertThat(remembered).containsExactly("demo@example.test 192.0.2.1");
    assertThat(audited)
        .containsExactly(
            AuditEvent.by(
                caller(DEMO), AuditEvent.What.SIGN_IN, "by a test", AuditEvent.Result.DONE));
  }

  @Test
  void eachAccountHasItsOwnHistoryNewestFirst() {
    signIn(DEMO, "first");
    signIn(account("eve@example.test", 12), "eve");
    signIn(account("demo@other.test", 13), "other");
    signIn(account("demo", null), "appliance");
    signIn(DEMO, "second");

    assertThat(history.last(DEMO, 10))
        .extracting(LoginRow::userAgent)
        .containsExactly("second", "first");
    assertThat(history.last(DEMO, 1)).extracting(LoginRow::userAgent).containsExactly("second");
    assertThat(history.last(account("demo", null), 10))
        .extracting(LoginRow::userAgent)
        .containsExactly("appliance");
  }

  @Test
  void signInsOfOneMillisecondAreAllKept() {
    for (int i = 0; i < 5; i++) {
      history.signedIn(caller(DEMO), "agent", "by a test");
    }

    assertThat(history.last(DEMO, 10)).hasSize(5);
  }

  @Test
  void halfACharacterIsNotWritten() {
    signIn(DEMO, "half \ud83d of \ud83d\ude00");

    assertThat(history.last(DEMO, 1).getFirst().userAgent()).isEqualTo("half ? of \ud83d\ude00");
  }

  @Test
  void ofAnAccountAboutAThousandAreKeptTheNewestOnes() {
    for (int i = 0; i < 1_250; i++) {
      signIn(DEMO, "agent " + i);
    }

    List<LoginRow> kept = history.last(DEMO, 5_000);
    assertThat(kept).hasSizeBetween(1_000, 1_100);
    assertThat(kept.getFirst().userAgent()).isEqualTo("agent 1249");
  }

  @Test
  void anAccountWithFewSignInsKeepsAllOfThem() {
    for (int i = 0; i < 201; i++) {
      signIn(DEMO, "agent " + i);
    }

    assertThat(history.last(DEMO, 5_000)).hasSize(201);
  }

  @Test
  void aSignInIsForgottenAfterAYear() {
    signIn(DEMO, "old");
    signIn(DEMO, "young");
    now = START.plus(Duration.ofDays(365)).plusSeconds(1);

    history.sweep();

    assertThat(history.last(DEMO, 10)).extracting(LoginRow::userAgent).containsExactly("young");
  }

  @Test
  void theHistoryOfASiteGoesWithIt() {
    signIn(DEMO, "gone");
    signIn(account("demo", null), "stays");

    history.deleteOfSite(12);

    assertThat(history.last(DEMO, 10)).isEmpty();
    assertThat(history.last(account("demo", null), 10)).hasSize(1);
  }

  @Test
  void theCommandListsInstantGateAddressAndAgent() {
    signIn(DEMO, "agent");

    assertThat(listed(10, "", "", "", "", ""))
        .singleElement(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("at", "2026-11-24T00:00:00Z")
        .containsEntry("gate", "REST")
        .containsEntry("address", "192.0.2.1")
        .containsEntry("user_agent", "agent")
        .hasEntrySatisfying(
            "key", key -> assertThat((String) key).matches("1795478400000-[0-9a-f]{8}"))
        .hasSize(5);
  }

  private List<Object> listed(
      int limit, String gate, String address, String from, String to, String after) {
    return commands.getLoginHistory(caller(DEMO), limit, gate, address, from, to, after);
  }

  private static List<Object> agents(List<Object> listed) {
    return listed.stream().<Object>map(login -> ((Map<?, ?>) login).get("user_agent")).toList();
  }

  private void signsIn(Gate gate, String address, String agent) {
    history.signedIn(
        new Caller(
            DEMO, gate, ClientAddress.of(address), new Proof.Password(PasswordStamp.of("secret"))),
        agent,
        "");
  }

  @Test
  void theListIsFilteredByGateNetworkAndTime() {
    signsIn(Gate.UI, "192.0.2.1", "one");
    now = START.plus(Duration.ofHours(23));
    signsIn(Gate.SOAP, "192.0.2.200", "two");
    now = START.plus(Duration.ofHours(24));
    signsIn(Gate.UI, "2001:db8::1", "three");

    assertThat(agents(listed(9, "", "", "", "", ""))).containsExactly("three", "two", "one");
    assertThat(agents(listed(9, "ui", "", "", "", ""))).containsExactly("three", "one");
    assertThat(agents(listed(9, "", "192.0.2.0/24", "", "", ""))).containsExactly("two", "one");
    assertThat(agents(listed(1, "", "192.0.2.0/24", "", "", ""))).containsExactly("two");
    assertThat(agents(listed(9, "", "2001:DB8::1", "", "", ""))).containsExactly("three");
    assertThat(agents(listed(9, "UI", "192.0.2.0/24", "", "", ""))).containsExactly("one");
    assertThat(agents(listed(9, "", "", "2026-11-25", "", ""))).containsExactly("three");
    assertThat(agents(listed(9, "", "", "", "2026-11-24", ""))).containsExactly("two", "one");
    assertThat(agents(listed(9, "", "", "2026-11-24T00:00:00.001Z", "2026-11-25T00:00:00Z", "")))
        .containsExactly("two");
  }

  @Test
  void pagesHaveEachSignInOnceAlsoThoseOfOneMillisecond() {
    for (int i = 0; i < 25; i++) {
      signsIn(Gate.UI, "192.0.2.1", "agent " + i);
    }
    List<Object> all = listed(100, "", "", "", "", "");

    List<Object> paged = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 3; page++) {
      List<Object> some = listed(10, "", page == 1 ? "192.0.2.1" : "", "", "", after);
      paged.addAll(some);
      after = (String) ((Map<?, ?>) some.getLast()).get("key");
    }

    assertThat(all).hasSize(25);
    assertThat(paged).isEqualTo(all);
    assertThat(listed(10, "", "", "", "", after)).isEmpty();
  }

  @Test
  void aFilterThatIsNoneIsRefusedByName() {
    refused("gate", () -> listed(9, "FTP", "", "", "", ""));
    refused("address", () -> listed(9, "", "192.0.2", "", "", ""));
    for (String none :
        List.of("yesterday", "2026-02-30", "2026-01-31T12:00", "+1000000000-01-01T00:00:00Z")) {
      refused("from", () -> listed(9, "", "", none, "", ""));
      refused("to", () -> listed(9, "", "", "", none, ""));
    }
    for (String none : List.of("1", "1-1", "-1-00000000", "9999999999999999-00000000")) {
      refused("after", () -> listed(9, "", "", "", "", none));
    }
  }

  private static void refused(String argument, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("argument '" + argument + "' must be ");
  }

  @Test
  void theCommandTakesALimitFromOneToAThousand() {
    signIn(DEMO, "first");
    signIn(DEMO, "second");

    assertThat(listed(1, "", "", "", "", "")).hasSize(1);
    assertThat(listed(1_000, "", "", "", "", "")).hasSize(2);
    for (int limit : new int[] {0, -1, 1_001}) {
      assertThatThrownBy(() -> listed(limit, "", "", "", "", ""))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("from 1 to 1000");
    }
  }

  @Test
  void theLastSignInIsTheOneBeforeThePresentOne() {
    assertThat(commands.getLastLogin(caller(DEMO))).isEmpty();
    signIn(DEMO, "first");
    assertThat(commands.getLastLogin(caller(DEMO))).isEmpty();
    signIn(DEMO, "second");

    Proof own = new Proof.Session("hash", "handle", Optional.empty());
    for (Proof proof :
        List.of(new Proof.Password(PasswordStamp.of("secret")), new Proof.Key("hash"), own)) {
      assertThat(commands.getLastLogin(caller(DEMO, proof))).containsEntry("user_agent", "first");
    }
  }

  @Test
  void toWhomTheAccountWasHandedItsLastSignInIsItsNewest() {
    signIn(DEMO, "first");
    signIn(DEMO, "second");

    Proof handed = new Proof.Session("hash", "handle", Optional.of("admin"));
    for (Proof proof : List.of(new Proof.Socket(), handed)) {
      assertThat(commands.getLastLogin(caller(DEMO, proof))).containsEntry("user_agent", "second");
    }
  }

  @Test
  void anAccountIsInactiveWhileItsSiteIsSuspended() throws Exception {
    assertThat(commands.isInactive(caller(DEMO))).isFalse();
    assertThat(commands.isInactive(caller(account("admin", null)))).isFalse();

    database.run("update site set active = false");

    assertThat(commands.isInactive(caller(DEMO))).isTrue();
    assertThat(commands.isInactive(caller(account("admin", null)))).isFalse();
  }

  @Test
  void whatCannotBeWrittenFails() throws Exception {
    database.run("drop table login_history");

    assertThatThrownBy(() -> signIn(DEMO, "agent")).isInstanceOf(IllegalStateException.class);
    assertThat(audited).isEmpty();
  }
}
