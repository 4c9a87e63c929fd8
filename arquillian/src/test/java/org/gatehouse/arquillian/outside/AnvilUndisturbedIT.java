package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the anvil promises, where a test counts for the whole server. */
@RunningGatehouse
@Needs(
    value = {"curl", "iproute2"},
    root = true)
class AnvilUndisturbedIT extends AnvilFromOutside {

  AnvilUndisturbedIT(GatehouseServer gatehouse) {
    super(gatehouse);
  }

  @ParameterizedTest
  @EnumSource
  void of30WrongPasswordsAtOnceAtMost20AreHashedAndTheRestIsRefused(WayIn gate) {
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      long deniedBefore = Figures.of(gatehouse).attempts("denied");

      List<Integer> statuses = failAtOnce(visitor, gate, 30);

      assertThat(statuses).containsOnly(401, 429).hasSize(30);
      assertThat(Collections.frequency(statuses, 401)).isEqualTo(LIMIT);
      assertThat(Figures.of(gatehouse).attempts("denied") - deniedBefore).isEqualTo(LIMIT);
    }
  }
}
