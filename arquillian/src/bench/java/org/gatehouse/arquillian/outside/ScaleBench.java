package org.gatehouse.arquillian.outside;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gatehouse.arquillian.domain.MariaDb;
import org.gatehouse.persistence.settings.IniFile;

/**
 * How long the ways in take when there is much: two servers, each on a MariaDB of its own, one with
 * 100 sites and nothing else, one with 10,000 and as many sessions and anvil entries as wanted;
 * each request is sent to both in turns.
 */
final class ScaleBench {

  private static final double MOST = 1.3;
  private static final int FEW_SITES = 100;
  private static final int MANY_SITES = 10_000;
  private static final int ROUNDS = 60;
  private static final int WARM_UP_ROUNDS = 20;
  private static final int REQUESTS = 25;
  private static final int RESTRICTIONS = 50;

  /** A million sessions with their indexes fit, as they would on a machine that has so many. */
  private static final String MEMORY = "1G";

  private static final String ADDRESS = "127.77.0.1";
  private static final String NAME = "demo@example.test";

  private ScaleBench() {}

  /** A server, what is sent to it, and how long that took. */
  private record Side(MeasuredServer server, LocalClient client, Map<String, byte[]> requests) {}

  /**
   * Exit status 1 when one takes more than {@value #MOST} times as long where there is much.
   *
   * @param arguments how many sessions, and how many anvil entries
   */
  public static void main(String[] arguments) throws Exception {
    int sessions = Integer.parseInt(arguments[0]);
    int status;
    try (MariaDb few = MariaDb.start(MEMORY);
        MariaDb many = MariaDb.start(MEMORY);
        MeasuredServer small = MeasuredServer.start(few.settings());
        MeasuredServer large = MeasuredServer.start(many.settings())) {
      fill(few, FEW_SITES, 0);
      fill(many, MANY_SITES, sessions);
      status = measure(side(small), side(large));
    }
    System.exit(status);
  }

  private static Side side(MeasuredServer server) throws Exception {
    Visitor owner = Visitor.onThisMachine(server.server());
    Answer added =
        owner.send(
            owner.url("/api/user/add"),
            "--user",
            server.server().demo(),
            "--json",
            "[\"restricted\",\"a good password\"]");
    if (added.status() != 200) {
      throw new IllegalStateException(added.body());
    }
    LocalClient client = server.client(ADDRESS);
    Map<String, byte[]> requests = new LinkedHashMap<>();
    String basic = Requests.basic(NAME, server.server().demoPassword());
    LocalClient.Reply first = client.send(Requests.soap(basic));
    String cookie = "Cookie: " + first.header("Set-Cookie").orElseThrow().split(";")[0];
    // Without its cookie and under another name each is a client of its own: a session begins.
    requests.put("sign-in by SOAP, which begins a session", null);
    requests.put("session check: a SOAP call with its session", Requests.soap(cookie));
    requests.put("anvil check: a REST call with a password", Requests.rest(basic));
    requests.put(
        "restriction check: the same of a restricted account",
        Requests.rest(Requests.basic("restricted@example.test", "a good password")));
    return new Side(server, client, requests);
  }

  private static int measure(Side small, Side large) throws Exception {
    int status = 0;
    List<String> names = List.copyOf(small.requests.keySet());
    double[][][] milliseconds = new double[names.size()][2][ROUNDS * REQUESTS];
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (int kind = 0; kind < names.size(); kind++) {
        for (int i = 0; i < REQUESTS; i++) {
          // Each before the other as often, so that what the machine does hits both alike.
          for (int turn = 0; turn < 2; turn++) {
            int which = (i + turn) % 2;
            Side side = which == 0 ? small : large;
            byte[] request = side.requests.get(names.get(kind));
            if (request == null) {
              request =
                  Requests.soap(
                      Requests.basic(NAME, side.server.server().demoPassword()),
                      Requests.userAgent("client " + round + " " + i));
            }
            long start = System.nanoTime();
            MeasuredServer.expect(200, side.client.send(request));
            if (round >= 0) {
              milliseconds[kind][which][round * REQUESTS + i] = (System.nanoTime() - start) / 1e6;
            }
          }
        }
      }
    }
    System.out.printf("%-55s %9s %9s %6s%n", "median in ms", "few", "many", "ratio");
    for (int kind = 0; kind < names.size(); kind++) {
      double few = median(milliseconds[kind][0]);
      double many = median(milliseconds[kind][1]);
      boolean kept = many / few <= MOST;
      System.out.printf(
          Locale.ROOT,
          "%-55s %9.2f %9.2f %6.2f (at most %.2f%s)%n",
          names.get(kind),
          few,
          many,
          many / few,
          MOST,
          kept ? "" : ", NOT KEPT");
      status = kept ? status : 1;
    }
    return status;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** By statements of the database alone: by commands it would take a day. */
  private static void fill(MariaDb database, int sites, int sessions) throws Exception {
    IniFile settings = IniFile.parse("settings", database.settings());
    long now = System.currentTimeMillis();
    long later = now + 3_600_000;
    try (Connection connection =
            DriverManager.getConnection(
                settings.value("database", "url").orElseThrow(), "gatehouse", "of the test");
        Statement statement = connection.createStatement()) {
      run(
          statement,
          """
          insert into site (id, domain, admin, gid, active, created_at)
          select 1000 + seq, concat('site', seq, '.test'), 'owner', 100000 + seq, true, %d
          from seq_1_to_%d"""
              .formatted(now, sites - 1));
      run(
          statement,
          """
          insert into site_option (site_id, name, setting)
          select 1000 + seq, 'siteinfo.plan', 'basic' from seq_1_to_%d"""
              .formatted(sites - 1));
      run(
          statement,
          """
          insert into restriction (site_id, user_name, gate, network, created_at)
          select 1000 + seq, 'owner', 'ALL', '192.0.2.0/24', %d from seq_1_to_%d"""
              .formatted(now, sites - 1));
      run(
          statement,
          """
          insert into api_key (key_hash, site_id, user_name, note, created_at, handle)
          select sha2(concat('key', seq), 256), 1000 + seq, 'owner', '', %d,
            lpad(lower(hex(seq)), 12, '0') from seq_1_to_%d"""
              .formatted(now, sites - 1));
      if (sessions > 0) {
        run(
            statement,
            """
            insert into session (id_hash, handle, site_id, user_name, account, gate, address,
              user_agent, created_at, last_seen_at, ends_at)
            select sha2(seq, 256), lpad(lower(hex(seq)), 12, '0'), 1001 + seq %% %d, 'owner',
              concat('owner@site', 1 + seq %% %d, '.test'), 'SOAP', '192.0.2.1', 'bench',
              %d, %d, %d from seq_1_to_%d"""
                .formatted(sites - 1, sites - 1, now, later, later, sessions));
        run(
            statement,
            """
            insert into anvil_entry (address, attempts, expires_at, version, failures)
            select inet_ntoa(335544320 + seq), '', %d, seq, 0 from seq_1_to_%d"""
                .formatted(later, sessions));
      }
      restrict(statement, now);
      statement.execute(
          "analyze table site, site_option, restriction, api_key, session, anvil_entry");
    }
  }

  /** An account of the demo site with as many networks as it may have, the last of them ours. */
  private static void restrict(Statement statement, long now) throws SQLException {
    run(
        statement,
        """
        insert into restriction (site_id, user_name, gate, network, created_at)
        select id, 'restricted', 'ALL', concat('198.51.100.', seq), %d
        from site, seq_1_to_%d where domain = 'example.test'"""
            .formatted(now, RESTRICTIONS - 1));
    run(
        statement,
        """
        insert into restriction (site_id, user_name, gate, network, created_at)
        select id, 'restricted', 'ALL', '127.0.0.0/8', %d from site where domain = 'example.test'"""
            .formatted(now));
  }

  private static void run(Statement statement, String sql) throws SQLException {
    long start = System.nanoTime();
    int rows = statement.executeUpdate(sql);
    System.out.printf(
        Locale.ROOT,
        "filled %s with %d rows in %.1f s%n",
        sql.split("\\s+")[2],
        rows,
        (System.nanoTime() - start) / 1e9);
  }
}
