package org.gatehouse.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRequestTest {

  @ParameterizedTest
  @CsvSource({
    ",,admin",
    "joe,,joe",
    ",example.test,@example.test",
    "joe,example.test,joe@example.test",
    "'','',@"
  })
  void namesTheAccountToActAs(String user, String domain, String account) {
    LocalRequest request =
        new LocalRequest(
            "POST",
            "/cli/a/b",
            Optional.ofNullable(user),
            Optional.ofNullable(domain),
            new byte[0]);
    assertThat(request.account()).isEqualTo(account);
  }
}
