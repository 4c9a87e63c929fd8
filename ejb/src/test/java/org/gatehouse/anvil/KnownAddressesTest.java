package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.gatehouse.auth.ClientAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownAddressesTest {

  private static final H2 DATABASE = new H2();
  private static final ClientAddress HOME = ClientAddress.of("2001:db8:1:2::3");
  private static final ClientAddress ELSEWHERE = ClientAddress.of("198.51.100.7");

  private final MutableClock clock = new MutableClock();
  private final KnownAddresses known = node();

  private KnownAddresses node() {
    return new KnownAddresses(DATABASE.source(), clock);
  }

  @BeforeEach
  void empty() {
    DATABASE.clear();
  }

  @Test
  void anAccountIsKnownWhereItSignedInAndInThe64Around() {
    known.remember("Owner@Example.Test", HOME);

    for (KnownAddresses any : java.util.List.of(known, node())) {
      assertThat(any.knows("owner@example.test", HOME)).isTrue();
      assertThat(any.knows("owner@example.test", ClientAddress.of("2001:db8:1:2:f::"))).isTrue();
      assertThat(any.knows("owner@example.test", ClientAddress.of("2001:db8:1:3::3"))).isFalse();
      assertThat(any.knows("other@example.test", HOME)).isFalse();
      assertThat(any.anybody(HOME)).isTrue();
      assertThat(any.anybody(ELSEWHERE)).isFalse();
    }
  }

  @Test
  void aDomainThatIsForgottenIsKnownFromNowhereUntilItSignsInAgain() {
    known.remember("owner@example.test", HOME);
    known.remember("eve@example.test", ELSEWHERE);
    known.remember("owner@other-example.test", HOME);
    known.remember("owner", HOME);

    known.forget("example.test");

    for (KnownAddresses any : java.util.List.of(known, node())) {
      assertThat(any.knows("owner@example.test", HOME)).isFalse();
      assertThat(any.knows("eve@example.test", ELSEWHERE)).isFalse();
      assertThat(any.anybody(ELSEWHERE)).isFalse();
      assertThat(any.knows("owner@other-example.test", HOME)).isTrue();
      assertThat(any.knows("owner", HOME)).isTrue();
    }
    known.remember("owner@example.test", HOME);
    assertThat(node().knows("owner@example.test", HOME)).isTrue();
  }

  @Test
  void anAddressIsForgottenAfter90Days() {
    known.remember("owner", HOME);
    clock.pass(Duration.ofDays(90).minusMillis(1));
    assertThat(node().knows("owner", HOME)).isTrue();

    clock.pass(Duration.ofMillis(1));
    assertThat(node().knows("owner", HOME)).isFalse();
    assertThat(node().anybody(HOME)).isFalse();
    known.remember("other", ELSEWHERE);
    assertThat(known.sweep()).isEqualTo(1);
    assertThat(DATABASE.number("select count(*) from known_address")).isEqualTo(1);
  }

  @Test
  void aLaterSignInRenewsIt() {
    known.remember("owner", HOME);
    clock.pass(Duration.ofDays(80));
    node().remember("owner", HOME);
    clock.pass(Duration.ofDays(80));

    assertThat(node().knows("owner", HOME)).isTrue();
    assertThat(DATABASE.number("select count(*) from known_address")).isEqualTo(1);
  }

  @Test
  void whatThisNodeHasJustWrittenItDoesNotWriteAgain() {
    known.remember("owner", HOME);
    DATABASE.clear();
    known.remember("owner", HOME);

    assertThat(DATABASE.number("select count(*) from known_address")).isZero();
    assertThat(known.knows("owner", HOME)).isTrue();
  }

  @Test
  void aSignInAfterABeliefThatTheAddressIsUnknownIsKnownAtOnce() {
    assertThat(known.knows("owner", HOME)).isFalse();
    assertThat(known.anybody(HOME)).isFalse();
    known.remember("owner", HOME);

    assertThat(known.knows("owner", HOME)).isTrue();
    assertThat(known.anybody(HOME)).isTrue();
  }

  @Test
  void namesThatNoAccountCanHaveAreAskedForLikeOthers() {
    assertThat(known.knows("no name at all! " + "x".repeat(1000), HOME)).isFalse();
    assertThat(known.knows("", HOME)).isFalse();
  }

  @Test
  void withoutItsTableItSaysSo() {
    H2 empty = new H2();
    empty.execute("drop table known_address");
    KnownAddresses none = new KnownAddresses(empty.source(), clock);

    assertThatThrownBy(() -> none.knows("a", HOME)).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> none.remember("a", HOME)).isInstanceOf(LedgerException.class);
    assertThatThrownBy(none::sweep).isInstanceOf(LedgerException.class);
  }
}
