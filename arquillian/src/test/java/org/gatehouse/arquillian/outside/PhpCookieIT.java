package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PHP's SoapClient whose appliance admin shows nothing but the cookie of a session. */
@RunningGatehouse
@Needs(
    value = {"php-cli", "php-soap", "iproute2"},
    root = true)
class PhpCookieIT extends PhpSoapClient {

  PhpCookieIT(GatehouseServer gatehouse) {
    super(gatehouse, "php-cookie.example", "cookie");
  }

  @Override
  String path() {
    return "/apnscp.wsdl";
  }

  @Test
  void theCookieOfTheApplianceAdminSignsIn() {
    assertThat(told("admin-by-cookie")).isEqualTo("text admin");
  }
}
