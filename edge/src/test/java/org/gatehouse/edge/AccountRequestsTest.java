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

  @Test
  void aSiteHasNoMoreThanSomeOfItsAccountsMayHave() {
    for (int i = 0; i < AccountRequests.SHARES_OF_A_SITE * 2; i++) {
      assertThat(requests.begin(account("user" + i + "@example.test"))).isTrue();
    }

    assertThat(requests.begin(account("another@example.test"))).isFalse();
    assertThat(requests.begin(account("another@example.com"))).isTrue();
    requests.end(account("user0@example.test"));
    assertThat(requests.begin(account("another@example.test"))).isTrue();
  }

  private static AccountName account(String name) {
    return AccountName.parse(name).orElseThrow();
  }
}
