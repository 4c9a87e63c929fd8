package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.anvil.Anvil;
import org.gatehouse.anvil.Entrance;
import org.gatehouse.anvil.Key;
import org.gatehouse.anvil.KnownAddresses;
import org.gatehouse.anvil.Passage;
import org.gatehouse.apikey.ApiKeys;
import org.gatehouse.auth.Accounts.Standing;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.Realm;
import org.gatehouse.metrics.Metrics;
import org.gatehouse.restriction.Restrictions;
import org.gatehouse.secret.CurrentSecret;
import org.gatehouse.secret.Secret;
import org.gatehouse.session.Live;
import org.gatehouse.session.Sessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is admitted, who is not, and what is asked on the way, in which order. */
class GatekeeperTest {

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.1");
  private static final Instant LATER = Instant.parse("2026-01-01T00:00:00Z");
  private static final Account DEMO =
      new Account(AccountName.parse("demo@example.test").orElseThrow(), Role.SITE, Optional.of(12));
  private static final Account SUSPENDED =
      new Account(AccountName.parse("demo@away.test").orElseThrow(), Role.SITE, Optional.of(13));
  private static final Account ADMIN =
      new Account(AccountName.parse("admin").orElseThrow(), Role.APPLIANCE, Optional.empty());
  private static final Proof.Session STAY = new Proof.Session("idhash", "handle", Optional.empty());
  private static final Proof.Session HANDED_OVER =
      new Proof.Session("idhash", "handle", Optional.of("admin"));

  /** All that is asked of the parts around the gatekeeper, in order. */
  private final List<String> asked = new ArrayList<>();

  private final List<String> reasons = new ArrayList<>();
  private final List<String> signIns = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final List<String> usedKeys = new ArrayList<>();
  private final Set<String> knownKeys = new HashSet<>();
  private final AtomicLong nanoseconds = new AtomicLong(42);
  private final FakeHost host =
      new FakeHost()
          .with(DEMO.realm(), "demo", "right")
          .with(SUSPENDED.realm(), "demo", "right")
          .with(new Realm.Appliance(), "admin", "right");

  private Optional<Entrance> refusal = Optional.empty();
  private Optional<Instant> blocked = Optional.empty();
  private Duration wait = Duration.ZERO;
  private boolean allowed = true;
  private boolean restricted;
  private final Set<String> closed = new HashSet<>();
  private Optional<RuntimeException> databaseFailure = Optional.empty();

  private final class FakeAnvil extends Anvil {
    @Override
    public Optional<Instant> blockedUntil(ClientAddress address) {
      asked.add("blocked?");
      return blocked;
    }

    @Override
    public Entrance enter(ClientAddress address, String account, Gate gate) {
      asked.add("enter " + account);
      return refusal.orElseGet(
          () ->
              new Entrance.Place(new Key("192.0.2.1", "192.0.2.1"), 1, 2, address, account, gate));
    }

    @Override
    public Passage proved(ClientAddress address, String account, Gate gate) {
      asked.add("proved " + account + " at " + gate);
      return refusal.isPresent() && refusal.get() instanceof Entrance.Blocked standing
          ? standing
          : new Passage.Proved(wait);
    }

    @Override
    public Duration failed(Entrance.Place place, String why) {
      asked.add("failed");
      reasons.add(place.account() + ": " + why);
      return wait;
    }

    @Override
    public Duration admitted(Entrance.Place place) {
      asked.add("admitted");
      return wait;
    }

    @Override
    public void undecided(Entrance.Place place) {
      asked.add("undecided");
    }
  }

  private final class FakeAccounts extends Accounts {
    @Override
    public Optional<Standing> find(Optional<AccountName> name) {
      asked.add("account");
      databaseFailure.ifPresent(
          e -> {
            throw e;
          });
      return name.flatMap(
          known ->
              List.of(new Standing(DEMO, true), new Standing(SUSPENDED, false)).stream()
                  .filter(site -> site.account().name().domain().equals(known.domain()))
                  .map(site -> as(site, known))
                  .findFirst()
                  .or(
                      () ->
                          known.domain().isEmpty()
                              ? Optional.of(ofAppliance(known.user()))
                              : Optional.empty()));
    }

    private static Standing as(Standing site, AccountName name) {
      return new Standing(new Account(name, Role.SITE, site.account().siteId()), site.active());
    }

    @Override
    public Optional<Standing> findAdmin(String domain) {
      return find(AccountName.parse("demo@" + domain));
    }
  }

  private final class FakeKeys extends ApiKeys {
    @Override
    public Optional<Shown> find(String written, ClientAddress address) {
      asked.add("key");
      return switch (written) {
        case "good" -> Optional.of(shown(DEMO, true, Optional.empty()));
        case "suspended" -> Optional.of(shown(SUSPENDED, false, Optional.empty()));
        case "expired" -> Optional.of(shown(DEMO, true, Optional.of("the key has expired")));
        default -> Optional.empty();
      };
    }

    private Shown shown(Account account, boolean active, Optional<String> refusal) {
      return new Shown(
          "keyhash", new Standing(account, active), refusal, restricted, Optional.empty());
    }

    @Override
    public boolean knownLately(String written) {
      return knownKeys.contains(written);
    }

    @Override
    public void used(Shown key, ClientAddress address) {
      usedKeys.add(key.hash() + " from " + address.text());
    }
  }

  private final class FakeSessions extends Sessions {
    @Override
    public Optional<Found> find(String id, Gate gate, ClientAddress address) {
      asked.add("session at " + gate);
      return switch (id) {
        case "live" -> Optional.of(new Found(live(gate, STAY), true));
        case "free" -> Optional.of(new Found(live(gate, STAY), false));
        case "handed over" -> Optional.of(new Found(live(gate, HANDED_OVER), true));
        default -> Optional.empty();
      };
    }
  }

  private static Live live(Gate gate, Proof.Session proof) {
    return new Live(DEMO, gate, proof, "192.0.2.9", "", LATER, LATER, LATER);
  }

  private final class FakeRestrictions extends Restrictions {
    @Override
    public boolean allow(Optional<Account> account, Gate gate, ClientAddress address) {
      asked.add("restrictions at " + gate);
      return allowed
          && account.isPresent()
          && !closed.contains(account.get().name() + " at " + gate);
    }
  }

  private final class FakeHistory extends LoginHistory {
    @Override
    public void signedIn(Caller caller, String userAgent, String detail) {
      databaseFailure.ifPresent(
          e -> {
            throw e;
          });
      signIns.add(caller.account().name() + " at " + caller.gate() + " with " + userAgent);
    }
  }

  private final class FakeKnown extends KnownAddresses {
    @Override
    public boolean knows(String account, ClientAddress address) {
      return account.equals("demo@example.test");
    }
  }

  private final class FakeMetrics extends Metrics {
    @Override
    public void attempt(Gate gate, Verdict verdict) {
      counted.add(gate + " " + verdict.getClass().getSimpleName());
    }
  }

  private final Gatekeeper gatekeeper =
      new Gatekeeper(
          new FakeAnvil(),
          new FakeKnown(),
          new FakeAccounts(),
          new FakeKeys(),
          new FakeSessions(),
          new FakeRestrictions(),
          new FakeHistory(),
          host,
          new FakeMetrics(),
          new CurrentSecret(new Secret(new byte[Secret.BYTES])),
          () -> new DeniedQuantum(Duration.ofMillis(100)),
          () -> nanoseconds.getAndAdd(1_000_000));

  private Verdict admit(Gate gate, Credential credential) {
    return gatekeeper.admit(new Attempt(gate, credential, ADDRESS, "agent"));
  }

  private Verdict signIn(Gate gate, String name, String password) {
    return admit(gate, new Credential.Password(name, password));
  }

  private Caller caller(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
    return ((Verdict.Admitted) verdict).caller();
  }

  private List<String> takeAsked() {
    List<String> taken = new ArrayList<>(asked);
    taken.addAll(host.asked);
    asked.clear();
    host.asked.clear();
    return taken;
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void aRightPasswordIsAdmittedAtEveryGate(Gate gate) {
    assertThat(caller(signIn(gate, "Demo@Example.TEST", "right")))
        .isEqualTo(new Caller(DEMO, gate, ADDRESS, new Proof.Password(PasswordStamp.of("right"))));
    assertThat(caller(signIn(gate, "admin", "right")).account()).isEqualTo(ADMIN);
    assertThat(counted).containsOnly(gate + " Admitted");
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void everyDenialOfAPasswordAsksTheSameAndMakesOneHash(Gate gate) {
    signIn(gate, "demo@example.test", "wrong");
    List<String> wrong = takeAsked().stream().map(GatekeeperTest::withoutName).toList();
    assertThat(wrong).filteredOn(question -> question.startsWith("verify")).hasSize(1);
    assertThat(wrong).contains("account", "restrictions at " + gate, "failed");

    for (String[] other :
        new String[][] {
          {"nobody@example.test", "right"},
          {"demo@nowhere.test", "right"},
          {"nobody", "right"},
          {"no name at all", "right"},
          {"", ""},
          {"demo@away.test", "right"},
          {"demo@away.test", "wrong"},
        }) {
      assertDeniedWith(wrong, () -> signIn(gate, other[0], other[1]));
    }
    assertDeniedWith(wrong, () -> admit(gate, new Credential.Unusable()));
    host.lock(DEMO.realm(), "demo");
    assertDeniedWith(wrong, () -> signIn(gate, "demo@example.test", "right"));
    host.unlock(DEMO.realm(), "demo");
    allowed = false;
    assertDeniedWith(wrong, () -> signIn(gate, "demo@example.test", "right"));
    host.remember(DEMO.realm(), "demo");
    assertDeniedWith(wrong, () -> signIn(gate, "demo@example.test", "right"));
  }

  private void assertDeniedWith(
      List<String> questions, java.util.function.Supplier<Verdict> attempt) {
    assertThat(attempt.get()).isInstanceOf(Verdict.Denied.class);
    List<String> own = takeAsked().stream().map(GatekeeperTest::withoutName).toList();
    // The host side's memory of right passwords is asked for accounts only; it is no statement.
    assertThat(own)
        .filteredOn(question -> !question.equals("remembers"))
        .containsExactlyInAnyOrderElementsOf(
            questions.stream().filter(question -> !question.equals("remembers")).toList());
  }

  private static String withoutName(String question) {
    return question.replaceFirst("^(enter|verify).*", "$1");
  }

  @Test
  void restrictionsAreAskedForWhereTheKeysAccountHasAny() {
    restricted = true;

    admit(Gate.REST, new Credential.Key("good"));

    assertThat(takeAsked()).contains("restrictions at REST");
  }

  @Test
  void aKeyThatWasGoodAMomentAgoTakesNoPlaceAndIsLookedUpAllTheSame() {
    knownKeys.add("good");

    assertThat(caller(admit(Gate.REST, new Credential.Key("good"))).proof())
        .isEqualTo(new Proof.Key("keyhash"));
    assertThat(takeAsked()).containsExactly("blocked?", "key", "proved  at REST");

    knownKeys.add("expired");
    assertThat(admit(Gate.REST, new Credential.Key("expired"))).isInstanceOf(Verdict.Denied.class);
    assertThat(takeAsked())
        .containsExactly("blocked?", "key", "restrictions at REST", "enter ", "failed");

    blocked = Optional.of(LATER);
    assertThat(admit(Gate.REST, new Credential.Key("good")))
        .isEqualTo(new Verdict.Throttled(LATER));
    assertThat(takeAsked()).containsExactly("blocked?");
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"SOAP", "REST", "CLI"})
  void everyDenialOfAKeyAsksTheSameAndMakesNoHash(Gate gate) {
    admit(gate, new Credential.Key("unknown"));
    List<String> unknown = takeAsked();
    assertThat(unknown).containsExactly("enter ", "key", "restrictions at " + gate, "failed");

    assertDeniedWith(
        unknown.stream().map(GatekeeperTest::withoutName).toList(),
        () -> admit(gate, new Credential.Key("suspended")));
    assertDeniedWith(
        unknown.stream().map(GatekeeperTest::withoutName).toList(),
        () -> admit(gate, new Credential.Key("expired")));
    assertThat(reasons).endsWith(": the key has expired");
    host.lock(DEMO.realm(), "demo");
    assertDeniedWith(
        unknown.stream().map(GatekeeperTest::withoutName).toList(),
        () -> admit(gate, new Credential.Key("good")));
    assertThat(reasons).endsWith(": the account is suspended");
    host.unlock(DEMO.realm(), "demo");
    restricted = true;
    allowed = false;
    assertDeniedWith(
        unknown.stream().map(GatekeeperTest::withoutName).toList(),
        () -> admit(gate, new Credential.Key("good")));
    assertThat(usedKeys).isEmpty();
  }

  @Test
  void aKeyIsNotedAsUsedWhereItLetsItsAccountIn() {
    admit(Gate.DAV, new Credential.Key("good"));
    admit(Gate.REST, new Credential.Key("good"));

    assertThat(usedKeys).containsExactly("keyhash from 192.0.2.1");
  }

  @Test
  void aKeyStandsForItsAccountAtSoapRestAndCliOnly() {
    for (Gate gate : List.of(Gate.SOAP, Gate.REST, Gate.CLI)) {
      assertThat(caller(admit(gate, new Credential.Key("good"))))
          .isEqualTo(new Caller(DEMO, gate, ADDRESS, new Proof.Key("keyhash")));
    }
    for (Gate gate : List.of(Gate.UI, Gate.DAV)) {
      assertThat(admit(gate, new Credential.Key("good"))).isInstanceOf(Verdict.Denied.class);
    }
    assertThat(host.hashes()).isZero();
  }

  @Test
  void aSessionIsAskedForAtItsGateAndThePanelsAtRest() {
    assertThat(caller(admit(Gate.UI, new Credential.SessionId("live"))).proof()).isEqualTo(STAY);
    assertThat(takeAsked()).containsExactly("session at UI", "restrictions at UI");
    admit(Gate.SOAP, new Credential.SessionId("live"));
    assertThat(takeAsked()).containsExactly("session at SOAP", "restrictions at SOAP");

    admit(Gate.SOAP, new Credential.SessionId("free"));
    assertThat(takeAsked()).containsExactly("session at SOAP");

    Caller atRest = caller(admit(Gate.REST, new Credential.SessionId("live")));

    assertThat(atRest.gate()).isEqualTo(Gate.REST);
    assertThat(takeAsked()).containsExactly("session at UI", "restrictions at REST");
    assertThat(signIns).isEmpty();
  }

  @Test
  void aSessionIsDeniedWhereItsAccountMayNotBeUsedAndWhenThereIsNone() {
    assertThat(admit(Gate.UI, new Credential.SessionId("unknown")))
        .isEqualTo(new Verdict.Denied(Duration.ofMillis(99)));
    allowed = false;
    assertThat(admit(Gate.UI, new Credential.SessionId("live"))).isInstanceOf(Verdict.Denied.class);
    assertThat(asked).doesNotContain("failed");
  }

  @Test
  void aHandedOverSessionOfThePanelAnswersAtRestToItsAskersRestrictionsThere() {
    closed.add("demo@example.test at REST");
    assertThat(admit(Gate.REST, new Credential.SessionId("handed over")))
        .isInstanceOf(Verdict.Admitted.class);

    closed.add("admin at REST");

    assertThat(admit(Gate.REST, new Credential.SessionId("handed over")))
        .isInstanceOf(Verdict.Denied.class);
    assertThat(admit(Gate.UI, new Credential.SessionId("handed over")))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void aRestrictionThatIsMadeWhileThePasswordIsHashedHoldsAlready(Gate gate) {
    host.meanwhile = () -> allowed = false;

    assertThat(signIn(gate, "demo@example.test", "right")).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void theLocalSocketActsAsAnyAccountThatExistsWhateverTheRestrictions() {
    allowed = false;
    Caller admin = caller(admit(Gate.CLI, new Credential.Peer("admin")));
    assertThat(admin.proof()).isEqualTo(new Proof.Socket());
    assertThat(caller(admit(Gate.CLI, new Credential.Peer("demo@away.test"))).account())
        .isEqualTo(SUSPENDED);
    assertThat(caller(admit(Gate.CLI, new Credential.Peer("@example.test"))).account())
        .isEqualTo(DEMO);
    for (String name :
        List.of("nobody", "demo@nowhere.test", "@nowhere.test", "", "@", "no name")) {
      assertThat(admit(Gate.CLI, new Credential.Peer(name)))
          .isEqualTo(new Verdict.Denied(Duration.ZERO));
    }
    assertThat(asked).containsOnly("account");
    assertThat(signIns).isEmpty();
  }

  @Test
  void aBlockedAddressIsThrottledBeforeAnythingIsAsked() {
    blocked = Optional.of(LATER);
    refusal = Optional.of(new Entrance.Blocked(LATER));

    for (Gate gate : Gate.values()) {
      assertThat(signIn(gate, "demo@example.test", "right"))
          .isEqualTo(new Verdict.Throttled(LATER));
    }
    assertThat(admit(Gate.REST, new Credential.Key("good")))
        .isEqualTo(new Verdict.Throttled(LATER));
    assertThat(host.asked).isEmpty();
    assertThat(asked).doesNotContain("key");
  }

  @Test
  void whereAllPlacesAreTakenTheAttemptIsNotBegun() {
    refusal = Optional.of(new Entrance.Crowded());

    assertThat(signIn(Gate.UI, "demo@example.test", "right")).isEqualTo(new Verdict.Busy());
    assertThat(host.asked).isEmpty();
  }

  @Test
  void aFullHashQueueGivesThePlaceBack() {
    host.failure = Optional.of(new HostException.Crowded());

    assertThat(signIn(Gate.UI, "demo@example.test", "right")).isEqualTo(new Verdict.Busy());
    assertThat(asked).endsWith("undecided").doesNotContain("failed", "admitted");
  }

  @Test
  void whenAPartIsAwayNobodyIsAdmittedAndTheAttemptDoesNotCount() {
    host.failure =
        Optional.of(new HostException.Failed("read", new java.io.IOException("no disk")));

    assertThatThrownBy(() -> signIn(Gate.UI, "demo@example.test", "right"))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(host.failure.get());
    assertThat(asked).endsWith("undecided");
    assertThatThrownBy(() -> signIn(Gate.REST, "demo@example.test", "right"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> admit(Gate.CLI, new Credential.Peer("admin")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(counted).isEmpty();
  }

  @Test
  void whoSignedInFromHereBeforeGoesFirst() {
    signIn(Gate.UI, "demo@example.test", "wrong");
    signIn(Gate.UI, "other@example.test", "wrong");

    assertThat(host.asked).containsExactly("verify, known true", "verify, known false");
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"SOAP", "REST", "DAV", "CLI"})
  void whereThePasswordComesWithEachRequestOneThatIsRememberedCostsNoHash(Gate gate) {
    host.remember(DEMO.realm(), "demo");

    assertThat(caller(signIn(gate, "demo@example.test", "right")).account()).isEqualTo(DEMO);

    assertThat(host.asked).containsExactly("remembers");
    assertThat(asked.getFirst()).isEqualTo("blocked?");
    assertThat(asked)
        .contains("account", "restrictions at " + gate)
        .endsWith("proved demo@example.test at " + gate);
  }

  @Test
  void thePanelsSignInIsVerifiedAnewEachTime() {
    host.remember(DEMO.realm(), "demo");

    signIn(Gate.UI, "demo@example.test", "right");

    assertThat(host.asked).containsExactly("verify, known true", "renew");
  }

  @Test
  void aRememberedPasswordDoesNotHelpASuspendedSite() {
    host.remember(SUSPENDED.realm(), "demo");

    assertThat(signIn(Gate.REST, "demo@away.test", "right")).isInstanceOf(Verdict.Denied.class);
    assertThat(host.hashes()).isEqualTo(1);
  }

  @Test
  void neitherARememberedPasswordNorAKeyThatWasGoodAMomentAgoHelpsASuspendedAccount() {
    host.remember(DEMO.realm(), "demo");
    knownKeys.add("good");
    host.lock(DEMO.realm(), "demo");

    assertThat(signIn(Gate.REST, "demo@example.test", "right")).isInstanceOf(Verdict.Denied.class);
    assertThat(admit(Gate.REST, new Credential.Key("good"))).isInstanceOf(Verdict.Denied.class);
    assertThat(usedKeys).isEmpty();

    host.unlock(DEMO.realm(), "demo");
    caller(signIn(Gate.REST, "demo@example.test", "right"));
    caller(admit(Gate.REST, new Credential.Key("good")));
  }

  @Test
  void onlyWhoIsAdmittedHasTheHashRenewedAndItsFailureHarmsNothing() {
    signIn(Gate.UI, "demo@example.test", "wrong");
    signIn(Gate.UI, "demo@away.test", "right");
    allowed = false;
    signIn(Gate.UI, "demo@example.test", "right");
    assertThat(host.asked).doesNotContain("renew");

    allowed = true;
    java.util.logging.Logger log = java.util.logging.Logger.getLogger(Gatekeeper.class.getName());
    log.setLevel(java.util.logging.Level.OFF);
    try {
      host.renewalFailure = Optional.of(new IllegalStateException("disk full"));
      caller(signIn(Gate.UI, "demo@example.test", "right"));
    } finally {
      log.setLevel(null);
    }
    assertThat(host.asked).endsWith("renew");
  }

  @Test
  void aDeniedAnswerLeavesAtTheNextStepAfterTheAnvilsWait() {
    assertThat(signIn(Gate.UI, "demo@example.test", "wrong"))
        .isEqualTo(new Verdict.Denied(Duration.ofMillis(99)));
    wait = Duration.ofMillis(250);
    assertThat(signIn(Gate.UI, "demo@example.test", "wrong"))
        .isEqualTo(new Verdict.Denied(Duration.ofMillis(299)));
    assertThat(admit(Gate.REST, new Credential.Key("unknown")))
        .isEqualTo(new Verdict.Denied(Duration.ofMillis(299)));
  }

  @Test
  void anAdmittedAnswerWaitsAsTheAnvilSaysFromTheSameBeginning() {
    wait = Duration.ofMillis(250);
    assertThat(((Verdict.Admitted) signIn(Gate.UI, "demo@example.test", "right")).hold())
        .isEqualTo(Duration.ofMillis(249));
    wait = Duration.ZERO;
    assertThat(((Verdict.Admitted) signIn(Gate.UI, "demo@example.test", "right")).hold()).isZero();
  }

  @Test
  void theAuditKnowsWhyButTheVerdictDoesNot() {
    signIn(Gate.UI, "demo@example.test", "wrong");
    signIn(Gate.UI, "demo@nowhere.test", "wrong");
    signIn(Gate.UI, "demo@away.test", "right");
    admit(Gate.DAV, new Credential.Key("good"));
    allowed = false;
    signIn(Gate.UI, "demo@example.test", "right");
    host.lock(DEMO.realm(), "demo");
    signIn(Gate.UI, "demo@example.test", "right");

    assertThat(reasons)
        .containsExactly(
            "demo@example.test: wrong password, or no such account",
            "demo@nowhere.test: no such account",
            "demo@away.test: its site is suspended",
            ": this gate takes no keys",
            "demo@example.test: not from this address",
            "demo@example.test: the account is suspended");
  }

  @Test
  void anAddressThatIsBlockedMeanwhileIsThrottledThoughItsPasswordIsRemembered() {
    host.remember(DEMO.realm(), "demo");
    refusal = Optional.of(new Entrance.Blocked(LATER));

    assertThat(signIn(Gate.REST, "demo@example.test", "right"))
        .isEqualTo(new Verdict.Throttled(LATER));
    assertThat(signIns).isEmpty();
  }

  @Test
  void whereNoSessionIsStartedTheFirstRequestIsWrittenAsASignIn() {
    for (Gate gate : Gate.values()) {
      signIn(gate, "demo@example.test", "right");
      signIn(gate, "demo@example.test", "right");
    }
    admit(Gate.SOAP, new Credential.Key("good"));
    admit(Gate.SOAP, new Credential.Key("good"));

    assertThat(signIns)
        .containsExactly(
            "demo@example.test at REST with agent",
            "demo@example.test at DAV with agent",
            "demo@example.test at CLI with agent",
            "demo@example.test at SOAP with agent");
  }

  @Test
  void aSignInThatCouldNotBeWrittenIsWrittenWithTheNextRequest() {
    host.remember(DEMO.realm(), "demo");
    Credential key = new Credential.Key("good");
    databaseFailure = Optional.of(new IllegalStateException("no database"));
    assertThatThrownBy(() -> admit(Gate.REST, key)).hasMessage("no database");

    databaseFailure = Optional.empty();
    admit(Gate.REST, key);

    assertThat(signIns).hasSize(1);
  }

  @Test
  void credentialsNeverPrintTheirSecret() {
    assertThat(new Credential.Password("admin", "secret").toString()).doesNotContain("secret");
    assertThat(new Credential.Key("secret").toString()).doesNotContain("secret");
    assertThat(new Credential.SessionId("secret").toString()).doesNotContain("secret");
  }
}
