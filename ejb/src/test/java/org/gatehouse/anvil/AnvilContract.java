package org.gatehouse.anvil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.anvil.AnvilFixture.ADMIN;
import static org.gatehouse.anvil.AnvilFixture.LIMITS;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.gatehouse.audit.AuditEvent;
import org.gatehouse.audit.AuditEvent.What;
import org.gatehouse.auth.AccountName;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.gatehouse.restriction.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the anvil promises (issue 3, "Anvil"), whatever ledger it writes into. */
abstract class AnvilContract {

  private static final String STRANGER = "198.51.100.7";
  private static final Duration TTL = LIMITS.ttl();

  private AnvilFixture world;

  /** An anvil on an empty ledger. */
  abstract AnvilFixture fresh();

  @BeforeEach
  void begin() {
    world = fresh();
  }

  @Test
  void anAddressIsBlockedForTheTtlByItsTwentiethFailureWhateverTheNames() {
    for (int i = 0; i < 19; i++) {
      world.fail(STRANGER, "name" + i % 4);
    }
    assertThat(world.blocked(STRANGER)).isFalse();

    world.fail(STRANGER, "another");

    Instant until = world.clock.instant().plus(TTL);
    assertThat(world.anvil.blockedUntil(ClientAddress.of(STRANGER))).contains(until);
    assertThat(world.enter(STRANGER, "admin")).isEqualTo(new Entrance.Blocked(until));
    assertThat(world.anvil.proved(ClientAddress.of(STRANGER), "admin", Gate.REST))
        .isEqualTo(new Entrance.Blocked(until));
    assertThat(world.blocked("198.51.100.8")).isFalse();
    world.clock.pass(TTL.minusMillis(1));
    assertThat(world.blocked(STRANGER)).isTrue();
    world.clock.pass(Duration.ofMillis(1));
    assertThat(world.blocked(STRANGER)).isFalse();
    assertThat(world.enter(STRANGER, "admin")).isInstanceOf(Entrance.Place.class);
  }

  @Test
  void ofFortyAttemptsAtOnceTwentyFailAndTheRestIsRefused() throws Exception {
    List<Entrance> entrances =
        atOnce(
            40,
            () -> {
              Entrance entrance = world.enter(STRANGER, "admin");
              if (entrance instanceof Entrance.Place place) {
                world.anvil.failed(place);
              }
              return entrance;
            });

    assertThat(entrances).filteredOn(Entrance.Place.class::isInstance).hasSize(20);
    assertThat(entrances).filteredOn(Entrance.Blocked.class::isInstance).hasSize(20);
  }

  @Test
  void ofFortyAttemptsAtOnceAtTwoNodesTwentyFail() throws Exception {
    Anvil other = world.node(world.ledger);
    AtomicInteger turn = new AtomicInteger();
    List<Entrance> entrances =
        atOnce(
            40,
            () -> {
              Anvil node = turn.incrementAndGet() % 2 == 0 ? world.anvil : other;
              Entrance entrance = node.enter(ClientAddress.of(STRANGER), "admin", Gate.UI);
              if (entrance instanceof Entrance.Place place) {
                node.failed(place);
              }
              return entrance;
            });

    assertThat(entrances).filteredOn(Entrance.Place.class::isInstance).hasSize(20);
  }

  @Test
  void twoHundredRightSignInsAtOnceFromOneAddressAllSucceedAndLeaveNothing() throws Exception {
    List<Duration> holds = atOnce(200, () -> world.succeed(STRANGER, "admin"));

    assertThat(holds).hasSize(200).containsOnly(Duration.ZERO);
    assertThat(world.ledger.within("", 10)).isEmpty();
  }

  @Test
  void theAnswerToTheNthCountedAttemptIsHeldRightAndWrongAlike() {
    List<Long> holds =
        IntStream.range(0, 10).mapToObj(i -> world.fail(STRANGER, "a").toMillis()).toList();

    assertThat(holds).containsExactly(0L, 0L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(world.succeed(STRANGER, "b")).hasMillis(5000);
    assertThat(world.anvil.proved(ClientAddress.of(STRANGER), "b", Gate.DAV))
        .isEqualTo(new Passage.Proved(Duration.ofMillis(5000)));
  }

  @Test
  void aRightAttemptIsHeldAsAWrongOneInItsPlaceWouldBe() {
    world.fail(2, STRANGER, "a");

    assertThat(world.succeed(STRANGER, "b")).hasMillis(100);
    assertThat(world.fail(STRANGER, "b")).hasMillis(100);
  }

  @Test
  void aSuccessClearsItsPairAndNoOther() {
    world.fail(3, STRANGER, "a");
    world.fail(2, STRANGER, "b");

    world.succeed(STRANGER, "A");

    assertThat(world.fail(STRANGER, "b")).as("the third that counts").hasMillis(100);
  }

  @Test
  void aProvedAttemptClearsItsPairAndNoOther() {
    world.fail(3, STRANGER, "a");
    world.fail(2, STRANGER, "b");

    assertThat(world.anvil.proved(ClientAddress.of(STRANGER), "a", Gate.DAV))
        .as("held as the sixth that counts")
        .isEqualTo(new Passage.Proved(Duration.ofMillis(800)));

    assertThat(world.fail(STRANGER, "b")).as("the third that counts").hasMillis(100);
  }

  @Test
  void aProvedAttemptTakesNoPlaceAndWritesNothing() {
    for (int i = 0; i < 20; i++) {
      world.place(STRANGER, "a");
    }

    assertThat(world.anvil.proved(ClientAddress.of(STRANGER), "b", Gate.DAV))
        .isEqualTo(new Passage.Proved(Duration.ZERO));
    assertThat(world.anvil.proved(ClientAddress.of("198.51.100.99"), "b", Gate.DAV))
        .isEqualTo(new Passage.Proved(Duration.ZERO));
    assertThat(world.ledger.within("", 10)).hasSize(1);
  }

  @Test
  void aSuccessNeverLiftsAStandingBlock() {
    Entrance.Place slow = world.place(STRANGER, "a");
    world.fail(19, STRANGER, "a");
    // Its own failure fills the limit while the slow one is still under way.
    world.anvil.failed(
        new Entrance.Place(slow.key(), 1, slow.pair(), slow.address(), "a", Gate.UI));
    assertThat(world.blocked(STRANGER)).isTrue();

    world.anvil.admitted(slow);

    assertThat(world.blocked(STRANGER)).isTrue();
  }

  @Test
  void anUndecidedAttemptDoesNotCount() {
    world.fail(19, STRANGER, "a");
    world.anvil.undecided(world.place(STRANGER, "a"));

    assertThat(world.blocked(STRANGER)).isFalse();
    assertThat(world.fail(STRANGER, "a")).hasMillis(5000);
    assertThat(world.blocked(STRANGER)).isTrue();
  }

  @Test
  void eachDistinctForeignSessionIdCountsOnceForItsAddress() {
    for (int i = 0; i < 20; i++) {
      world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash" + i % 19);
    }
    assertThat(world.blocked(STRANGER)).isFalse();
    assertThat(world.told(What.FIXATION)).isEqualTo(19);
    assertThat(world.succeed(STRANGER, "a")).as("they hold answers").hasMillis(5000);

    world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash19");

    assertThat(world.blocked(STRANGER)).isTrue();
    assertThat(world.anvil.standing("", 9).getFirst().block().why())
        .isEqualTo("20 failures within 900 s, 20 of them session ids that were never issued");
    world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash20");
    assertThat(world.told(What.FIXATION)).as("nothing counts while blocked").isEqualTo(20);
  }

  @Test
  void aForeignSessionIdCountsAgainAfterTheTtl() {
    world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash");
    world.clock.pass(TTL);
    world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash");

    assertThat(world.told(What.FIXATION)).isEqualTo(2);
  }

  @Test
  void failuresAndForeignSessionIdsAddUp() {
    world.fail(10, STRANGER, "a");
    for (int i = 0; i < 10; i++) {
      world.anvil.fixation(ClientAddress.of(STRANGER), Gate.UI, "hash" + i);
    }

    assertThat(world.blocked(STRANGER)).isTrue();
  }

  @Test
  void aWhitelistedAddressIsNotBlockedButAPairIsStoppedAtTheLimit() {
    for (String address : List.of("127.0.0.1", "::1", "10.9.1.2")) {
      world.fail(20, address, "a");

      assertThat(world.blocked(address)).isFalse();
      assertThat(world.enter(address, "a")).isInstanceOf(Entrance.Blocked.class);
      assertThat(world.anvil.proved(ClientAddress.of(address), "a", Gate.REST))
          .isInstanceOf(Entrance.Blocked.class);
      assertThat(world.enter(address, "b")).isInstanceOf(Entrance.Place.class);
    }
    world.clock.pass(TTL);
    assertThat(world.enter("::1", "a")).isInstanceOf(Entrance.Place.class);
  }

  @Test
  void aWhitelistedPairOfIpv6IsCountedPer64() {
    world.anvil.exempt(ADMIN, Network.parse("2001:db8:77::/48").orElseThrow());
    for (int i = 0; i < 20; i++) {
      world.fail("2001:db8:77:1::" + i, "a");
    }

    assertThat(world.enter("2001:db8:77:1::ff", "a")).isInstanceOf(Entrance.Blocked.class);
    assertThat(world.enter("2001:db8:77:1::ff", "b")).isInstanceOf(Entrance.Place.class);
    assertThat(world.enter("2001:db8:77:2::ff", "a")).isInstanceOf(Entrance.Place.class);

    assertThat(world.anvil.unblock(ADMIN, ClientAddress.of("2001:db8:77:1::ee"))).isTrue();
    assertThat(world.enter("2001:db8:77:1::ff", "a")).isInstanceOf(Entrance.Place.class);
  }

  @Test
  void aWhitelistedAddressOfIpv6WaitsWithItsNeighboursOfTheSame64() {
    world.anvil.exempt(ADMIN, Network.parse("2001:db8:78::/48").orElseThrow());
    world.fail("2001:db8:78:1::1", "a");
    world.fail("2001:db8:78:1::2", "b");

    assertThat(world.fail("2001:db8:78:1::3", "c")).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void whatProvesAnAccountDoesNotClearTheFailuresThatNamedNone() {
    for (String address : List.of(STRANGER, "127.0.0.1")) {
      world.fail(19, address, "");
      world.anvil.admitted(
          world.place(address, "").of(new AccountName("keyholder", Optional.empty())));

      world.fail(address, "");

      assertThat(world.enter(address, "")).as(address).isInstanceOf(Entrance.Blocked.class);
    }
  }

  @Test
  void aKeyClearsThePairOfItsAccount() {
    world.fail(19, STRANGER, "keyholder");

    world.anvil.admitted(
        world.place(STRANGER, "").of(new AccountName("keyholder", Optional.empty())));

    assertThat(world.fail(STRANGER, "another")).isZero();
  }

  @Test
  void ofFortyAttemptsAtOnceOfAWhitelistedPairTwentyFail() throws Exception {
    List<Entrance> entrances =
        atOnce(
            40,
            () -> {
              Entrance entrance = world.enter("127.0.0.1", "admin");
              if (entrance instanceof Entrance.Place place) {
                world.anvil.failed(place);
              }
              return entrance;
            });

    assertThat(entrances).filteredOn(Entrance.Place.class::isInstance).hasSize(20);
  }

  @Test
  void aWhitelistedAddressWaitsAsOthersDo() {
    assertThat(world.fail("127.0.0.1", "a")).isZero();
    assertThat(world.fail("127.0.0.1", "b")).isZero();
    assertThat(world.fail("127.0.0.1", "c")).hasMillis(100);
    assertThat(world.succeed("127.0.0.1", "d")).hasMillis(200);
    assertThat(world.succeed("127.0.0.1", "c")).as("it was the fourth").hasMillis(200);
    assertThat(world.fail("127.0.0.1", "d")).as("c's is forgotten").hasMillis(100);
    for (int i = 0; i < 100; i++) {
      world.fail("127.0.0.1", "name" + i);
    }
    assertThat(world.fail("127.0.0.1", "e")).hasMillis(5000);
    assertThat(world.ledger.read(Key.whitelisted(ClientAddress.of("127.0.0.1"))).attempts())
        .as("what is kept is bounded")
        .hasSize(20);
  }

  @Test
  void foreignSessionIdsOfAWhitelistedAddressMakeItWait() {
    for (int i = 0; i < 30; i++) {
      world.anvil.fixation(ClientAddress.of("127.0.0.1"), Gate.UI, "hash" + i);
    }

    assertThat(world.blocked("127.0.0.1")).isFalse();
    assertThat(world.succeed("127.0.0.1", "d")).hasMillis(5000);
  }

  @Test
  void aForwardedAddressIsNeverWhitelisted() {
    ClientAddress forwarded = ClientAddress.of("127.0.0.1").forwarded();
    for (int i = 0; i < 20; i++) {
      world.anvil.failed((Entrance.Place) world.anvil.enter(forwarded, "name" + i, Gate.UI));
    }

    assertThat(world.anvil.blockedUntil(forwarded)).isPresent();
    assertThat(world.blocked("127.0.0.1")).isFalse();
    assertThat(world.enter("127.0.0.1", "a")).isInstanceOf(Entrance.Place.class);
  }

  @Test
  void ipv6CountsPer64() {
    for (int i = 1; i <= 20; i++) {
      world.fail("2001:db8:7:1::" + i, "a");
    }

    assertThat(world.blocked("2001:db8:7:1:ffff::1")).isTrue();
    assertThat(world.blocked("2001:db8:7:2::1")).isFalse();
  }

  @Test
  void a56IsBlockedAtFiveTimesTheLimitFromAtLeastFiveOfIts64() {
    for (int i = 0; i < 5; i++) {
      world.fail(19, "2001:db8:7:a" + i + "::1", "a");
    }
    world.fail(4, "2001:db8:7:a5::1", "b");
    assertThat(world.blocked("2001:db8:7:a6::1")).as("99 failures").isFalse();

    world.fail("2001:db8:7:a5::1", "b");

    assertThat(world.blocked("2001:db8:7:a6::1")).as("100 failures").isTrue();
    assertThat(world.enter("2001:db8:7:a6::1", "c")).isInstanceOf(Entrance.Blocked.class);
    assertThat(world.blocked("2001:db8:7:1a6::1")).as("another /56").isFalse();
    assertThat(world.anvil.standing("", 9))
        .singleElement()
        .matches(block -> block.what().equals("2001:db8:7::/56"))
        .matches(block -> block.block().why().equals("100 failures from 6 of its networks"));
    assertThat(world.told(What.BLOCK)).isEqualTo(1);
    world.clock.pass(TTL);
    assertThat(world.blocked("2001:db8:7:a6::1")).isFalse();
  }

  @Test
  void fourOfIts64DoNotBlockA56() {
    // A success forgets nothing of other names, and each /64 alone is blocked at 20.
    for (int i = 0; i < 4; i++) {
      world.fail(20, "2001:db8:7:a" + i + "::1", "a");
      world.anvil.failed(extra("2001:db8:7:a" + i + "::1", 1));
      for (int more = 2; more < 9; more++) {
        world.anvil.failed(extra("2001:db8:7:a" + i + "::1", more));
      }
    }

    assertThat(world.ledger.failuresWithin("2001:0db8:0007:00")).isGreaterThan(100);
    assertThat(world.blocked("2001:db8:7:a6::1")).isFalse();
  }

  /** One that was under way when its address was unblocked counts beyond the limit. */
  private static Entrance.Place extra(String address, int id) {
    ClientAddress client = ClientAddress.of(address);
    return new Entrance.Place(Key.of(client), id, 1, client, "a", Gate.UI);
  }

  @Test
  void a48IsBlockedAtTwentyFiveTimesTheLimitFromAtLeastTwentyFiveOfIts56() {
    for (int i = 0; i < 25; i++) {
      world.fail(19, "2001:db8:7:%x00::1".formatted(i), "a");
      world.fail(i == 24 ? 0 : 1, "2001:db8:7:%x01::1".formatted(i), "a");
    }
    assertThat(world.blocked("2001:db8:7:ff00::1")).as("499 failures").isFalse();

    world.fail("2001:db8:7:1801::1", "a");

    assertThat(world.blocked("2001:db8:7:ff00::1")).as("500 failures").isTrue();
    assertThat(world.blocked("2001:db8:8::1")).isFalse();
    assertThat(world.anvil.standing("", 9))
        .singleElement()
        .matches(block -> block.what().equals("2001:db8:7::/48"));
  }

  @Test
  void neitherRefusesA64FromWhichTheNamedAccountSignedIn() {
    world.signedIn("known", "2001:db8:7:bb::1");
    for (int i = 0; i < 5; i++) {
      world.fail(20, "2001:db8:7:a" + i + "::1", "a");
    }

    assertThat(world.blocked("2001:db8:7:bb::1")).as("it depends on the account").isFalse();
    assertThat(world.enter("2001:db8:7:bb::2", "known")).isInstanceOf(Entrance.Place.class);
    assertThat(world.anvil.proved(ClientAddress.of("2001:db8:7:bb::2"), "known", Gate.DAV))
        .isInstanceOf(Passage.Proved.class);
    assertThat(world.enter("2001:db8:7:bb::2", "other")).isInstanceOf(Entrance.Blocked.class);
    assertThat(world.blocked("2001:db8:7:bc::1")).isTrue();
  }

  @Test
  void ipv6EscalateTurnsNetworksOff() {
    AnvilFixture alone =
        AnvilFixture.inMemory(
            new Limits(20, TTL, 3, Duration.ofMillis(100), Duration.ofSeconds(5), false));
    for (int i = 0; i < 6; i++) {
      alone.fail(20, "2001:db8:7:a" + i + "::1", "a");
    }

    assertThat(alone.blocked("2001:db8:7:a6::1")).isFalse();
  }

  @Test
  void expiredFailuresDoNotBlockANetwork() {
    world.fail(10, "2001:db8:7:a0::1", "a");
    world.clock.pass(TTL.minusSeconds(1));
    world.fail(9, "2001:db8:7:a0::1", "a");
    world.clock.pass(Duration.ofSeconds(1));
    for (int i = 1; i < 5; i++) {
      world.fail(20, "2001:db8:7:a" + i + "::1", "a");
    }
    world.fail(10, "2001:db8:7:a5::1", "a");

    assertThat(world.blocked("2001:db8:7:a6::1")).as("99 that count").isFalse();
    world.fail("2001:db8:7:a5::1", "a");
    assertThat(world.blocked("2001:db8:7:a6::1")).as("100 that count").isTrue();
  }

  @Test
  void strangersWaitUnderADistributedAttackAndAreNeverRefused() {
    world.signedIn("victim", "203.0.113.1");
    int before = 0;
    for (int i = 0; i < 19; i++) {
      before += world.fail("198.51.100." + (10 + i), "victim").isZero() ? 1 : 0;
    }
    assertThat(before).isEqualTo(19);

    List<Long> holds =
        IntStream.range(0, 8)
            .mapToObj(i -> world.fail("198.51.101." + (10 + i), "Victim").toMillis())
            .toList();

    assertThat(holds).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(world.succeed("192.0.2.1", "victim")).as("a stranger").hasMillis(5000);
    assertThat(world.succeed("203.0.113.1", "victim")).as("who signed in before").isZero();
    assertThat(world.anvil.proved(ClientAddress.of("203.0.113.1"), "victim", Gate.DAV))
        .isEqualTo(new Passage.Proved(Duration.ZERO));
    assertThat(world.succeed("192.0.2.1", "other")).as("another account").isZero();
    assertThat(world.ledger.read(Key.name("victim")).attempts())
        .as("what is kept is bounded")
        .hasSizeLessThanOrEqualTo(26);
    world.clock.pass(TTL);
    assertThat(world.succeed("192.0.2.1", "victim")).isZero();
  }

  @Test
  void theSameHoldsForANameThatNoAccountCanHave() {
    for (int i = 0; i < 30; i++) {
      world.fail("198.51.100." + (10 + i), "no name at all!");
    }

    assertThat(world.fail("192.0.2.1", "NO name at all!")).hasMillis(5000);
  }

  @Test
  void failuresOfAFewAddressesAreNoCrowdOfStrangers() {
    world.fail(20, "198.51.100.10", "victim");
    world.fail(20, "198.51.100.11", "victim");
    world.fail(20, "198.51.100.12", "victim");

    assertThat(world.succeed("192.0.2.1", "victim")).isZero();
  }

  @Test
  void failuresOfAddressesThatTheAccountKnowsMakeNoStrangerWait() {
    for (int i = 0; i < 30; i++) {
      world.signedIn("victim", "198.51.100." + (10 + i));
      world.fail("198.51.100." + (10 + i), "victim");
    }

    assertThat(world.succeed("192.0.2.1", "victim")).isZero();
  }

  @Test
  void manyAddressesAgainstOneAccountAreToldOfOnceInATtl() {
    for (int i = 0; i < 9; i++) {
      world.fail("198.51.100." + (10 + i), "victim");
    }
    assertThat(world.told(What.ATTACK)).isZero();
    for (int i = 9; i < 15; i++) {
      world.fail("198.51.100." + (10 + i), "victim");
    }

    assertThat(world.told(What.ATTACK)).isEqualTo(1);
    world.clock.pass(TTL);
    for (int i = 0; i < 15; i++) {
      world.fail("198.51.102." + (10 + i), "victim");
    }
    assertThat(world.told(What.ATTACK)).isEqualTo(2);
  }

  @Test
  void manyNamesFromOneAddressAreToldOfOnceInATtl() {
    for (String address : List.of(STRANGER, "127.0.0.1")) {
      world.events.clear();
      for (int i = 0; i < 9; i++) {
        world.fail(address, "name" + i);
      }
      assertThat(world.told(What.ATTACK)).isZero();
      for (int i = 9; i < 15; i++) {
        world.fail(address, "name" + i);
      }
      assertThat(world.told(What.ATTACK)).as(address).isEqualTo(1);
    }
  }

  @Test
  void everyDenialAndBlockIsTold() {
    world.fail(20, STRANGER, "a");

    assertThat(world.told(What.DENIAL)).isEqualTo(20);
    assertThat(world.events)
        .filteredOn(event -> event.what() == What.DENIAL)
        .allMatch(event -> event.actor().equals("a"))
        .allMatch(event -> event.detail().equals("wrong password"));
    assertThat(world.events)
        .filteredOn(event -> event.what() == What.BLOCK)
        .singleElement()
        .extracting(AuditEvent::detail)
        .asString()
        .startsWith(STRANGER + " until 2026-11-22T12:15:00Z: 20 failures");
  }

  @Test
  void anUnblockHoldsAtOnce() {
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);

    assertThat(world.anvil.unblock(ADMIN, address)).isTrue();

    assertThat(world.blocked(STRANGER)).isFalse();
    assertThat(world.fail(STRANGER, "a")).as("its failures are forgotten").isZero();
    assertThat(world.told(What.UNBLOCK)).isEqualTo(1);
    assertThat(world.anvil.unblock(ADMIN, ClientAddress.of("198.51.100.200"))).isFalse();
    assertThat(world.told(What.UNBLOCK)).isEqualTo(1);
  }

  @Test
  void anUnblockHoldsThoughARequestReadTheBlockJustBefore() {
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);
    AtomicReference<Runnable> afterReading = new AtomicReference<>();
    Anvil node = world.node(interrupted(world.ledger, "read", afterReading));
    node.listen();
    afterReading.set(() -> node.unblock(ADMIN, address));

    node.blockedUntil(address);

    assertThat(node.blockedUntil(address)).isEmpty();
    assertThat(node.enter(address, "a", Gate.SOAP)).isInstanceOf(Entrance.Place.class);
  }

  /** A ledger in which something happens once, between a reading and its use. */
  private static Ledger interrupted(
      Ledger ledger, String reading, AtomicReference<Runnable> afterReading) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(ledger, arguments);
              if (method.getName().equals(reading)) {
                Optional.ofNullable(afterReading.getAndSet(null)).ifPresent(Runnable::run);
              }
              return result;
            });
  }

  @Test
  void anUnblockHoldsOnAnotherNodeWhenItHasListened() {
    Anvil other = world.node(world.ledger);
    other.listen();
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);
    assertThat(other.blockedUntil(address)).isPresent();

    world.anvil.unblock(ADMIN, address);
    other.listen();

    assertThat(other.blockedUntil(address)).isEmpty();
  }

  @Test
  void anUnblockLiftsTheNetworksOfTheAddressAndTheyAreNotBlockedAgainByTheOldFailures() {
    for (int i = 0; i < 5; i++) {
      world.fail(20, "2001:db8:7:a" + i + "::1", "a");
    }
    world.clock.pass(Duration.ofSeconds(1));

    world.anvil.unblock(ADMIN, ClientAddress.of("2001:db8:7:ff::1"));

    assertThat(world.blocked("2001:db8:7:ff::1")).isFalse();
    assertThat(world.blocked("2001:db8:7:a0::1")).as("its own block stands").isTrue();
    world.clock.pass(Duration.ofSeconds(1));
    world.fail("2001:db8:7:ff::1", "a");
    assertThat(world.blocked("2001:db8:7:fe::1")).isFalse();
  }

  @Test
  void anUnblockLiftsThePairsOfAWhitelistedAddress() {
    world.fail(20, "127.0.0.1", "a");

    assertThat(world.anvil.unblock(ADMIN, ClientAddress.of("127.0.0.1"))).isTrue();

    assertThat(world.enter("127.0.0.1", "a")).isInstanceOf(Entrance.Place.class);
  }

  @Test
  void whitelistChangesHoldAtOnceAndOnAnotherNodeWhenItHasListened() {
    Anvil other = world.node(world.ledger);
    other.listen();
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);
    Network network = Network.parse("198.51.100.0/24").orElseThrow();

    assertThat(world.anvil.exempt(ADMIN, network)).isTrue();
    assertThat(world.anvil.exempt(ADMIN, network)).isFalse();
    assertThat(world.blocked(STRANGER)).isFalse();
    other.listen();
    assertThat(other.blockedUntil(address)).isEmpty();
    assertThat(world.anvil.exempt())
        .singleElement()
        .isEqualTo(new Ledger.Exempt("198.51.100.0/24", world.clock.instant(), "admin"));

    assertThat(world.anvil.expose(ADMIN, network)).isTrue();
    assertThat(world.anvil.expose(ADMIN, network)).isFalse();
    assertThat(world.blocked(STRANGER)).isTrue();
    other.listen();
    assertThat(other.blockedUntil(address)).isPresent();
    assertThat(world.told(What.UNBLOCK)).isEqualTo(2);
  }

  @Test
  void aWhitelistChangeThatComesWhileANodeReadsTheListHoldsThereWhenItListensAgain() {
    AtomicReference<Runnable> afterReading = new AtomicReference<>();
    Anvil other = world.node(interrupted(world.ledger, "whitelist", afterReading));
    other.listen();
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);
    Network late = Network.parse(STRANGER).orElseThrow();
    world.anvil.exempt(ADMIN, Network.parse("192.0.2.0/24").orElseThrow());
    afterReading.set(() -> world.anvil.exempt(ADMIN, late));

    other.listen();
    assertThat(other.blockedUntil(address)).as("what was read is without it").isPresent();
    other.listen();
    assertThat(other.blockedUntil(address)).isEmpty();

    world.anvil.expose(ADMIN, Network.parse("192.0.2.0/24").orElseThrow());
    afterReading.set(() -> world.anvil.expose(ADMIN, late));
    other.listen();
    other.listen();
    assertThat(other.blockedUntil(address)).isPresent();
  }

  @Test
  void aWhitelistChangeThatANodeCouldNotReadHoldsThereWhenItListensAgain() {
    AtomicReference<Runnable> afterReading = new AtomicReference<>();
    Anvil other = world.node(interrupted(world.ledger, "whitelist", afterReading));
    other.listen();
    world.fail(20, STRANGER, "a");
    ClientAddress address = ClientAddress.of(STRANGER);
    world.anvil.exempt(ADMIN, Network.parse(STRANGER).orElseThrow());
    afterReading.set(
        () -> {
          throw new LedgerException(new SQLException("the database is away"));
        });

    other.listen();
    assertThat(other.blockedUntil(address)).as("it believes what it knew").isPresent();
    other.listen();
    assertThat(other.blockedUntil(address)).isEmpty();
  }

  @Test
  void blocksAreListedPageByPage() {
    List<String> addresses = List.of("198.51.100.1", "198.51.100.2", "198.51.100.3");
    addresses.forEach(address -> world.fail(20, address, "a"));

    List<Ledger.Standing> first = world.anvil.standing("", 2);
    List<Ledger.Standing> second = world.anvil.standing(first.getLast().key(), 2);

    List<Ledger.Standing> all = new ArrayList<>(first);
    all.addAll(second);
    assertThat(all).extracting(Ledger.Standing::what).containsExactlyElementsOf(addresses);
    assertThat(first.getFirst().block())
        .isEqualTo(
            new Block(
                world.clock.instant(),
                world.clock.instant().plus(TTL),
                "20 failures within 900 s"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -600, 600, 86_400})
  void aClockJumpNeitherEndsABlockEarlyNorMakesItLastLonger(long seconds) {
    MutableClock wall = new MutableClock();
    AtomicLong nanos = new AtomicLong();
    Consumer<Duration> pass =
        time -> {
          wall.pass(time);
          nanos.addAndGet(time.toNanos());
        };
    Anvil node = world.node(world.ledger, new SteadyClock(wall, nanos::get, () -> TTL));
    ClientAddress early = ClientAddress.of("198.51.100.31");
    ClientAddress late = ClientAddress.of("198.51.100.32");
    block(node, early);

    wall.pass(Duration.ofSeconds(seconds));
    node.sweep();
    pass.accept(TTL.minusSeconds(60));
    assertThat(node.blockedUntil(early))
        .as("told by the clock that others have")
        .contains(wall.instant().plusSeconds(60));
    block(node, late);
    pass.accept(Duration.ofSeconds(61));
    node.sweep();

    assertThat(node.blockedUntil(early)).isEmpty();
    assertThat(node.blockedUntil(late)).contains(wall.instant().plus(TTL).minusSeconds(61));
    pass.accept(TTL.minusSeconds(62));
    node.sweep();
    assertThat(node.blockedUntil(late)).isPresent();
    pass.accept(Duration.ofSeconds(1));
    assertThat(node.blockedUntil(late)).isEmpty();
  }

  private static void block(Anvil node, ClientAddress address) {
    for (int i = 0; i < 20; i++) {
      node.failed((Entrance.Place) node.enter(address, "a", Gate.SOAP));
    }
  }

  @Test
  void aBlockFromTheFutureIsBroughtBackByTheSweep() {
    world.clock.pass(Duration.ofDays(400));
    world.fail(20, STRANGER, "a");
    world.clock.pass(Duration.ofDays(-400));
    Anvil restarted = world.node(world.ledger);

    restarted.sweep();
    world.ledger.forget();

    assertThat(restarted.blockedUntil(ClientAddress.of(STRANGER)))
        .contains(world.clock.instant().plus(TTL));
    world.clock.pass(TTL);
    assertThat(restarted.blockedUntil(ClientAddress.of(STRANGER))).isEmpty();
    world.clock.pass(Duration.ofMillis(1));
    restarted.sweep();
    assertThat(world.ledger.within("", 9)).isEmpty();
  }

  @Test
  void whatSaysNothingAnyMoreIsSweptAway() {
    world.fail(20, STRANGER, "a");
    world.fail(3, "198.51.100.8", "a");
    world.clock.pass(TTL);
    world.fail("198.51.100.9", "b");
    world.clock.pass(Duration.ofMillis(1));

    world.anvil.sweep();

    assertThat(world.ledger.within("198", 9)).hasSize(1);
  }

  @Test
  void underAnyInterleavingOfTwoNodesNeverMoreThanTheLimitFailWithinATtl() {
    Random random = new Random(42);
    Anvil other = world.node(world.ledger);
    List<Entrance.Place> underWay = new ArrayList<>();
    List<Instant> failures = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Anvil node = random.nextBoolean() ? world.anvil : other;
      if (underWay.size() < 10 && random.nextInt(3) > 0) {
        if (failures.stream().filter(world.clock.instant().minus(TTL)::isBefore).count()
                + underWay.size()
            < 20) {
          Entrance entrance =
              node.enter(ClientAddress.of(STRANGER), "n" + random.nextInt(3), Gate.UI);
          if (entrance instanceof Entrance.Place place) {
            underWay.add(place);
          }
        }
      } else if (!underWay.isEmpty()) {
        node.failed(underWay.remove(random.nextInt(underWay.size())));
        failures.add(world.clock.instant());
      }
      world.clock.pass(Duration.ofMillis(random.nextInt(50_000) / 10));
      Instant since = world.clock.instant().minus(TTL);
      assertThat(failures.stream().filter(since::isBefore).count()).isLessThanOrEqualTo(20);
    }
    assertThat(failures).hasSizeGreaterThan(20);
  }

  static <T> List<T> atOnce(int times, Callable<T> deed) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<T> results = new ArrayList<>();
      List<Callable<T>> deeds = IntStream.range(0, times).mapToObj(ignored -> deed).toList();
      for (Future<T> future : threads.invokeAll(deeds)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
