package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.ADMIN;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.command.CommandException;
import org.gatehouse.command.CommandException.Kind;
import org.gatehouse.host.Host;
import org.gatehouse.host.HostException;
import org.gatehouse.host.PasswordStamp;
import org.gatehouse.host.Realm;
import org.gatehouse.host.UnixAccount;
import org.junit.jupiter.api.Test;

/** What {@code admin:hijack} takes. */
class HijackCommandTest {

  private final House house = new House();
  private final HijackCommand command =
      new HijackCommand(
          new Hijacking(house.handOvers, house.accounts, hostWith("owner", "eve", "away")));

  static Host hostWith(String... users) {
    return (Host)
        Proxy.newProxyInstance(
            HijackCommandTest.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              assertThat(arguments[0]).isEqualTo(new Realm.Site(1));
              if (method.getName().equals("isLocked")) {
                return arguments[1].equals("away");
              }
              assertThat(method.getName()).isEqualTo("accounts");
              return List.of(users).stream()
                  .map(user -> new UnixAccount(user, 20_001, 20_000, "", "/home", "/bin/sh"))
                  .toList();
            });
  }

  private String hijack(Gate from, String site, String user, String gate) {
    Caller caller =
        new Caller(ADMIN, from, ADDRESS, new Proof.Password(PasswordStamp.of("secret")));
    return command.hijack(caller, site, user, gate);
  }

  @Test
  void withoutAGateItIsSoapAtSoapAndThePanelElsewhere() {
    Map<Gate, Gate> expected =
        Map.of(Gate.SOAP, Gate.SOAP, Gate.UI, Gate.UI, Gate.REST, Gate.UI, Gate.CLI, Gate.UI);
    expected.forEach(
        (from, to) -> {
          String id = hijack(from, "example.org", "", "");
          assertThat(house.find(id, Gate.SOAP).isPresent()).isEqualTo(to == Gate.SOAP);
          assertThat(house.handOvers.peek(id).isPresent()).isEqualTo(to == Gate.UI);
        });
  }

  @Test
  void aGateThatIsNamedIsTheOne() {
    assertThat(house.handOvers.peek(hijack(Gate.SOAP, "example.org", "", "ui"))).isPresent();
    assertThat(house.find(hijack(Gate.UI, "example.org", "", "SOAP"), Gate.SOAP)).isPresent();
    for (String gate : List.of("REST", "DAV", "CLI", "x")) {
      assertThatThrownBy(() -> hijack(Gate.UI, "example.org", "", gate))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("'gate'");
    }
  }

  @Test
  void nobodyComesInAsASuspendedUser() {
    assertThatThrownBy(() -> hijack(Gate.UI, "example.org", "away", "UI"))
        .isInstanceOf(CommandException.class)
        .hasMessage("the account is suspended; nobody comes in until it is activated")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void withoutAUserItIsTheSitesAdmin() {
    assertThat(house.handOvers.peek(hijack(Gate.UI, "example.org", "", "UI")))
        .contains(new Offer("owner@example.org", "admin", Optional.empty()));
    assertThat(house.handOvers.peek(hijack(Gate.UI, "EXAMPLE.org", "eve", "UI")))
        .contains(new Offer("eve@example.org", "admin", Optional.empty()));
  }

  @Test
  void whoDoesNotExistIsNotComeInAs() {
    for (String[] nobody :
        new String[][] {
          {"example.com", ""},
          {"no domain", ""},
          {"", ""},
          {"example.org", "bob"},
          {"example.org", "no name"},
          {"example.org", "eve@example.org"}
        }) {
      assertThatThrownBy(() -> hijack(Gate.UI, nobody[0], nobody[1], ""))
          .isInstanceOf(CommandException.class)
          .extracting(e -> ((CommandException) e).kind())
          .isEqualTo(Kind.NOT_FOUND);
    }
    assertThat(house.ask("select id_hash from hand_over")).isEmpty();
  }

  @Test
  void aSuspendedSiteIsRefusedByName() {
    house.sql("update site set active = false");

    assertThatThrownBy(() -> hijack(Gate.SOAP, "example.org", "", ""))
        .hasMessageContaining("suspended")
        .extracting(e -> ((CommandException) e).kind())
        .isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aHostThatCannotBeAskedIsToldAsOne() {
    Host away =
        (Host)
            Proxy.newProxyInstance(
                HijackCommandTest.class.getClassLoader(),
                new Class<?>[] {Host.class},
                (proxy, method, arguments) -> {
                  throw new HostException.UnknownSite(1);
                });
    HijackCommand asked = new HijackCommand(new Hijacking(house.handOvers, house.accounts, away));
    Caller caller = new Caller(ADMIN, Gate.CLI, ADDRESS, new Proof.Socket());

    assertThatThrownBy(() -> asked.hijack(caller, "example.org", "", ""))
        .isInstanceOf(CommandException.class);
  }
}
