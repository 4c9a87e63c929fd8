package org.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.session.House.ADDRESS;
import static org.gatehouse.session.House.EVE;
import static org.gatehouse.session.House.OWNER;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.auth.Account;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Proof;
import org.gatehouse.host.PasswordStamp;
import org.junit.jupiter.api.Test;

/** SOAP clients that show their password with each call. */
class SoapSessionTest {

  private final House house = new House();

  private Optional<String> call(Account account, String address, String agent) {
    return house.sessions.soapSession(
        new Caller(
            account,
            Gate.SOAP,
            ClientAddress.of(address),
            new Proof.Password(PasswordStamp.of("secret"))),
        agent);
  }

  private List<String> kept() {
    return house.ask("select id_hash from session");
  }

  @Test
  void theFirstCallStartsASessionAndTheNextReusesIt() {
    String id = call(OWNER, "192.0.2.1", "php").orElseThrow();

    assertThat(house.find(id, Gate.SOAP)).isPresent();
    assertThat(call(OWNER, "192.0.2.1", "php")).isEmpty();
    assertThat(kept()).containsExactly(SessionIds.hash(id));
  }

  @Test
  void anotherAccountAddressOrUserAgentHasASessionOfItsOwn() {
    assertThat(call(OWNER, "192.0.2.1", "php")).isPresent();
    assertThat(call(EVE, "192.0.2.1", "php")).isPresent();
    assertThat(call(OWNER, "192.0.2.2", "php")).isPresent();
    assertThat(call(OWNER, "192.0.2.1", "zeep")).isPresent();
    assertThat(call(OWNER, "192.0.2.1", null)).isPresent();
    assertThat(call(OWNER, "192.0.2.1", "")).isEmpty();
    assertThat(kept()).hasSize(5);
  }

  @Test
  void reuseIsUse() {
    String id = call(OWNER, "192.0.2.1", "php").orElseThrow();
    for (int i = 0; i < 3; i++) {
      house.pass(Duration.ofMinutes(10));
      assertThat(call(OWNER, "192.0.2.1", "php")).isEmpty();
    }

    assertThat(house.find(id, Gate.SOAP)).isPresent();
  }

  @Test
  void whatIsOverIsNotReused() {
    String first = call(OWNER, "192.0.2.1", "php").orElseThrow();
    house.pass(Duration.ofMinutes(15));
    String second = call(OWNER, "192.0.2.1", "php").orElseThrow();
    house.ends.end(second);
    String third = call(OWNER, "192.0.2.1", "php").orElseThrow();

    assertThat(house.find(first, Gate.SOAP)).isEmpty();
    assertThat(house.find(third, Gate.SOAP)).isPresent();
    assertThat(house.sessions.presented(first)).isEqualTo(Presented.ENDED);
  }

  @Test
  void firstCallsAtOnceMakeOneSession() {
    List<Optional<String>> ids = AtOnce.times(8, () -> call(OWNER, "192.0.2.1", "php"));

    assertThat(ids).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(kept()).hasSize(1);
    assertThat(house.told).hasSize(1);
  }

  @Test
  void aSiteMadeAnewUnderTheNameOfAnotherReusesNoSessionOfIt() {
    call(OWNER, "192.0.2.1", "php");
    house.sql("insert into site values (2, 'example.com', 'owner', 20001, true, 0)");
    Account owner = new Account(OWNER.name(), OWNER.role(), Optional.of(2));

    assertThat(call(owner, "192.0.2.1", "php")).isPresent();
  }

  @Test
  void keysAndSessionsStartNone() {
    for (Proof proof :
        List.of(
            new Proof.Key("0".repeat(64)),
            new Proof.Session("0".repeat(64), "handle", Optional.empty()),
            new Proof.Socket())) {
      assertThat(house.sessions.soapSession(new Caller(OWNER, Gate.SOAP, ADDRESS, proof), "php"))
          .isEmpty();
    }

    assertThat(kept()).isEmpty();
  }

  @Test
  void howAClientIsKnownAgainSaysNothingOfIt() {
    call(OWNER, "192.0.2.1", "php");

    assertThat(house.ask("select reuse_key from session").getFirst())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(SessionIds.hash("owner@example.org\n192.0.2.1\nphp"));
  }
}
