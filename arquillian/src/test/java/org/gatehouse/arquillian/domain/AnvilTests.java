package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.DataDirectorySession.ADMIN_PASSWORD;
import static org.gatehouse.arquillian.domain.Domain.atOnce;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;

import java.time.Duration;
import java.util.List;
import org.gatehouse.anvil.Entrance;
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

    assertThat(failed(address, "admin")).isZero();
    assertThat(failed(address, "admin")).isZero();
    assertThat(failed(address, "admin")).hasMillis(100);
    assertThat(failed(address, "other")).hasMillis(200);
    assertThat(domain().anvil().admitted(place(address, "admin"))).hasMillis(400);
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
    failed(address, "other");
    domain().signIn(Gate.SOAP, address, "admin", "wrong");
    domain().signIn(Gate.SOAP, address, "admin", ADMIN_PASSWORD);
    domain().signIn(Gate.SOAP, address, "admin", "wrong");

    assertThat(failed(address, "admin")).as("the third failure that still counts").hasMillis(100);
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
}
