package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;

/** What holds whatever clients do in whatever order, at two nodes of one ledger. */
class AnvilPropertiesTest {

  private static final Limits FEW =
      new Limits(
          4, Duration.ofSeconds(900), 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);

  private enum Kind {
    ENTER,
    FAIL,
    SUCCEED,
    GIVE_UP,
    PROVED,
    FOREIGN_ID,
    PASS
  }

  private record Deed(Kind kind, boolean otherNode, int number) {}

  /** A wrong password that was verified. */
  private record Failure(String account, Instant at) {}

  @Provide
  Arbitrary<List<Deed>> deeds() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(9, Kind.ENTER),
            Tuple.of(7, Kind.FAIL),
            Tuple.of(1, Kind.SUCCEED),
            Tuple.of(1, Kind.GIVE_UP),
            Tuple.of(1, Kind.PROVED),
            Tuple.of(1, Kind.FOREIGN_ID),
            Tuple.of(3, Kind.PASS));
    return Combinators.combine(
            kinds, Arbitraries.of(true, false), Arbitraries.integers().between(0, 5))
        .as(Deed::new)
        .list()
        .ofMaxSize(80);
  }

  /** One run of deeds at one address, plain or whitelisted, with what it must never show. */
  private static final class Run {

    private final AnvilFixture world = AnvilFixture.inMemory(FEW);
    private final Anvil other = world.node(world.ledger);
    private final List<Entrance.Place> underWay = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final ClientAddress address;

    Run(String address) {
      this.address = ClientAddress.of(address);
    }

    void carryOut(Deed deed) {
      Anvil node = deed.otherNode() ? other : world.anvil;
      String account = "account" + deed.number() % 3;
      switch (deed.kind()) {
        case ENTER -> {
          // Where every place is taken by attempts under way it would wait for one of them.
          if (underWay.size() < FEW.limit() - 1 && !wouldWait(account)) {
            if (node.enter(address, account, Gate.UI) instanceof Entrance.Place place) {
              underWay.add(place);
            }
          }
        }
        case FAIL -> {
          if (!underWay.isEmpty()) {
            Entrance.Place place = underWay.removeFirst();
            node.failed(place);
            failures.add(new Failure(place.account(), world.clock.instant()));
          }
        }
        case SUCCEED -> {
          if (!underWay.isEmpty()) {
            Entrance.Place place = underWay.removeFirst();
            boolean blocked = node.blockedUntil(address).isPresent();
            node.admitted(place);
            assertThat(node.blockedUntil(address).isPresent())
                .as("a success never lifts a standing block")
                .isEqualTo(blocked);
            failures.removeIf(failure -> failure.account().equals(place.account()));
          }
        }
        case GIVE_UP -> {
          if (!underWay.isEmpty()) {
            node.undecided(underWay.removeFirst());
          }
        }
        case PROVED -> {
          if (node.proved(address, account, Gate.DAV) instanceof Passage.Proved) {
            failures.removeIf(failure -> failure.account().equals(account));
          }
        }
        case FOREIGN_ID -> node.fixation(address, Gate.UI, "hash" + deed.number());
        case PASS -> {
          if (deed.number() == 0) {
            // No attempt takes this long: those under way were settled before.
            underWay.forEach(node::undecided);
            underWay.clear();
            world.clock.pass(Duration.ofSeconds(450));
          } else {
            world.clock.pass(Duration.ofSeconds(deed.number()));
          }
        }
      }
    }

    private boolean wouldWait(String account) {
      return Stream.of(Key.of(address), Key.pair(address, account))
          .map(key -> world.ledger.read(key).at(world.clock.instant(), FEW))
          .anyMatch(tally -> tally.block().isEmpty() && tally.full(FEW));
    }

    List<Failure> recent() {
      Instant since = world.clock.instant().minus(FEW.ttl());
      return failures.stream().filter(failure -> since.isBefore(failure.at())).toList();
    }
  }

  @Property(tries = 400)
  void neverMoreThanTheLimitFailWithinATtl(@ForAll("deeds") List<Deed> deeds) {
    Run run = new Run("198.51.100.7");
    for (Deed deed : deeds) {
      run.carryOut(deed);
      assertThat(run.recent()).hasSizeLessThanOrEqualTo(FEW.limit());
    }
  }

  @Property(tries = 400)
  void neverMoreThanTheLimitOfOnePairFailWithinATtlAtAWhitelistedAddress(
      @ForAll("deeds") List<Deed> deeds) {
    Run run = new Run("127.0.0.1");
    for (Deed deed : deeds) {
      run.carryOut(deed);
      for (int i = 0; i < 3; i++) {
        String account = "account" + i;
        assertThat(run.recent().stream().filter(f -> f.account().equals(account)).count())
            .isLessThanOrEqualTo(FEW.limit());
      }
      assertThat(run.world.anvil.blockedUntil(run.address)).isEmpty();
    }
  }

  @Property(tries = 200)
  void theLongerAnAddressFailsTheLongerItWaits(
      @ForAll @IntRange(min = 1, max = 500) int limit,
      @ForAll @IntRange(min = 1, max = 20) int minAttempts,
      @ForAll @IntRange(max = 5_000) int base,
      @ForAll @IntRange(max = 60_000) int most) {
    Limits limits =
        new Limits(
            limit,
            Duration.ofSeconds(900),
            minAttempts,
            Duration.ofMillis(base),
            Duration.ofMillis(most),
            true);
    Duration last = Duration.ZERO;
    for (int counted = 0; counted <= limit; counted++) {
      Duration hold = limits.wait(counted);
      assertThat(hold).isBetween(last, limits.maxDelay());
      assertThat(hold.isZero() || counted >= minAttempts).isTrue();
      last = hold;
    }
    assertThat(limits.mostStrangers()).isBetween(16, 640);
    assertThat(limits.mostOfOneStranger() * Strangers.LEAST_SOURCES).isGreaterThanOrEqualTo(limit);
  }
}
