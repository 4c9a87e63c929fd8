package org.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.audit.Refusals.Counted;
import org.gatehouse.audit.Refusals.Place;
import org.gatehouse.audit.Refusals.PlaceCount;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;

/** "Refusals at most one record per address, gate and minute, with a count." */
class RefusalsTest {

  private static final ClientAddress ADDRESS = ClientAddress.of("192.0.2.1");

  private final Refusals refusals = new Refusals();

  private static ClientAddress address(int number) {
    return ClientAddress.of(
        "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255));
  }

  @Test
  void thoseOfOneAddressAtOneGateAreOneCount() {
    refusals.count(ADDRESS, Gate.SOAP);
    refusals.count(ADDRESS, Gate.SOAP);
    refusals.count(ADDRESS, Gate.REST);

    assertThat(refusals.take().places())
        .containsExactlyInAnyOrder(
            new PlaceCount(new Place("192.0.2.1", Gate.SOAP), 2),
            new PlaceCount(new Place("192.0.2.1", Gate.REST), 1));
  }

  @Test
  void anIpv6AddressCountsWithItsNetwork() {
    refusals.count(ClientAddress.of("2001:db8::1"), Gate.SOAP);
    refusals.count(ClientAddress.of("2001:db8::2"), Gate.SOAP);

    assertThat(refusals.take().places())
        .containsExactly(new PlaceCount(new Place("2001:db8::/64", Gate.SOAP), 2));
  }

  @Test
  void whatWasTakenIsNotTakenAgain() {
    refusals.count(ADDRESS, Gate.UI);
    refusals.take();

    assertThat(refusals.take()).isEqualTo(new Counted(List.of(), 0));
  }

  @Test
  void aMillionAddressesThatAttackCostNoMoreThanABoundOfPlaces() {
    for (int i = 0; i < 1_000_000; i++) {
      refusals.count(address(i), Gate.SOAP);
    }

    Counted counted = refusals.take();
    assertThat(counted.places()).hasSize(Refusals.MOST_PLACES);
    assertThat(counted.others()).isEqualTo(1_000_000 - Refusals.MOST_PLACES);
  }

  @Test
  void aPlaceThatIsCountedAlreadyIsCountedOnHoweverManyOthersCome() {
    for (int i = 0; i < 2 * Refusals.MOST_PLACES; i++) {
      refusals.count(address(i), Gate.SOAP);
    }
    refusals.count(address(0), Gate.SOAP);

    assertThat(refusals.take().places())
        .contains(new PlaceCount(new Place("10.0.0.0", Gate.SOAP), 2));
  }

  @Test
  void whatCouldNotBeWrittenIsCountedOn() {
    refusals.count(ADDRESS, Gate.SOAP);
    Counted taken = new Counted(refusals.take().places(), 7);
    refusals.count(ADDRESS, Gate.SOAP);

    refusals.giveBack(taken);

    assertThat(refusals.take())
        .isEqualTo(new Counted(List.of(new PlaceCount(new Place("192.0.2.1", Gate.SOAP), 2)), 7));
  }

  @Test
  void noneIsLostOrCountedTwiceWhileOthersLook() throws Exception {
    int threads = 4;
    int each = 20_000;
    CountDownLatch counting = new CountDownLatch(threads);
    List<Counted> looks = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < each; n++) {
                    refusals.count(address(n % 7), Gate.SOAP);
                  }
                  counting.countDown();
                }));
      }
      while (counting.getCount() > 0) {
        looks.add(refusals.take());
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    looks.add(refusals.take());

    assertThat(looks.stream().flatMap(look -> look.places().stream()).mapToLong(PlaceCount::count))
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo((long) threads * each));
  }
}
