package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PHP's SoapClient without a WSDL, whose appliance admin shows an API key. */
@RunningGatehouse
@Needs(
    value = {"php-cli", "php-soap", "iproute2"},
    root = true)
class PhpWithoutWsdlIT extends PhpSoapClient {

  PhpWithoutWsdlIT(GatehouseServer gatehouse) {
    super(gatehouse, "php-without-wsdl.example", "key");
  }

  @Override
  String path() {
    return "/soap";
  }

  @Test
  void theKeyOfTheApplianceAdminSignsIn() {
    assertThat(told("admin-by-key")).isEqualTo("text admin");
  }
}
