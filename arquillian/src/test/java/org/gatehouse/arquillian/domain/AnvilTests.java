package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gatehouse.anvil.Entrance;
import org.gatehouse.anvil.Passage;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Credential;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.junit.jupiter.api.Test;

/** The anvil on a real database. */
interface AnvilTests {

  Domain domain();

  @Test
  default void ofThirtyWrongPasswordsAtOnceTwentyAreVerifiedAndTheRestThrottled() throws Exception {
    ClientAddress address = freshAddress();

    List<Verdict> verdicts =
        atOnce(30, () -> domain().signIn(Gate.SOAP, address, "admin", "wrong"));

    assertThat(verdicts).filteredOn(Verdict.Denied.class::isInstance).hasSize(20);
    assertThat(verdicts).filteredOn(Verdict.Throttled.class::isInstance).hasSize(10);
    assertThat(domain().signIn(Gate.REST, address, "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Throttled.class);
    assertThat(domain().anvil().blockedUntil(address)).isPresent();
  }

  @Test
  default void twoHundredRightSignInsAtOnceFromOneAddressAllSucceed() throws Exception {
    ClientAddress address = freshAddress();

    List<Verdict> verdicts =
        atOnce(200, () -> domain().signIn(Gate.REST, address, "admin", ADMIN_PASSWORD));

    assertThat(verdicts).hasSize(200).allMatch(Verdict.Admitted.class::isInstance);
    assertThat(domain().anvil().blockedUntil(address)).isEmpty();
  }

  @Test
  default void failuresAddUpOverGatesAndKindsOfCredentials() {
    ClientAddress address = freshAddress();
    for (int i = 0; i < 5; i++) {
      domain().signIn(Gate.UI, address, "admin", "wrong");
      domain().signIn(Gate.SOAP, address, "nobody@nowhere.test", "wrong");
      domain().admit(Gate.REST, address, new Credential.Key("0".repeat(64)));
      domain().admit(Gate.CLI, address, new Credential.Unusable());
    }

    assertThat(domain().signIn(Gate.DAV, address, "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Throttled.class);
  }

  @Test
  default void anAddressIsCountedForItself() {
    ClientAddress address = freshAddress();
    for (int i = 0; i < 20; i++) {
      domain().signIn(Gate.SOAP, address, "admin", "wrong");
    }

    assertThat(domain().signIn(Gate.SOAP, freshAddress(), "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void addressesOfOneIpv6NetworkAreCountedTogether() {
    for (int i = 1; i <= 20; i++) {
      domain().signIn(Gate.SOAP, ClientAddress.of("2001:db8:77:1::" + i), "admin", "wrong");
    }

    assertThat(domain().signIn(Gate.SOAP, ClientAddress.of("2001:db8:77:1:f::1"), "admin", "wrong"))
        .isInstanceOf(Verdict.Throttled.class);
    assertThat(domain().signIn(Gate.SOAP, ClientAddress.of("2001:db8:77:2::1"), "admin", "wrong"))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  default void answersAreHeldExponentiallyRightAndWrongAlike() {
    ClientAddress address = freshAddress();
    String one = "one@" + freshDomain();
    String other = "other@" + freshDomain();

    assertThat(failed(address, one)).isZero();
    assertThat(failed(address, one)).isZero();
    assertThat(failed(address, one)).hasMillis(100);
    assertThat(failed(address, other)).hasMillis(200);
    assertThat(domain().anvil().admitted(place(address, one))).hasMillis(400);
  }

  /** A failure, and how long its answer is held from when it began. */
  private Duration failed(ClientAddress address, String account) {
    return domain().anvil().failed(place(address, account));
  }

  private Entrance.Place place(ClientAddress address, String account) {
    return (Entrance.Place) domain().anvil().enter(address, account, Gate.SOAP);
  }

  @Test
  default void aSuccessForgetsTheFailuresOfItsAccountAlone() {
    ClientAddress address = freshAddress();
    String site = freshDomain();
    domain().addSite(site, "right password");
    String owner = "owner@" + site;
    failed(address, "other@" + site);
    domain().signIn(Gate.SOAP, address, owner, "wrong");
    domain().signIn(Gate.SOAP, address, owner, "right password");
    domain().signIn(Gate.SOAP, address, owner, "wrong");

    assertThat(failed(address, owner)).as("the third failure that still counts").hasMillis(100);
  }

  @Test
  default void theAdminLiftsABlock() {
    ClientAddress address = freshAddress();
    for (int i = 0; i < 20; i++) {
      domain().signIn(Gate.SOAP, address, "admin", "wrong");
    }

    Object known =
        domain().commands().call(Domain.ADMIN, "anvil", "unblock", List.of(address.text()));

    assertThat(known).isEqualTo(true);
    assertThat(domain().anvil().blockedUntil(address)).isEmpty();
    assertThat(domain().signIn(Gate.SOAP, address, "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void theAdminSeesTheBlockWhyAndUntilWhen() {
    ClientAddress address = freshAddress();
    for (int i = 0; i < 20; i++) {
      domain().signIn(Gate.SOAP, address, "admin", "wrong");
    }

    assertThat(call("is-blocked", address.text())).isEqualTo(true);
    assertThat(call("is-blocked", freshAddress().text())).isEqualTo(false);
    assertThat((List<?>) call("list"))
        .map(entry -> (Map<?, ?>) entry)
        .filteredOn(entry -> entry.get("what").equals(address.text()))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.get("why")).isEqualTo("20 failures within 900 s");
              assertThat(Instant.parse(entry.get("until").toString()))
                  .isEqualTo(Instant.parse(entry.get("since").toString()).plusSeconds(900));
            });
  }

  @Test
  default void aWhitelistedAddressIsNotBlockedButEachOfItsAccountsIsStoppedAtTheLimit() {
    ClientAddress address = freshAddress();
    assertThat(call("whitelist-add", address.text() + "/32")).isEqualTo(true);
    assertThat(call("whitelist-add", address.text())).isEqualTo(false);
    for (int i = 0; i < 20; i++) {
      assertThat(domain().signIn(Gate.SOAP, address, "other", "wrong"))
          .isInstanceOf(Verdict.Denied.class);
    }

    assertThat(domain().anvil().blockedUntil(address)).isEmpty();
    assertThat(domain().signIn(Gate.SOAP, address, "other", "wrong"))
        .isInstanceOf(Verdict.Throttled.class);
    Verdict right = domain().signIn(Gate.SOAP, address, "admin", ADMIN_PASSWORD);
    assertThat(right).isInstanceOf(Verdict.Admitted.class);
    assertThat(domain().anvil().admitted(place(address, "admin")))
        .as("it waits as others do")
        .hasMillis(5000);
    assertThat(domain().signIn(Gate.SOAP, address.forwarded(), "admin", ADMIN_PASSWORD))
        .as("known by a forwarder's word alone, it is counted apart")
        .isInstanceOf(Verdict.Admitted.class);

    assertThat((List<?>) call("whitelist-list"))
        .map(entry -> ((Map<?, ?>) entry).get("network").toString())
        .contains(address.text(), "127.0.0.1", "::1");
    assertThat(call("whitelist-remove", address.text())).isEqualTo(true);
    assertThat(call("whitelist-remove", address.text())).isEqualTo(false);
  }

  @Test
  default void a56IsBlockedWhenManyOfIts64Fail() {
    for (int network = 0; network < 5; network++) {
      for (int i = 0; i < 20; i++) {
        ClientAddress address = ClientAddress.of("2001:db8:56:%x::%x".formatted(network, i + 1));
        domain().signIn(Gate.SOAP, address, "admin", "wrong");
      }
    }

    ClientAddress other = ClientAddress.of("2001:db8:56:ff::1");
    assertThat(domain().signIn(Gate.SOAP, other, "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Throttled.class);
    assertThat(call("unblock", other.text())).isEqualTo(true);
    assertThat(domain().signIn(Gate.SOAP, other, "admin", ADMIN_PASSWORD))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  default void strangersWaitUnderADistributedAttackAndAreNeverRefused() {
    String account = "victim" + System.nanoTime() + "@no.such.test";
    for (int i = 0; i < 30; i++) {
      assertThat(domain().signIn(Gate.SOAP, freshAddress(), account, "wrong"))
          .isInstanceOf(Verdict.Denied.class);
    }

    assertThat(domain().anvil().enter(freshAddress(), account, Gate.UI))
        .isInstanceOfSatisfying(
            Entrance.Place.class,
            place -> assertThat(domain().anvil().failed(place)).hasMillis(5000));
  }

  @Test
  default void foreignSessionIdsBlockTheirAddress() {
    ClientAddress address = freshAddress();
    for (int i = 0; i < 60; i++) {
      domain().anvil().fixation(address, Gate.UI, "hash " + i % 19);
    }
    assertThat(domain().anvil().blockedUntil(address)).isEmpty();

    domain().anvil().fixation(address, Gate.UI, "another");

    assertThat(domain().anvil().blockedUntil(address)).isPresent();
  }

  @Test
  default void aProvedAttemptTakesNoPlaceAndIsRefusedWhileItsAddressIsBlocked() {
    ClientAddress address = freshAddress();
    assertThat(domain().anvil().proved(address, "admin", Gate.DAV))
        .isEqualTo(new Passage.Proved(Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      domain().signIn(Gate.SOAP, address, "admin", "wrong");
    }

    assertThat(domain().anvil().proved(address, "admin", Gate.DAV))
        .isInstanceOf(Entrance.Blocked.class);
  }

  @Test
  default void whatTheAdminWritesWronglyIsRefusedInASentence() {
    assertThatThrownBy(() -> call("is-blocked", "example.test"))
        .hasMessage("argument 'address' must be an IPv4 or IPv6 address");
    assertThatThrownBy(() -> call("whitelist-add", "10.0.0.0/33"))
        .hasMessage("argument 'network' must be an IPv4 or IPv6 address or CIDR");
    assertThatThrownBy(() -> call("whitelist-add", "0.0.0.0/0"))
        .hasMessageContaining("at most a /6 each");
    assertThatThrownBy(() -> call("whitelist-remove", "127.0.0.1"))
        .hasMessageContaining("[anvil] whitelist");
    assertThatThrownBy(() -> call("list", 0)).hasMessageContaining("from 1 to 1000");
  }

  private Object call(String function, Object... arguments) {
    return domain().commands().call(Domain.ADMIN, "anvil", function, List.of(arguments));
  }
}
