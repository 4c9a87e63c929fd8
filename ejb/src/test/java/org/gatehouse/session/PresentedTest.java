package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.OWNER;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.auth.Gate;
import org.gatehouse.scope.Settings;
import org.junit.jupiter.api.Test;

/** What an id is that a client shows. */
class PresentedTest {

  private static final String FOREIGN = "abcdefghijklmnopqrstuvwxyz012345";

  private final House house = new House();

  @Test
  void anIdThatWasNeverIssuedIsForeignAndCounts() {
    for (String id : new String[] {FOREIGN, "", "no id", null, FOREIGN + "6"}) {
      assertThat(house.sessions.presented(id)).isEqualTo(Presented.FOREIGN);
    }
    assertThat(Stream.of(Presented.values()).filter(Presented::counts))
        .containsExactly(Presented.ENDED_OFTEN, Presented.FOREIGN);
  }

  @Test
  void aLiveIdIsLiveHoweverOftenItIsShown() {
    String id = house.start(OWNER, Gate.SOAP);

    assertThat(Stream.generate(() -> house.sessions.presented(id)).limit(6))
        .containsOnly(Presented.LIVE);
  }

  @Test
  void anEndedIdCountsFromItsFifthPresentationOn() {
    String id = house.start(OWNER, Gate.UI);
    house.ends.end(id);

    assertThat(shown(house, id, 4)).containsOnly(Presented.ENDED);
    assertThat(shown(new House(house), id, 2)).containsOnly(Presented.ENDED_OFTEN);
  }

  private static List<Presented> shown(House node, String id, int times) {
    return Stream.generate(() -> node.sessions.presented(id)).limit(times).toList();
  }

  @Test
  void anIdThatIsOverByItselfIsEndedToo() {
    String id = house.start(OWNER, Gate.UI);
    house.pass(Duration.ofMinutes(15));

    assertThat(shown(house, id, 4)).containsOnly(Presented.ENDED);
    assertThat(shown(house, id, 1)).containsOnly(Presented.ENDED_OFTEN);
    assertThat(house.ask("select handle from session")).isEmpty();
  }

  @Test
  void anIdIsKnownForThirtyDaysAfterItsEnd() {
    String id = house.start(OWNER, Gate.UI);
    house.ends.end(id);

    house.pass(Duration.ofDays(30).minusMillis(1));
    house.ends.sweep();
    assertThat(house.sessions.presented(id)).isEqualTo(Presented.ENDED);
    house.pass(Duration.ofMillis(1));
    assertThat(house.sessions.presented(id)).isEqualTo(Presented.FOREIGN);
    assertThat(house.ask("select id_hash from ended_session")).hasSize(1);
    house.ends.sweep();
    assertThat(house.ask("select id_hash from ended_session")).isEmpty();
  }

  @Test
  void theSweepEndsWhatIsOverAndNothingElse() {
    String idle = house.start(OWNER, Gate.UI);
    house.settings.with(Settings.SESSION_MAX_AGE, "20m");
    String old = house.start(OWNER, Gate.UI);
    house.pass(Duration.ofMinutes(14));
    house.find(old, Gate.UI);
    String live = house.start(OWNER, Gate.UI);
    house.pass(Duration.ofMinutes(6));
    house.ends.sweep();

    assertThat(house.ask("select id_hash from session")).containsExactly(SessionIds.hash(live));
    assertThat(house.ask("select id_hash from ended_session"))
        .containsExactlyInAnyOrder(SessionIds.hash(idle), SessionIds.hash(old));
    assertThat(house.told(org.gatehouse.audit.AuditEvent.What.SESSION)).isEmpty();
  }

  @Test
  void aSweepThatFailsLeavesNothingHalfDoneAndTheNextOneDoesIt() {
    String first = house.start(OWNER, Gate.UI);
    String second = house.start(OWNER, Gate.SOAP);
    house.pass(Duration.ofMinutes(15));
    house.beforeCommit =
        Optional.of(
            () -> {
              throw new IllegalStateException("the database went away");
            });

    assertThatThrownBy(house.ends::sweep).hasMessage("the database went away");
    assertThat(house.ask("select id_hash from session")).hasSize(2);
    assertThat(house.ask("select id_hash from ended_session")).isEmpty();

    house.ends.sweep();
    assertThat(house.ask("select id_hash from session")).isEmpty();
    assertThat(house.ask("select id_hash from ended_session"))
        .containsExactlyInAnyOrder(SessionIds.hash(first), SessionIds.hash(second));
  }

  @Test
  void aVisitorsIdIsKnownOnEveryNodeWithoutBeingKept() {
    String id = house.sessions.visitorId();
    house.statements.clear();

    assertThat(id).matches("[0-9A-Za-z]{32}").isNotEqualTo(house.sessions.visitorId());
    assertThat(shown(new House(house), id, 6)).containsOnly(Presented.VISITOR);
    assertThat(house.find(id, Gate.UI)).isEmpty();
    assertThat(house.statements).isEmpty();
  }

  @Test
  void aVisitorsIdWithOneCharacterChangedIsForeign() {
    String id = house.sessions.visitorId();

    for (int place = 0; place < id.length(); place++) {
      char other = id.charAt(place) == 'x' ? 'y' : 'x';
      String forged = id.substring(0, place) + other + id.substring(place + 1);
      assertThat(house.sessions.presented(forged))
          .as("place " + place)
          .isEqualTo(Presented.FOREIGN);
    }
  }

  @Test
  void ofFivePresentationsAtOnceExactlyOneCounts() {
    String id = house.start(OWNER, Gate.UI);
    house.ends.end(id);

    assertThat(AtOnce.times(5, () -> house.sessions.presented(id)))
        .containsExactlyInAnyOrder(
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED,
            Presented.ENDED_OFTEN);
  }
}
