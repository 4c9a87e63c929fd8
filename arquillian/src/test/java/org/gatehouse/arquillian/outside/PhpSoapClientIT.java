package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PHP's SoapClient with the WSDL of new clients. */
@RunningGatehouse
@Needs(
    value = {"php-cli", "php-soap", "openssl", "iproute2"},
    root = true)
class PhpSoapClientIT extends PhpSoapClient {

  private final GatehouseServer gatehouse;

  PhpSoapClientIT(GatehouseServer gatehouse) {
    super(gatehouse, "php.example", "password");
    this.gatehouse = gatehouse;
  }

  @Test
  void theSameWorksOverHttpsTrustingTheFirstRunCertificate(@TempDir Path directory)
      throws Exception {
    Path certificate = directory.resolve("certificate.pem");
    Files.writeString(certificate, Certificate.of(gatehouse));
    try (Visitor visitor = Visitor.fromElsewhere(gatehouse)) {
      Program.Ended ended =
          visitor.run(
              List.of(
                  "php",
                  source(SCRIPT).toString(),
                  "password",
                  visitor.tlsUrl("/gatehouse.wsdl"),
                  gatehouse.adminPassword(),
                  "php-tls.example",
                  certificate.toString()));

      assertThat(ended.output())
          .as(ended.errors())
          .contains("owner text owner@php-tls.example\n")
          .contains("owner-by-key text owner@php-tls.example\n")
          .contains("refused-status integer 401\n")
          .contains("deleted boolean true\n");
    }
  }
}
