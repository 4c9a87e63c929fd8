package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADMIN;
import static org.gatehouse.session.House.OWNER;

import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.junit.jupiter.api.Test;

/**
 * No session outlives the password that started it, however the change and the sign-in interleave
 * (issue 3: "ended at once by password change").
 */
class OvertakenTest {

  private final House house = new House();

  private void changeBeforeCommit(Account account) {
    house.beforeCommit = Optional.of(() -> house.changePassword(account));
  }

  private void assertOvertaken(Runnable start) {
    assertThatThrownBy(start::run).isInstanceOf(OvertakenException.class);
    assertThat(house.ask("select handle from session")).isEmpty();
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
  }

  @Test
  void aPasswordThatWasChangedBeforeTheSessionIsInsertedStartsNone() {
    Caller verified = House.caller(OWNER, Gate.UI);

    house.changePassword(OWNER);

    assertOvertaken(() -> house.sessions.start(verified, "browser", "secret"));
  }

  @Test
  void oneThatIsChangedBetweenInsertAndCommitStartsNone() {
    Caller verified = House.caller(OWNER, Gate.UI);
    changeBeforeCommit(OWNER);

    assertOvertaken(() -> house.sessions.start(verified, "browser", "secret"));
  }

  @Test
  void aChangeAfterTheCommitFindsTheSessionAndEndsIt() {
    String id = house.start(OWNER, Gate.UI);

    house.changePassword(OWNER);

    assertThat(house.find(id, Gate.UI)).isEmpty();
  }

  @Test
  void theSameHoldsAtTheSoapGate() {
    Caller verified = House.caller(OWNER, Gate.SOAP);
    changeBeforeCommit(OWNER);

    assertOvertaken(() -> house.sessions.soapSession(verified, "php"));
  }

  @Test
  void theSameHoldsForWhatIsAskedForWithAPassword() {
    Caller verified = House.caller(ADMIN, Gate.SOAP);
    changeBeforeCommit(ADMIN);
    assertWithdrawn(verified, Gate.SOAP);

    assertWithdrawn(verified, Gate.UI);
  }

  private void assertWithdrawn(Caller asker, Gate gate) {
    house.handOvers.hijack(asker, OWNER, gate);
    assertThat(house.handOvers.withdrawOvertaken(asker)).isTrue();
    assertThat(house.ask("select handle from session")).isEmpty();
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
  }

  @Test
  void whoCameInWithoutAPasswordIsNotAskedForOne() {
    house.changePassword(ADMIN);
    Caller local = new Caller(ADMIN, Gate.CLI, House.ADDRESS, new Proof.Socket());

    house.handOvers.hijack(local, OWNER, Gate.SOAP);

    assertThat(house.handOvers.withdrawOvertaken(local)).isFalse();
    assertThat(house.ask("select handle from session")).hasSize(1);
  }
}
