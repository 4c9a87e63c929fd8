package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatehouse.auth.ClientAddress;
import org.gatehouse.auth.Gate;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {

  private static final Duration HOLD = Duration.ofNanos(100_000_001);

  /** What was scheduled and not run yet, each with its nanoseconds. */
  private final List<Runnable> scheduled = new ArrayList<>();

  private final List<Long> delays = new ArrayList<>();
  private final List<String> happened = new ArrayList<>();
  private final HeldAnswers answers = new HeldAnswers(scheduler(), () -> 8);

  private ScheduledExecutorService scheduler() {
    return fake(
        ScheduledExecutorService.class,
        (method, arguments) -> {
          assertThat(method).isEqualTo("schedule");
          scheduled.add((Runnable) arguments[0]);
          delays.add(((TimeUnit) arguments[2]).toNanos((long) arguments[1]));
          return null;
        });
  }

  private HttpServletRequest request() {
    AsyncContext context =
        fake(
            AsyncContext.class,
            (method, arguments) -> {
              happened.add(method);
              return null;
            });
    return fake(
        HttpServletRequest.class,
        (method, arguments) -> method.equals("getMethod") ? "POST" : context);
  }

  private static HttpServletResponse response() {
    return fake(HttpServletResponse.class, (method, arguments) -> null);
  }

  private interface Calls {
    Object called(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            HeldAnswersTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> calls.called(method.getName(), arguments)));
  }

  private static ClientAddress address(int last) {
    return ClientAddress.of("192.0.2." + last);
  }

  private void hold(int from) {
    try (HeldAnswers.Place place = answers.reserve(address(from)).orElseThrow()) {
      place.answer(request(), response(), Gate.REST, HOLD, late -> happened.add("written"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAnswerIsWrittenWhenItsHoldIsOverToTheNanosecond() {
    hold(1);

    assertThat(happened).containsExactly("setTimeout");
    assertThat(delays).containsExactly(HOLD.toNanos());
    scheduled.getFirst().run();
    assertThat(happened).containsExactly("setTimeout", "written", "complete");
  }

  @Test
  void anAnswerWithoutAHoldIsWrittenAtOnceAndItsPlaceIsFreeAgain() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (HeldAnswers.Place place = answers.reserve(address(1)).orElseThrow()) {
        place.answer(
            request(), response(), Gate.REST, Duration.ZERO, late -> happened.add("written"));
      }
    }

    assertThat(happened).hasSize(20).containsOnly("written");
    assertThat(scheduled).isEmpty();
  }

  @Test
  void oneAddressHasAQuarterOfThePlaces() {
    hold(1);
    hold(1);

    assertThat(answers.reserve(address(1))).isEmpty();
    assertThat(answers.reserve(address(2))).isPresent();
  }

  @Test
  void beyondTheBoundNoPlaceIsGivenUntilAnAnswerLeaves() {
    Stream.of(1, 1, 2, 2, 3, 3, 4, 4).forEach(this::hold);

    assertThat(answers.reserve(address(5))).isEmpty();
    scheduled.getFirst().run();
    assertThat(answers.reserve(address(5))).isPresent();
  }

  @Test
  void toCloseAPlaceTwiceGivesItBackOnce() {
    HeldAnswers.Place place = answers.reserve(address(1)).orElseThrow();
    place.close();
    place.close();

    Stream.of(1, 1, 2, 2, 3, 3, 4, 4).forEach(this::hold);
    assertThat(answers.reserve(address(5))).isEmpty();
  }
}
