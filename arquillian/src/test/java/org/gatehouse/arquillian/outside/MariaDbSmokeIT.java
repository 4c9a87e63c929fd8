package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.arquillian.domain.MariaDb;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole server on MariaDB, as custom/config.ini says; the other tests here run on H2. */
@Tag("outside")
@Needs({"curl", "mariadb-server"})
class MariaDbSmokeIT {

  private static final String WHOAMI =
      """
      <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>\
      <common_whoami xmlns="urn:gatehouse:api"/></e:Body></e:Envelope>""";

  @Test
  void everyGateAnswersOnMariaDbAndStillAfterARestart() throws IOException {
    try (MariaDb database = MariaDb.start();
        GatehouseServer server = GatehouseServer.withGivenSecrets()) {
      Path custom = Files.createDirectories(server.data().resolve("custom"));
      Files.writeString(custom.resolve("config.ini"), database.settings());
      server.start().orFail();
      assertEveryGateAnswers(server);

      server.restart();

      assertEveryGateAnswers(server);
      assertThat(server.data().resolve("db")).isEmptyDirectory();
    }
  }

  private static void assertEveryGateAnswers(GatehouseServer server) {
    Visitor visitor = Visitor.onThisMachine(server);
    Answer rest = WayIn.REST.attempt(visitor, "admin", server.adminPassword());
    assertThat(rest.body()).contains("admin");
    Answer soap =
        visitor.send(
            visitor.url("/soap?authkey=" + server.demoKey()),
            "--header",
            "Content-Type: text/xml",
            "--data",
            WHOAMI);
    assertThat(soap.body()).contains("<return>demo@example.test</return>");
    Answer panel = WayIn.SIGN_IN_PAGE.attempt(visitor, "demo@example.test", server.demoPassword());
    assertThat(panel.status()).isEqualTo(302);
    assertThat(panel.cookies()).anyMatch(cookie -> cookie.startsWith("esprit_id="));
    assertThat(WayIn.REST.attempt(visitor, "admin", "x").status()).isEqualTo(401);
  }
}
