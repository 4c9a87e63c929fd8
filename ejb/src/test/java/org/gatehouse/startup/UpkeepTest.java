package org.gatehouse.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.ejb.Schedule;
import jakarta.ejb.TransactionAttribute;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server takes a timer away for good when it throws, or is rolled back, twice. */
class UpkeepTest {

  private static final Logger LOG = Logger.getLogger(Attempts.class.getName());

  private final List<String> logged = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {
          // Nothing is held.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(listener);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(listener);
  }

  static Stream<Method> timers() {
    return Stream.of(Upkeep.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Schedule.class));
  }

  @ParameterizedTest
  @MethodSource("timers")
  void noTimerThrowsOrHasATransactionOfItsOwn(Method timer) {
    // It has nothing that it needs, so that all that it does fails.
    assertThatCode(() -> timer.invoke(new Upkeep())).doesNotThrowAnyException();
    assertThat(logged).singleElement().asString().startsWith("SEVERE");
    assertThat(timer.isAnnotationPresent(TransactionAttribute.class)).isFalse();
  }

  @Test
  void aFailureIsLoggedOnceUntilThereIsSuccess() {
    Attempts attempts = new Attempts();
    for (int i = 0; i < 3; i++) {
      attempts.at(
          "this",
          () -> {
            throw new StackOverflowError();
          });
    }
    attempts.at("this", () -> {});
    attempts.at("this", () -> {});

    assertThat(logged)
        .containsExactly(
            "SEVERE this failed, and is tried again at its next time", "INFO {0} succeeds again");
  }
}
