package org.gatehouse.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:0DB8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1, 2001:db8::/64",
    "fe80::1%eth0, fe80::1, fe80::/64",
    "::1, ::1, ::/64",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3, 1:0:0:2::/64"
  })
  void hasOneFormAndIsCountedPerNetwork(String literal, String text, String countedAs) {
    ClientAddress address = ClientAddress.of(literal);

    assertThat(address.text()).isEqualTo(text);
    assertThat(address.countedAs()).isEqualTo(countedAs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "example.org", "192.0.2", "192.0.2.256", "1::2::3", "10.0.0.0/8"})
  void neverLooksANameUp(String literal) {
    assertThatThrownBy(() -> ClientAddress.of(literal))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
