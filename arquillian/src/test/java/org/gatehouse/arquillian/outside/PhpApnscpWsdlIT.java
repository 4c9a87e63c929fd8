package org.gatehouse.arquillian.outside;

/** PHP's SoapClient with the WSDL of today's clients, at a path with several slashes. */
@RunningGatehouse
@Needs(
    value = {"php-cli", "php-soap", "iproute2"},
    root = true)
class PhpApnscpWsdlIT extends PhpSoapClient {

  PhpApnscpWsdlIT(GatehouseServer gatehouse) {
    super(gatehouse, "php-apnscp.example", "password");
  }

  @Override
  String path() {
    return "///apnscp.wsdl";
  }
}
