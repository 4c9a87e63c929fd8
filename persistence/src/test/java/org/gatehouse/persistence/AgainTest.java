package org.gatehouse.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What was given up for another transaction is tried again, and nothing else. */
class AgainTest {

  private final AtomicInteger tries = new AtomicInteger();

  private String failing(int times, String state) {
    if (tries.incrementAndGet() <= times) {
      throw new IllegalStateException(new SQLException("in the way", state));
    }
    return "done";
  }

  @Test
  void aDeadlockIsTriedAgain() {
    assertThat(Again.whenInTheWay(() -> failing(9, "40001"))).isEqualTo("done");
    assertThat(tries).hasValue(10);
  }

  @Test
  void notForEver() {
    assertThatThrownBy(() -> Again.whenInTheWay(() -> failing(99, "40001")))
        .hasRootCauseMessage("in the way");
    assertThat(tries).hasValue(10);
  }

  @Test
  void whatFailsForItselfIsNot() {
    assertThatThrownBy(() -> Again.whenInTheWay(() -> failing(1, "08006")))
        .hasRootCauseMessage("in the way");
    assertThat(tries).hasValue(1);
  }
}
