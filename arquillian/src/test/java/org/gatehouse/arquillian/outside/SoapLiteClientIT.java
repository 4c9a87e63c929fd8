package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Perl's SOAP::Lite without a WSDL, whose appliance admin shows an API key. */
@RunningGatehouse
@Needs(
    value = {"libsoap-lite-perl", "iproute2"},
    root = true)
class SoapLiteClientIT extends SoapClientContract {

  SoapLiteClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "perl.example");
  }

  @Override
  List<String> program(Visitor visitor) {
    // Debian's Perl has Debian's SOAP::Lite, whatever other Perl comes first on the path.
    return List.of("/usr/bin/perl", source("soap-client.pl").toString());
  }

  @Override
  String path() {
    return "/soap";
  }

  /** Perl has one type for all simple values, in which true is 1 and false is 0. */
  @Override
  String typed(String type, String value) {
    return type.equals("boolean") ? value.replace("true", "1").replace("false", "0") : value;
  }

  @Test
  void theKeyOfTheApplianceAdminSignsIn() {
    assertThat(told("admin-by-key")).isEqualTo("admin");
  }
}
