package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.auth.AccountName;
import org.junit.jupiter.api.Test;

class AccountRequestsTest {

  private static final AccountName ONE = AccountName.parse("one@example.test").orElseThrow();
  private static final AccountName OTHER = AccountName.parse("other@example.test").orElseThrow();

  private final AccountRequests requests = new AccountRequests(() -> 2);

  @Test
  void anAccountHasSoManyAtOnceAndNoMore() {
    assertThat(requests.begin(ONE)).isTrue();
    assertThat(requests.begin(ONE)).isTrue();
    assertThat(requests.begin(ONE)).isFalse();
    assertThat(requests.begin(ONE)).isFalse();

    requests.end(ONE);

    assertThat(requests.begin(ONE)).isTrue();
    assertThat(requests.begin(ONE)).isFalse();
  }

  @Test
  void whatOneAccountDoesTakesNothingFromAnother() {
    assertThat(requests.begin(ONE)).isTrue();
    assertThat(requests.begin(ONE)).isTrue();

    assertThat(requests.begin(OTHER)).isTrue();
    assertThat(requests.begin(OTHER)).isTrue();
  }
}
