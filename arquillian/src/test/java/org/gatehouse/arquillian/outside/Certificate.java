package org.gatehouse.arquillian.outside;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate that the server shows. */
final class Certificate {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private Certificate() {}

  /** The certificate in PEM. */
  static String of(GatehouseServer server) {
    Matcher pem =
        PEM.matcher(
            Program.run(
                    Map.of(),
                    List.of("openssl", "s_client", "-connect", "localhost:" + server.tlsPort()))
                .output());
    if (!pem.find()) {
      throw new AssertionError("no certificate shown");
    }
    return pem.group() + "\n";
  }
}
