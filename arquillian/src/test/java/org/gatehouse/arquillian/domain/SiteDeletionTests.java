package org.gatehouse.arquillian.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.arquillian.domain.Domain.freshAddress;
import static org.gatehouse.arquillian.domain.Domain.freshDomain;

import jakarta.enterprise.inject.spi.CDI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.sql.DataSource;
import org.gatehouse.auth.Caller;
import org.gatehouse.auth.Gate;
import org.gatehouse.auth.Verdict;
import org.gatehouse.dav.Locks;
import org.gatehouse.persistence.settings.DataDirectory;
import org.junit.jupiter.api.Test;

/** What stays of a site that is deleted: nothing. */
interface SiteDeletionTests {

  Domain domain();

  @Test
  default void nothingOfADeletedSiteStays() throws Exception {
    String site = freshDomain();
    int id = domain().addSite(site, Map.of("users.max", 5, "billing.invoice", "I-1"));
    Caller owner = Domain.owner(site, id);
    domain().commands().call(owner, "auth", "create_api_key", List.of());
    Verdict signedIn = domain().signIn(Gate.UI, freshAddress(), "owner@" + site, "a good password");
    domain().sessions().start(((Verdict.Admitted) signedIn).caller(), "test", "");
    domain().commands().call(owner, "auth", "restrict_ip", List.of("192.0.2.1", "", true));
    domain().admin("hijack", site, "", "UI");
    domain().commands().call(owner, "dav", "set_access", List.of("owner", "ro"));
    CDI.current()
        .select(Locks.class)
        .get()
        .take(owner, "home/owner/list.txt", true, false, "", Optional.empty());
    assertThat(left(site, id))
        .map(column -> column.toLowerCase(Locale.ROOT))
        .contains("dav_lock.site_id", "dav_turn.site_id", "dav_access.site_id");

    domain().admin("delete-site", site);

    assertThat(left(site, id)).isEmpty();
    assertThat(DataDirectory.path().resolve("virtual/site" + id)).doesNotExist();
  }

  /** Where SQL knows a site: by its id, or by the names of its accounts; but for the audit. */
  private static List<String> left(String site, int id) throws Exception {
    DataSource source = InitialContext.doLookup("java:app/jdbc/gatehouse");
    List<String> left = new ArrayList<>();
    try (Connection connection = source.getConnection();
        ResultSet columns =
            connection
                .getMetaData()
                .getColumns(connection.getCatalog(), connection.getSchema(), "%", "%")) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME");
        String column = columns.getString("COLUMN_NAME");
        boolean text = columns.getInt("DATA_TYPE") == Types.VARCHAR;
        if (table.startsWith("audit") || table.startsWith("anvil") || table.startsWith("flyway")) {
          continue;
        }
        if (column.equals("site_id") && count(connection, table, column + " = " + id) > 0
            || text && count(connection, table, column + " like '%" + site + "'") > 0) {
          left.add(table + "." + column);
        }
      }
    }
    return left;
  }

  private static int count(Connection connection, String table, String condition)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("select count(*) from " + table + " where " + condition);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
