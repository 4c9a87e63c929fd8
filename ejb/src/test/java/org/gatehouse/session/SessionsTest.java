package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.ADMIN;
import static org.gatehouse.session.House.EVE;
import static org.gatehouse.session.House.OWNER;
import static org.gatehouse.session.House.START;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Role;
import org.junit.jupiter.api.Test;

/** What a session is, and how long. */
class SessionsTest {

  private final House house = new House();

  @Test
  void anIdHas32CharactersOf62AndOnlyItsHashIsKept() {
    String id = house.start(OWNER, Gate.UI);

    assertThat(id).matches("[0-9A-Za-z]{32}");
    assertThat(house.ask("select * from session")).contains(SessionIds.hash(id)).doesNotContain(id);
    assertThat(SessionIds.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void idsUseAllOfTheirCharactersInEveryPlaceAndNeverRepeat() {
    Set<String> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    SessionIds made = new SessionIds(new java.security.SecureRandom());
    for (int i = 0; i < 2_000; i++) {
      String id = made.fresh();
      ids.add(id);
      for (int place = 0; place < id.length(); place++) {
        places.add(place + ":" + id.charAt(place));
      }
    }

    assertThat(ids).hasSize(2_000);
    assertThat(places).hasSize(32 * 62);
  }

  @Test
  void aSessionIsFoundWithItsAccountAndWhatIsKnownOfIt() {
    String id = house.sessions.start(House.caller(OWNER, Gate.UI), "x".repeat(300), "").id();

    Live live = house.find(id, Gate.UI).orElseThrow();

    assertThat(live.account()).isEqualTo(OWNER);
    assertThat(live.gate()).isEqualTo(Gate.UI);
    assertThat(live.proof().idHash()).isEqualTo(SessionIds.hash(id));
    assertThat(live.proof().handle()).matches("[0-9A-Za-z]{12}");
    assertThat(live.proof().askedBy()).isEmpty();
    assertThat(live.address()).isEqualTo(ADDRESS.text());
    assertThat(live.userAgent()).isEqualTo("x".repeat(255));
    assertThat(live.startedAt()).isEqualTo(START);
    assertThat(live.lastSeenAt()).isEqualTo(START);
    assertThat(live.endsAt()).isEqualTo(START.plus(Duration.ofHours(12)));
  }

  @Test
  void aClientThatDoesNotNameItselfHasASessionToo() {
    String id = house.sessions.start(House.caller(OWNER, Gate.UI), null, "").id();

    assertThat(house.find(id, Gate.UI).orElseThrow().userAgent()).isEmpty();
  }

  @Test
  void theRoleIsTheOneThatTheAccountHasNow() {
    String owners = house.start(OWNER, Gate.UI);
    String eves = house.start(EVE, Gate.UI);
    String admins = house.start(ADMIN, Gate.UI);

    assertThat(house.find(eves, Gate.UI).orElseThrow().account()).isEqualTo(EVE);
    assertThat(house.find(admins, Gate.UI).orElseThrow().account()).isEqualTo(ADMIN);

    house.sql("update site set admin = 'eve'");

    assertThat(house.find(owners, Gate.UI).orElseThrow().account().role()).isEqualTo(Role.USER);
    assertThat(house.find(eves, Gate.UI).orElseThrow().account().role()).isEqualTo(Role.SITE);
  }

  @Test
  void aSessionIsValidAtTheGateItWasStartedForOnly() {
    String panel = house.start(OWNER, Gate.UI);
    String soap = house.start(OWNER, Gate.SOAP);

    assertThat(house.find(panel, Gate.UI)).isPresent();
    assertThat(house.find(panel, Gate.SOAP)).isEmpty();
    assertThat(house.find(soap, Gate.SOAP)).isPresent();
    assertThat(house.find(soap, Gate.UI)).isEmpty();
    assertThatThrownBy(() -> house.start(OWNER, Gate.REST))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdleSessionEndsAfterItsTime() {
    String id = house.start(OWNER, Gate.UI);

    house.pass(Duration.ofMinutes(15).minusMillis(1));
    assertThat(house.find(id, Gate.UI)).isPresent();
    house.pass(Duration.ofMinutes(15).minusMillis(1));
    assertThat(house.find(id, Gate.UI)).isPresent();
    house.pass(Duration.ofMinutes(15));
    assertThat(house.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void aBusySessionEndsAtItsAbsoluteLimit() {
    String id = house.start(OWNER, Gate.UI);
    for (int i = 0; i < 12 * 6 - 1; i++) {
      house.pass(Duration.ofMinutes(10));
      assertThat(house.find(id, Gate.UI)).isPresent();
    }

    house.pass(Duration.ofMinutes(10).minusMillis(1));
    assertThat(house.find(id, Gate.UI)).isPresent();
    house.pass(Duration.ofMillis(1));
    assertThat(house.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void aSuspendedOrDeletedSiteHasNoSessions() {
    String id = house.start(OWNER, Gate.UI);

    house.sql("update site set active = false");
    assertThat(house.find(id, Gate.UI)).isEmpty();
    house.sql("update site set active = true");
    assertThat(house.find(id, Gate.UI)).isPresent();
    house.sql("delete from site");
    assertThat(house.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void aRequestOfALiveSessionIsOneStatementAndOneMoreAtMostOnceAMinute() {
    String id = house.start(OWNER, Gate.UI);
    house.statements.clear();

    house.pass(Duration.ofSeconds(59));
    house.find(id, Gate.UI);
    house.find(id, Gate.UI);
    assertThat(house.statements).hasSize(2).allMatch(sql -> sql.startsWith("select"));

    house.pass(Duration.ofSeconds(1));
    house.find(id, Gate.UI);
    house.find(id, Gate.UI);
    assertThat(house.statements).hasSize(5).filteredOn(sql -> sql.startsWith("update")).hasSize(1);
    assertThat(house.ask("select last_seen_at from session"))
        .containsExactly(Long.toString(house.now.toEpochMilli()));
  }

  @Test
  void whatIsNotUsableAsAnIdAsksNoDatabase() {
    house.statements.clear();

    String[] unusable = {
      null, "", "short", "x".repeat(31), "x".repeat(33), "x".repeat(31) + "-", "' or 1=1"
    };
    for (String id : unusable) {
      assertThat(house.find(id, Gate.UI)).isEmpty();
      assertThat(house.sessions.unseal(id, "tag", String::new)).isEmpty();
      assertThat(house.handOvers.peek(id)).isEmpty();
      assertThat(house.handOvers.handOver(id, ADDRESS, "browser")).isEmpty();
      assertThat(house.sessions.knownHere(id)).isFalse();
      house.ends.end(id);
    }

    assertThat(house.statements).isEmpty();
  }

  @Test
  void anEndHoldsAtOnceOnEveryNode() {
    House other = new House(house);
    String id = house.start(OWNER, Gate.UI);
    assertThat(other.find(id, Gate.UI)).isPresent();

    house.ends.end(id);

    assertThat(house.find(id, Gate.UI)).isEmpty();
    assertThat(other.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void aNodeKnowsTheSessionsThatItSawLiveAndNoOthers() {
    House other = new House(house);
    String id = house.start(OWNER, Gate.UI);
    house.statements.clear();

    assertThat(house.sessions.knownHere(id)).isTrue();
    assertThat(other.sessions.knownHere(id)).isFalse();
    other.find(id, Gate.SOAP);
    assertThat(other.sessions.knownHere(id)).isFalse();
    other.find(id, Gate.UI);
    assertThat(other.sessions.knownHere(id)).isTrue();
    house.ends.end(id);
    assertThat(house.sessions.knownHere(id)).isFalse();
    assertThat(house.sessions.knownHere("x".repeat(32))).isFalse();
  }

  @Test
  void aNodeKnowsASessionForAsLongAsItMayBeIdle() {
    String id = house.start(OWNER, Gate.UI);

    house.pass(Duration.ofMinutes(14));
    assertThat(house.sessions.knownHere(id)).isTrue();
    house.pass(Duration.ofMinutes(1));
    assertThat(house.sessions.knownHere(id)).isFalse();
  }

  @Test
  void aSessionThatEndedOnAnotherNodeIsKnownNoLongerOnceItWasAskedFor() {
    House other = new House(house);
    String id = house.start(OWNER, Gate.UI);
    other.ends.end(id);

    house.find(id, Gate.UI);

    assertThat(house.sessions.knownHere(id)).isFalse();
  }

  @Test
  void aLiveSessionStaysKnownThoughItWasShownAtAnotherGate() {
    String id = house.start(OWNER, Gate.UI);

    house.find(id, Gate.SOAP);

    assertThat(house.sessions.knownHere(id)).isTrue();
  }

  @Test
  void aStartIsToldByHandleAndNeverById() {
    String id = house.start(OWNER, Gate.UI);
    String handle = house.find(id, Gate.UI).orElseThrow().proof().handle();

    assertThat(house.told(What.SIGN_IN)).containsExactly("session " + handle + " started");
    assertThat(house.told.getFirst().actor()).isEqualTo("owner@example.org");
    assertThat(house.told.toString()).doesNotContain(id).doesNotContain(SessionIds.hash(id));
    assertThat(new Started(id, Optional.of("tag")).toString()).isEqualTo("Started[…]");
  }

  @Test
  void aTokenAgainstForgedRequestsFitsItsSessionOnly() {
    String id = house.start(OWNER, Gate.UI);
    String token = house.sessions.csrfToken(id);

    assertThat(token).matches("[0-9A-Za-z_-]{43}").doesNotContain(id);
    assertThat(house.sessions.csrfTokenFits(id, token)).isTrue();
    assertThat(new House(house).sessions.csrfTokenFits(id, token)).isTrue();
    assertThat(house.sessions.csrfTokenFits(house.start(OWNER, Gate.UI), token)).isFalse();
    assertThat(house.sessions.csrfTokenFits(id, "")).isFalse();
    assertThat(house.sessions.csrfTokenFits(id, null)).isFalse();
  }

  @Test
  void aDatabaseThatIsAwayFailsTheQuestion() {
    String id = house.start(OWNER, Gate.UI);
    house.source.setURL("jdbc:h2:tcp://127.0.0.1:1/away");

    assertThatThrownBy(() -> house.find(id, Gate.UI)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aUseThatCannotBeNotedIsServedAllTheSame() {
    String id = house.start(OWNER, Gate.UI);
    house.pass(Duration.ofMinutes(5));
    house.sql("alter table session alter column last_seen_at rename to elsewhere");
    house.sql("alter table session add column last_seen_at bigint generated always as (elsewhere)");

    assertThat(house.find(id, Gate.UI)).isPresent();
    assertThat(house.find(id, Gate.UI)).isPresent();
  }

  @Test
  void itIsFoundWithWhetherThereIsARestrictionToAskForInTheSameStatement() {
    String owner = house.sessions.start(House.caller(House.OWNER, Gate.UI), "", "").id();
    String admin = house.sessions.start(House.caller(House.ADMIN, Gate.UI), "", "").id();
    house.sql("insert into restriction values (1, 'eve', 'ALL', '192.0.2.0/24', 0)");
    assertThat(restricted(owner)).isFalse();
    assertThat(restricted(admin)).isFalse();

    house.sql("insert into restriction values (1, 'owner', 'DAV', '192.0.2.0/24', 0)");
    assertThat(restricted(owner)).isTrue();
    assertThat(restricted(admin)).isFalse();

    house.sql("insert into restriction values (0, 'admin', 'UI', '192.0.2.0/24', 0)");
    house.statements.clear();
    assertThat(restricted(admin)).isTrue();
    assertThat(house.statements).hasSize(1);
  }

  private boolean restricted(String id) {
    return house.sessions.find(id, Gate.UI, House.ADDRESS).orElseThrow().restricted();
  }
}
