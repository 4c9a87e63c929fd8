package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import org.gatehouse.arquillian.domain.MariaDb;
import org.junit.jupiter.api.Test;

/** What pages ask the database does not grow with what is in it. */
@OwnServers
@Needs({"curl", "mariadb-server"})
class PanelStatementsIT {

  private static final int ROWS = 2_500;

  @Test
  void eachPageAsksTheSameStatementsWhereThereIsMuchToTellAsWhereThereIsLittle()
      throws IOException, SQLException {
    try (MariaDb database = MariaDb.start();
        GatehouseServer server = GatehouseServer.withGivenSecrets()) {
      Path custom = Files.createDirectories(server.data().resolve("custom"));
      Files.writeString(custom.resolve("config.ini"), database.settings());
      server.start().orFail();
      PanelStatements statements = new PanelStatements(database, server);
      PanelHistory.add(database, 1, 1);
      Map<String, SortedMap<String, Integer>> few = statements.ofEachPage();

      PanelHistory.add(database, 2, ROWS);

      Map<String, SortedMap<String, Integer>> many = statements.ofEachPage();
      assertThat(few)
          .allSatisfy((page, asked) -> assertThat(many.get(page)).as(page).isEqualTo(asked));
    }
  }
}
