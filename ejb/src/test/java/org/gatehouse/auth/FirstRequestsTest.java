package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.host.PasswordStamp;
import org.junit.jupiter.api.Test;

/** At gates without sessions, one request in 15 minutes stands for a sign-in. */
class FirstRequestsTest {

  private final AtomicLong nanoseconds = new AtomicLong();
  private final FirstRequests requests = new FirstRequests(nanoseconds::get);

  private static Caller caller(String name, Gate gate, String address) {
    return new Caller(
        new Account(AccountName.parse(name).orElseThrow(), Role.SITE, Optional.of(1)),
        gate,
        ClientAddress.of(address),
        new Proof.Password(PasswordStamp.of("secret")));
  }

  @Test
  void onlyTheFirstOfAnAccountAddressAndGateIsOne() {
    assertThat(requests.isFirst(caller("a@x.test", Gate.REST, "192.0.2.1"))).isTrue();
    assertThat(requests.isFirst(caller("a@x.test", Gate.REST, "192.0.2.1"))).isFalse();
    assertThat(requests.isFirst(caller("b@x.test", Gate.REST, "192.0.2.1"))).isTrue();
    assertThat(requests.isFirst(caller("a@x.test", Gate.DAV, "192.0.2.1"))).isTrue();
    assertThat(requests.isFirst(caller("a@x.test", Gate.REST, "192.0.2.2"))).isTrue();
  }

  @Test
  void aSiteMadeAnewUnderTheNameOfAnotherHasAFirstOneOfItsOwn() {
    Caller before = caller("a@x.test", Gate.REST, "192.0.2.1");
    Account anew = new Account(before.account().name(), Role.SITE, Optional.of(99));
    requests.isFirst(before);

    assertThat(requests.isFirst(new Caller(anew, before.gate(), before.address(), before.proof())))
        .isTrue();
  }

  @Test
  void after15MinutesTheNextOneIsOneAgainHoweverManyThereWere() {
    Caller caller = caller("a@x.test", Gate.REST, "192.0.2.1");
    requests.isFirst(caller);

    nanoseconds.addAndGet(Duration.ofMinutes(14).toNanos());
    assertThat(requests.isFirst(caller)).isFalse();
    nanoseconds.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(requests.isFirst(caller)).isTrue();
  }

  @Test
  void whatCouldNotBeWrittenDownIsForgotten() {
    Caller caller = caller("a@x.test", Gate.REST, "192.0.2.1");
    requests.isFirst(caller);

    requests.forget(caller);

    assertThat(requests.isFirst(caller)).isTrue();
  }
}
