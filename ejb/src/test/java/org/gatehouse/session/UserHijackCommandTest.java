package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.OWNER;
import static org.gatehouse.session.House.caller;

import java.util.Optional;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.junit.jupiter.api.Test;

/** How a site's admin comes in as a user of the site. */
class UserHijackCommandTest {

  private final House house = new House();
  private final UserHijackCommand command =
      new UserHijackCommand(
          new Hijacking(
              house.handOvers, house.accounts, HijackCommandTest.hostWith("owner", "eve", "away")));

  private String hijack(String user, String gate) {
    return command.hijack(caller(OWNER, Gate.REST), user, gate);
  }

  private void assertRefused(Kind kind, String user) {
    assertThatThrownBy(() -> hijack(user, "UI"))
        .isInstanceOf(CommandException.class)
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  void theAdminComesInAsAUserAtThePanelOnceAndAtSoap() {
    String offered = hijack("eve", "UI");
    String panel = house.handOvers.handOver(offered, ADDRESS, "browser").orElseThrow().id();
    Live live = house.find(panel, Gate.UI).orElseThrow();

    assertThat(live.account().name()).hasToString("eve@example.org");
    assertThat(live.proof().askedBy()).contains("owner@example.org");
    assertThat(house.handOvers.handOver(offered, ADDRESS, "browser")).as("again").isEmpty();
    assertThat(house.find(hijack("eve", "SOAP"), Gate.SOAP)).isPresent();
    assertThat(house.told(What.HAND_OVER))
        .first()
        .isEqualTo("asked to come in as eve@example.org at UI");
  }

  @Test
  void itIsValidOnlyWhereTheAdminOfTheSiteMayBe() {
    ClientAddress elsewhere = ClientAddress.of("198.51.100.9");
    house.restricted.add("owner@example.org UI 198.51.100.9");
    house.restricted.add("eve@example.org UI 192.0.2.1");
    String offered = hijack("eve", "UI");

    assertThat(house.handOvers.handOver(offered, elsewhere, "browser")).isEmpty();
    String panel = house.handOvers.handOver(offered, ADDRESS, "browser").orElseThrow().id();
    assertThat(house.sessions.find(panel, Gate.UI, elsewhere)).isEmpty();
    assertThat(house.sessions.find(panel, Gate.UI, ADDRESS)).isPresent();
  }

  @Test
  void itDiesWithThePasswordThatAskedForIt() {
    String soap = hijack("eve", "SOAP");
    String offered = hijack("eve", "UI");

    house.changePassword(OWNER);

    assertThat(house.find(soap, Gate.SOAP)).isEmpty();
    assertThat(house.handOvers.handOver(offered, ADDRESS, "browser")).isEmpty();
  }

  @Test
  void itIsRefusedForTheAdminItselfNobodyASuspendedUserAndOthersSites() {
    assertRefused(Kind.FORBIDDEN, "owner");
    assertRefused(Kind.FORBIDDEN, "away");
    assertRefused(Kind.NOT_FOUND, "");
    assertRefused(Kind.NOT_FOUND, "nobody");
    assertRefused(Kind.NOT_FOUND, "eve@example.org");
    assertRefused(Kind.NOT_FOUND, "@example.org");
  }

  @Test
  void whoCameInAsTheAdminDoesNotComeInAsAThird() {
    Caller handed =
        new Caller(
            OWNER, Gate.UI, ADDRESS, new Proof.Session("hash", "handle", Optional.of("admin")));

    assertThatThrownBy(() -> command.hijack(handed, "eve", "UI"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("hand-over itself");
    assertThat(house.told(What.HAND_OVER)).isEmpty();
  }
}
