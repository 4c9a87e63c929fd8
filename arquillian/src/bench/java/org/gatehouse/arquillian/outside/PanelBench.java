package org.gatehouse.arquillian.outside;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.gatehouse.arquillian.domain.MariaDb;

/**
 * What the panel costs: the server's CPU time of the sign-in page and of the dashboards against
 * that of {@linkplain MeasuredServer#startWithBarePage a bare Faces page} in the same server; what
 * a browser loads on a first visit, and how far it moves what it has shown already; and how many
 * statements each page asks the database, with one row and with 100,000 to tell of.
 */
final class PanelBench {

  private static final double MOST = 1.4;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 10;
  private static final int REQUESTS = 600;
  private static final String ADDRESS = "127.83.0.1";

  private static final int MOST_OF_SIGN_IN = 280;
  private static final int MOST_OF_DASHBOARD = 420;
  private static final double KIBIBYTE = 1024;
  private static final List<Integer> WIDTHS = List.of(1280, 360);

  private static final int ROWS = 100_000;

  private static final String BARE = "bare Faces page";
  private static final String SIGN_IN = "sign-in page";
  private static final String SITE = "dashboard of a site's admin";
  private static final String APPLIANCE = "dashboard of the appliance's admin";
  private static final String DEMO = "demo@example.test";

  private PanelBench() {}

  /** Exit status 1 when one of the goals is not met. */
  public static void main(String[] arguments) throws Exception {
    boolean kept;
    try (MeasuredServer server = MeasuredServer.startWithBarePage("")) {
      kept = spendsLittle(server);
      kept &= loadsLittleAndStandsStill(server.server());
    }
    try (MariaDb database = MariaDb.start("512M");
        MeasuredServer server = MeasuredServer.start(database.settings())) {
      kept &= asksTheSame(database, server.server());
    }
    System.exit(kept ? 0 : 1);
  }

  private static boolean spendsLittle(MeasuredServer server) throws Exception {
    GatehouseServer gatehouse = server.server();
    assertIsThere(server);
    byte[] site = dashboard(gatehouse, DEMO, gatehouse.demoPassword());
    byte[] appliance = dashboard(gatehouse, "admin", gatehouse.adminPassword());
    return new Duel(ROUNDS)
            .with(BARE, REQUESTS, work(server, Requests.get(MeasuredServer.BARE_PAGE)))
            .with(SIGN_IN, REQUESTS, work(server, Requests.get(SignInForm.PAGE)))
            .with(SITE, REQUESTS, work(server, site))
            .with(APPLIANCE, REQUESTS, work(server, appliance))
            .run(WARM_UP_ROUNDS)
            .verdict(MOST, List.of(SIGN_IN, SITE, APPLIANCE))
        == 0;
  }

  /** A page that the library had no part in would be no peer. */
  private static void assertIsThere(MeasuredServer server) throws Exception {
    try (LocalClient client = server.client(ADDRESS)) {
      LocalClient.Reply page = client.send(Requests.get(MeasuredServer.BARE_PAGE));
      MeasuredServer.expect(200, page);
      if (!page.body().contains("ui-inputfield") || !page.body().contains("ViewState")) {
        throw new IllegalStateException("no page of Faces and its library:\n" + page.body());
      }
    }
  }

  private static Duel.Work work(MeasuredServer server, byte[] request) {
    return server.work(List.of(server.client(ADDRESS), server.client(ADDRESS)), request, 200);
  }

  private static byte[] dashboard(GatehouseServer server, String name, String password) {
    Visitor visitor = Visitor.onThisMachine(server);
    Answer answer = WayIn.SIGN_IN_PAGE.attempt(visitor, name, password);
    String cookie = answer.cookies().findFirst().orElseThrow().split(";")[0];
    return Requests.get("/", "Cookie: " + cookie);
  }

  private static boolean loadsLittleAndStandsStill(GatehouseServer server) {
    boolean kept = true;
    try (Chromium browser = new Chromium()) {
      for (int width : WIDTHS) {
        browser.setWidth(width);
        browser.openForTheFirstTime(server.url(SignInForm.PAGE));
        kept &= told(browser, SIGN_IN, width, MOST_OF_SIGN_IN);
        browser.signIn(server, "admin", server.adminPassword());
        browser.openForTheFirstTime(server.url("/"));
        kept &= told(browser, APPLIANCE, width, MOST_OF_DASHBOARD);
        browser.element("leave").click();
        browser.element("password");
      }
    }
    return kept;
  }

  private static boolean told(Chromium browser, String page, int width, int most) {
    double loaded = browser.transferred() / KIBIBYTE;
    double shift = browser.layoutShift();
    // Had the browser not told of shifts, it would not tell of this one.
    browser.run(
        "const block = document.createElement('div'); block.style.height = '120px';"
            + " document.body.prepend(block);");
    if (browser.layoutShift() == 0) {
      throw new IllegalStateException("this browser tells nothing of shifts");
    }
    boolean light = loaded < most;
    System.out.printf(
        Locale.ROOT,
        "first visit, %s at %d pixels: %.1f KiB (below %d%s), cumulative layout shift %.3f (0%s)%n",
        page,
        width,
        loaded,
        most,
        light ? "" : ", NOT KEPT",
        shift,
        shift == 0 ? "" : ", NOT KEPT");
    return light && shift == 0;
  }

  private static boolean asksTheSame(MariaDb database, GatehouseServer server) throws Exception {
    PanelStatements statements = new PanelStatements(database, server);
    PanelHistory.add(database, 1, 1);
    Map<String, SortedMap<String, Integer>> few = statements.ofEachPage();
    PanelHistory.add(database, 2, ROWS);
    Map<String, SortedMap<String, Integer>> many = statements.ofEachPage();
    System.out.printf("%-55s %8s %8s%n", "SQL statements with so many rows", 1, ROWS);
    few.forEach(
        (page, asked) ->
            System.out.printf(
                "%-55s %8d %8d%s%n",
                page,
                PanelStatements.number(asked),
                PanelStatements.number(many.get(page)),
                asked.equals(many.get(page)) ? "" : " NOT THE SAME"));
    return few.equals(many);
  }
}
