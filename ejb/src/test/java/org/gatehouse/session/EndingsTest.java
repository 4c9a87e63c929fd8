package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.session.House.ADMIN;
import static org.gatehouse.session.House.EVE;
import static org.gatehouse.session.House.OWNER;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.junit.jupiter.api.Test;

/** What ends sessions, and which. */
class EndingsTest {

  private static final Caller BY = House.caller(OWNER, Gate.REST);

  private final House house = new House();
  private final String panel = house.start(OWNER, Gate.UI);
  private final String soap = house.start(OWNER, Gate.SOAP);
  private final String eves = house.start(EVE, Gate.UI);
  private final String admins = house.start(ADMIN, Gate.UI);

  private List<String> live() {
    return List.of(panel, soap, eves, admins).stream()
        .filter(id -> house.find(id, Gate.UI).or(() -> house.find(id, Gate.SOAP)).isPresent())
        .toList();
  }

  private String handle(String id) {
    return house
        .ask("select handle from session where id_hash = '" + SessionIds.hash(id) + "'")
        .getFirst();
  }

  @Test
  void signingOutEndsOneSessionAndTellsIt() {
    String handle = handle(panel);

    house.ends.end(panel);
    house.ends.end(panel);

    assertThat(live()).containsExactly(soap, eves, admins);
    assertThat(house.told(What.SESSION))
        .containsExactly("session " + handle + " of owner@example.org at UI ended: signed out");
    AuditEvent told = house.told.getLast();
    assertThat(told.actor()).isEqualTo("owner@example.org");
    assertThat(told.gate()).contains(Gate.UI);
    assertThat(told.address()).contains("192.0.2.1");
    assertThat(told.result()).isEqualTo(AuditEvent.Result.DONE);
  }

  @Test
  void anIdOfNoneEndsNothing() {
    house.ends.end("x".repeat(32));

    assertThat(live()).hasSize(4);
    assertThat(house.told(What.SESSION)).isEmpty();
  }

  @Test
  void endingAnAccountsSessionsEndsThemAllAndNoOthers() {
    assertThat(house.ends.endOf(OWNER, Optional.empty(), BY, "password changed")).isEqualTo(2);

    assertThat(live()).containsExactly(eves, admins);
    assertThat(house.told(What.SESSION))
        .hasSize(2)
        .allMatch(detail -> detail.endsWith("ended: password changed"));
    assertThat(house.told.getLast().actor()).isEqualTo("owner@example.org");
    assertThat(house.told.getLast().gate()).contains(Gate.REST);
    assertThat(house.ends.endOf(ADMIN, Optional.empty(), BY, "revoked")).isEqualTo(1);
    assertThat(live()).containsExactly(eves);
  }

  @Test
  void theSessionThatDidItMayStay() {
    assertThat(house.ends.endOf(OWNER, Optional.of(SessionIds.hash(panel)), BY, "password changed"))
        .isEqualTo(1);

    assertThat(live()).containsExactly(panel, eves, admins);
  }

  @Test
  void ofThoseThatAnswerToARestrictionTheOnesEndThatItDoesNotAllow() {
    assertThat(
            house.ends.endRestricted(
                OWNER, session -> session.gate() == Gate.SOAP, BY, "restricted"))
        .isEqualTo(1);

    assertThat(live()).containsExactly(panel, eves, admins);
    assertThat(house.told(What.SESSION)).hasSize(1).allMatch(text -> text.endsWith("restricted"));
  }

  @Test
  void aHandleEndsASessionOfItsOwnAccountOnly() {
    assertThat(house.ends.endByHandle(OWNER, handle(eves), BY)).isFalse();
    assertThat(house.ends.endByHandle(OWNER, "no such", BY)).isFalse();
    assertThat(live()).hasSize(4);
    assertThat(house.ends.endByHandle(EVE, handle(eves), House.caller(EVE, Gate.UI))).isTrue();
    assertThat(live()).containsExactly(panel, soap, admins);
  }

  @Test
  void endingASitesSessionsEndsThoseOfAllItsAccounts() {
    assertThat(house.ends.endAt(2, BY, "suspended")).isZero();
    assertThat(house.ends.endAt(1, BY, "suspended")).isEqualTo(3);

    assertThat(live()).containsExactly(admins);
    assertThat(house.told(What.SESSION)).hasSize(3).allMatch(text -> text.endsWith("suspended"));
  }

  @Test
  void whatGatehouseEndsItselfNamesNoAccount() {
    assertThat(house.ends.endAt(1, "its site was deleted")).isEqualTo(3);

    assertThat(house.told.getLast().actor()).isEqualTo("gatehouse");
    assertThat(house.told.getLast().gate()).isEmpty();
    assertThat(house.told.getLast().address()).isEmpty();
    assertThat(house.told(What.SESSION))
        .allMatch(text -> text.endsWith("ended: its site was deleted"));
  }

  @Test
  void ofManyWhoEndASessionAtOnceOneDoes() {
    List<Integer> ended =
        AtOnce.times(6, () -> house.ends.endOf(OWNER, Optional.empty(), BY, "password changed"));

    assertThat(ended.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
    assertThat(house.told(What.SESSION)).hasSize(2);
  }

  @Test
  void theLiveSessionsAreListedNewestFirst() {
    house.pass(Duration.ofMinutes(1));
    String newest = house.start(OWNER, Gate.UI);
    house.pass(Duration.ofMinutes(14));
    house.find(panel, Gate.UI);
    String handle = house.ask("select handle from session order by created_at desc").getFirst();

    assertThat(house.sessions.liveOf(OWNER))
        .hasSize(1)
        .allSatisfy(
            session -> {
              assertThat(session.proof().handle()).isEqualTo(handle);
              assertThat(session.proof().idHash()).isEqualTo(SessionIds.hash(newest));
              assertThat(session.account()).isEqualTo(OWNER);
            });
    house.pass(Duration.ofSeconds(1));
    house.start(OWNER, Gate.SOAP);
    assertThat(house.sessions.liveOf(OWNER))
        .extracting(Live::gate)
        .containsExactly(Gate.SOAP, Gate.UI);
  }

  @Test
  void allLiveSessionsAnswerToTheRestrictionsOfTheirAccountHoweverManyThereAre() {
    for (int i = 0; i < 500; i++) {
      house.start(EVE, Gate.UI);
    }

    assertThat(house.sessions.restrictedWith(EVE)).hasSize(501);
  }

  @Test
  void aSiteMadeAnewUnderTheNameOfAnotherHasNoSessionOfIt() {
    Account owner = new Account(OWNER.name(), OWNER.role(), Optional.of(2));

    assertThat(house.sessions.liveOf(OWNER)).isNotEmpty();
    assertThat(house.sessions.liveOf(owner)).isEmpty();
    assertThat(house.sessions.restrictedWith(owner)).isEmpty();
  }

  @Test
  void theSessionThatACallerCameByIsFoundByItsProof() {
    Proof proof = new Proof.Session(SessionIds.hash(panel), handle(panel), Optional.empty());
    Caller caller = new Caller(OWNER, Gate.UI, House.ADDRESS, proof);

    assertThat(house.sessions.of(caller).orElseThrow().proof()).isEqualTo(proof);
    assertThat(house.sessions.of(BY)).isEmpty();
    house.pass(Duration.ofMinutes(15));
    assertThat(house.sessions.of(caller)).isEmpty();
  }
}
