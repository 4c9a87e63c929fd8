package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.ADMIN;
import static org.gatehouse.session.House.EVE;
import static org.gatehouse.session.House.OWNER;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.api.Test;

/** How the appliance admin comes in as another. */
class HandOverTest {

  private static final String KEY = "a".repeat(64);

  private final House house = new House();

  private static Caller asker(Proof proof) {
    return new Caller(ADMIN, Gate.CLI, ADDRESS, proof);
  }

  private static final Caller SOCKET = asker(new Proof.Socket());
  private static final Caller PASSWORD = asker(new Proof.Password(PasswordStamp.of("secret")));

  private Caller bySession(String id) {
    return asker(house.find(id, Gate.UI).orElseThrow().proof());
  }

  private Caller byKey() {
    house.sql(
        "insert into api_key (key_hash, user_name, note, created_at) values ('"
            + KEY
            + "', 'admin', '', 0)");
    return asker(new Proof.Key(KEY));
  }

  private Optional<Started> exchange(String id) {
    return house.handOvers.handOver(id, ADDRESS, "browser");
  }

  @Test
  void whatAKeyAskedForIsValidOnlyWhileAndWhereTheKeyIs() {
    Caller key = byKey();
    String offered = house.handOvers.hijack(key, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(key, OWNER, Gate.SOAP);
    assertThat(house.find(soap, Gate.SOAP)).isPresent();

    house.sql("update api_key set networks = '198.51.100.0/24'");
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(exchange(offered)).isEmpty();

    house.sql("update api_key set networks = '198.51.100.0/24,192.0.2.0/28'");
    assertThat(house.find(soap, Gate.SOAP)).isPresent();

    house.sql("update api_key set expires_at = " + house.now.plusSeconds(1).toEpochMilli());
    assertThat(house.find(soap, Gate.SOAP)).isPresent();
    house.now = house.now.plusSeconds(1);
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(exchange(offered)).isEmpty();
  }

  @Test
  void aHandOverIsExchangedForASessionThatSaysWhoAskedForIt() {
    String id = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);

    assertThat(id).matches("[0-9A-Za-z]{32}");
    assertThat(house.ask("select * from hand_over"))
        .contains(SessionIds.hash(id))
        .doesNotContain(id);
    Started started = exchange(id).orElseThrow();
    assertThat(house.sessions.knownHere(started.id())).isTrue();
    assertThat(started.id()).isNotEqualTo(id);
    assertThat(started.tag()).isEmpty();
    Live live = house.find(started.id(), Gate.UI).orElseThrow();
    assertThat(live.account()).isEqualTo(OWNER);
    assertThat(live.proof().askedBy()).contains("admin");
    assertThat(live.userAgent()).isEqualTo("browser");
    assertThat(live.endsAt()).isEqualTo(house.now.plus(Duration.ofHours(12)));
  }

  @Test
  void itIsUsedOnceOnAllNodesTogether() {
    House other = new House(house);
    String id = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);

    List<Optional<Started>> results =
        AtOnce.times(
            8,
            () ->
                (Thread.currentThread().threadId() % 2 == 0 ? house : other)
                    .handOvers.handOver(id, ADDRESS, "browser"));

    assertThat(results).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(house.ask("select handle from session")).hasSize(1);
    assertThat(exchange(id)).isEmpty();
    assertThat(house.handOvers.peek(id)).isEmpty();
    assertThat(house.sessions.presented(id)).isEqualTo(Presented.ENDED);
  }

  @Test
  void whatDidNotArriveIsTakenBack() {
    String offer = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String other = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String session = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);

    house.handOvers.takeBack(SessionIds.hash(offer), SOCKET);
    house.handOvers.takeBack(SessionIds.hash(session), SOCKET);
    house.handOvers.takeBack(SessionIds.hash(session), SOCKET);

    assertThat(exchange(offer)).isEmpty();
    assertThat(exchange(other)).isPresent();
    assertThat(house.find(session, Gate.SOAP)).isEmpty();
    assertThat(house.told)
        .filteredOn(event -> event.what() == What.SESSION)
        .singleElement()
        .extracting(AuditEvent::detail)
        .asString()
        .endsWith("ended: its id did not arrive");
  }

  @Test
  void itCanBeUsedForSixtySeconds() {
    String early = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String late = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);

    house.pass(Duration.ofSeconds(60).minusMillis(1));
    house.ends.sweep();
    assertThat(exchange(early)).isPresent();
    house.pass(Duration.ofMillis(1));
    assertThat(exchange(late)).isEmpty();
    assertThat(house.handOvers.peek(late)).isEmpty();
    house.ends.sweep();
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
    assertThat(house.sessions.presented(late)).isEqualTo(Presented.ENDED);
  }

  @Test
  void whoItIsForCanBeSeenWithoutUsingIt() {
    String id = house.handOvers.hijack(SOCKET, EVE, Gate.UI);

    assertThat(house.handOvers.peek(id))
        .contains(new Offer("eve@example.org", "admin", Optional.empty()));
    assertThat(house.sessions.presented(id)).isEqualTo(Presented.HAND_OVER);
    assertThat(house.find(id, Gate.UI)).isEmpty();
    assertThat(exchange(id)).isPresent();
  }

  @Test
  void anIdThatIsNoneIsNotExchanged() {
    assertThat(exchange("x".repeat(32))).isEmpty();
    assertThat(exchange(house.start(OWNER, Gate.UI))).isEmpty();
    assertThat(exchange(house.sessions.visitorId())).isEmpty();
  }

  @Test
  void atSoapItIsASessionOfItsOwnForAnHour() {
    String id = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);

    Live live = house.find(id, Gate.SOAP).orElseThrow();
    assertThat(live.account()).isEqualTo(OWNER);
    assertThat(live.proof().askedBy()).contains("admin");
    assertThat(live.endsAt()).isEqualTo(house.now.plus(Duration.ofHours(1)));
    assertThat(house.find(id, Gate.UI)).isEmpty();
    for (int i = 0; i < 5; i++) {
      house.pass(Duration.ofMinutes(10));
      assertThat(house.find(id, Gate.SOAP)).isPresent();
    }
    house.pass(Duration.ofMinutes(10));
    assertThat(house.find(id, Gate.SOAP)).isEmpty();
  }

  @Test
  void aShorterLimitForAllHoldsAtSoapToo() {
    house.settings.with(Settings.SESSION_MAX_AGE, "30m");
    String id = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);

    assertThat(house.find(id, Gate.SOAP).orElseThrow().endsAt())
        .isEqualTo(house.now.plus(Duration.ofMinutes(30)));
  }

  @Test
  void thereIsNoneForOtherGates() {
    for (Gate gate : List.of(Gate.REST, Gate.DAV, Gate.CLI)) {
      assertThatThrownBy(() -> house.handOvers.hijack(SOCKET, OWNER, gate))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void itDiesWithTheSessionThatAskedForIt() {
    String parent = house.start(ADMIN, Gate.UI);
    Caller asker = bySession(parent);
    String unused = house.handOvers.hijack(asker, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(asker, OWNER, Gate.SOAP);
    String panel = exchange(house.handOvers.hijack(asker, OWNER, Gate.UI)).orElseThrow().id();

    house.ends.end(parent);

    assertThat(exchange(unused)).isEmpty();
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(house.find(panel, Gate.UI)).isEmpty();
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
    assertThat(house.ask("select handle from session")).isEmpty();
    assertThat(house.told(What.SESSION))
        .hasSize(3)
        .filteredOn(text -> text.endsWith("ended: what asked for it ended"))
        .hasSize(2);
  }

  @Test
  void theSessionThatAskedIsToldFromOthersOfTheSameAccount() {
    String parent = house.start(ADMIN, Gate.UI);
    Caller asker = bySession(parent);
    Offer offer = house.handOvers.peek(house.handOvers.hijack(asker, OWNER, Gate.UI)).orElseThrow();

    assertThat(offer.askedIn(asker.proof())).isTrue();
    assertThat(offer.askedIn(bySession(house.start(ADMIN, Gate.UI)).proof())).isFalse();
    assertThat(offer.askedIn(PASSWORD.proof())).isFalse();
    Offer byPassword =
        house.handOvers.peek(house.handOvers.hijack(PASSWORD, OWNER, Gate.UI)).orElseThrow();
    assertThat(byPassword.askedIn(asker.proof())).isFalse();
  }

  @Test
  void whoShowsTheSessionThatAskedGoesBackToItAndTheOtherEnds() {
    String parent = house.start(ADMIN, Gate.UI);
    String child =
        exchange(house.handOvers.hijack(bySession(parent), OWNER, Gate.UI)).orElseThrow().id();

    assertThat(house.handOvers.goBack(child, parent, ADDRESS)).isTrue();

    assertThat(house.find(child, Gate.UI)).isEmpty();
    assertThat(house.find(parent, Gate.UI)).isPresent();
    assertThat(house.told.getLast().actor()).isEqualTo("admin as owner@example.org");
    assertThat(house.told.getLast().detail()).endsWith("ended: went back to what asked");
  }

  @Test
  void nobodyGoesBackToAnotherSessionThanTheOneThatAsked() {
    String parent = house.start(ADMIN, Gate.UI);
    String child =
        exchange(house.handOvers.hijack(bySession(parent), OWNER, Gate.UI)).orElseThrow().id();
    String own = house.start(OWNER, Gate.UI);

    for (String shown : List.of(house.start(ADMIN, Gate.UI), child, own, "x".repeat(32), "no id")) {
      assertThat(house.handOvers.goBack(child, shown, ADDRESS)).as(shown).isFalse();
    }
    assertThat(house.handOvers.goBack(own, parent, ADDRESS)).as("was not asked for").isFalse();
    assertThat(house.handOvers.goBack("no id", parent, ADDRESS)).isFalse();
    assertThat(house.find(child, Gate.UI)).isPresent();
    assertThat(house.find(own, Gate.UI)).isPresent();
  }

  @Test
  void thereIsNoWayBackToASessionThatIsOver() {
    String parent = house.start(ADMIN, Gate.UI);
    String child =
        exchange(house.handOvers.hijack(bySession(parent), OWNER, Gate.UI)).orElseThrow().id();
    house.pass(Duration.ofMinutes(15));

    assertThat(house.handOvers.goBack(child, parent, ADDRESS)).isFalse();
  }

  @Test
  void whoWorksAtThePanelAsSomebodyElseIsNotAwayFromIt() {
    String parent = house.start(ADMIN, Gate.UI);
    String child =
        exchange(house.handOvers.hijack(bySession(parent), OWNER, Gate.UI)).orElseThrow().id();
    for (int i = 0; i < 3; i++) {
      house.pass(Duration.ofMinutes(14));
      assertThat(house.find(child, Gate.UI)).isPresent();
    }

    assertThat(house.find(parent, Gate.UI)).isPresent();
    house.pass(Duration.ofHours(12));
    assertThat(house.find(child, Gate.UI)).as("but not beyond its end").isEmpty();
  }

  @Test
  void itDiesWithASessionThatIsOverByItselfThoughNobodySweptIt() {
    String parent = house.start(ADMIN, Gate.UI);
    Caller asker = bySession(parent);
    String soap = house.handOvers.hijack(asker, OWNER, Gate.SOAP);
    house.pass(Duration.ofMinutes(14));
    String unused = house.handOvers.hijack(asker, OWNER, Gate.UI);
    assertThat(house.find(soap, Gate.SOAP)).isPresent();
    house.pass(Duration.ofMinutes(1));

    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(exchange(unused)).isEmpty();
  }

  @Test
  void itDiesWithTheKeyThatAskedForIt() {
    Caller asker = byKey();
    String unused = house.handOvers.hijack(asker, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(asker, OWNER, Gate.SOAP);
    assertThat(house.find(soap, Gate.SOAP)).isPresent();
    assertThat(exchange(house.handOvers.hijack(asker, OWNER, Gate.UI))).isPresent();

    house.sql("delete from api_key");
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(exchange(unused)).isEmpty();

    assertThat(house.ends.endOfKey(KEY, SOCKET, "key deleted")).isEqualTo(2);
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
    assertThat(house.told(What.SESSION)).hasSize(2).allMatch(text -> text.endsWith("key deleted"));
  }

  @Test
  void itDiesWithThePasswordThatAskedForItAndSocketsHaveNone() {
    String unused = house.handOvers.hijack(PASSWORD, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(PASSWORD, OWNER, Gate.SOAP);
    String fromSocket = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);
    assertThat(house.find(soap, Gate.SOAP)).isPresent();

    assertThat(house.ends.endOf(ADMIN, Optional.empty(), SOCKET, "password changed")).isEqualTo(1);

    assertThat(exchange(unused)).isEmpty();
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(house.find(fromSocket, Gate.SOAP)).isPresent();
  }

  @Test
  void itEndsWithTheAccountsOtherSessions() {
    String unused = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);
    String eves = house.handOvers.hijack(SOCKET, EVE, Gate.UI);

    house.ends.endOf(OWNER, Optional.empty(), SOCKET, "revoked");

    assertThat(exchange(unused)).isEmpty();
    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(house.handOvers.peek(eves)).isPresent();
    house.ends.endAt(1, SOCKET, "suspended");
    assertThat(exchange(eves)).isEmpty();
  }

  @Test
  void aSuspendedOrDeletedSiteIsNotComeInto() {
    String id = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);

    house.sql("update site set active = false");
    assertThat(exchange(id)).isEmpty();
    house.sql("delete from site");
    assertThat(exchange(id)).isEmpty();
  }

  @Test
  void itIsCheckedAgainstTheAskersRestrictionsWhereItIsPresented() {
    ClientAddress elsewhere = ClientAddress.of("198.51.100.9");
    house.restricted.add("admin UI 198.51.100.9");
    house.restricted.add("admin SOAP 198.51.100.9");
    house.restricted.add("owner@example.org UI 192.0.2.1");
    String offered = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);

    assertThat(house.handOvers.handOver(offered, elsewhere, "browser")).isEmpty();
    assertThat(house.told.getLast().what()).isEqualTo(What.HAND_OVER);
    assertThat(house.told.getLast().result()).isEqualTo(AuditEvent.Result.REFUSED);
    assertThat(house.told.getLast().address()).contains("198.51.100.9");
    assertThat(house.sessions.find(soap, Gate.SOAP, elsewhere)).isEmpty();
    assertThat(house.sessions.find(soap, Gate.SOAP, ADDRESS)).isPresent();
    String panel = exchange(offered).orElseThrow().id();
    assertThat(house.sessions.find(panel, Gate.UI, elsewhere)).isEmpty();
    assertThat(house.sessions.find(panel, Gate.UI, ADDRESS)).isPresent();
  }

  @Test
  void askingAndComingInAreToldWithoutAnyId() {
    String offered = house.handOvers.hijack(SOCKET, OWNER, Gate.UI);
    String soap = house.handOvers.hijack(SOCKET, OWNER, Gate.SOAP);
    String panel = exchange(offered).orElseThrow().id();
    String handle = house.find(soap, Gate.SOAP).orElseThrow().proof().handle();

    assertThat(house.told(What.HAND_OVER))
        .startsWith(
            "asked to come in as owner@example.org at UI",
            "asked to come in as owner@example.org at SOAP, session " + handle)
        .last()
        .asString()
        .isEqualTo("came in, session " + house.find(panel, Gate.UI).orElseThrow().proof().handle());
    assertThat(house.told.getLast().actor()).isEqualTo("admin as owner@example.org");
    house.ends.end(panel);
    assertThat(house.told.getLast().actor()).isEqualTo("admin as owner@example.org");
    assertThat(house.told.toString()).doesNotContain(offered).doesNotContain(soap);
  }
}
