package org.gatehouse.web.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AskedTest {

  @Test
  void whatStandsInAnAddressBreaksNeitherItNorThePage() {
    assertThat(Asked.address("/apps/audit", Map.of("text", "a&b=\"<c> #")))
        .isEqualTo("/apps/audit?text=a%26b%3D%22%3Cc%3E+%23");
  }

  @Test
  void whatIsEmptyIsNotAskedFor() {
    assertThat(Asked.address("/apps/audit", Map.of("text", ""))).isEqualTo("/apps/audit");
  }
}
