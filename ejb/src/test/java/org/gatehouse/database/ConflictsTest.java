package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a rotation was in the way of is done once more. */
class ConflictsTest {

  private final AtomicInteger tries = new AtomicInteger();

  private int failing(String state) {
    if (tries.incrementAndGet() < 3) {
      throw new IllegalStateException(new SQLException("rolled back", state));
    }
    return tries.get();
  }

  @Test
  void aConflictIsTriedAgain() {
    assertThat(Conflicts.retried(() -> failing("40001"))).isEqualTo(3);
  }

  @Test
  void anythingElseIsNot() {
    assertThatThrownBy(() -> Conflicts.retried(() -> failing("42000")))
        .hasMessageContaining("rolled back");
    assertThat(tries).hasValue(1);
  }
}
