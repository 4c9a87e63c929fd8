package org.gatehouse.arquillian.outside;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.arquillian.domain.MariaDb;

/**
 * The server's CPU time of a request of a live session, against that of a bare static file of the
 * same server: on H2, and on MariaDB beside it.
 */
final class SessionBench {

  private static final double MOST = 1.7;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int REQUESTS = 4_000;
  private static final String ADDRESS = "127.77.0.1";
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf-token\" content=\"([^\"]+)\"");

  private static final String PEER = "static file of the bare server";
  private static final String REST = "REST call with the panel's session";
  private static final String RECOGNISED = "its session alone, found and gone no further";
  private static final String SOAP = "SOAP call with its session";
  private static final String PANEL = "panel's first page";

  private SessionBench() {}

  /**
   * Exit status 1 when a REST call takes more than {@value #MOST} times a static file's CPU time.
   */
  public static void main(String[] arguments) throws Exception {
    int status;
    System.out.println("On H2:");
    try (MeasuredServer server = MeasuredServer.startWithBareFile("")) {
      status = measure(server).verdict(MOST, List.of(REST));
    }
    System.out.println("On MariaDB:");
    try (MariaDb database = MariaDb.start();
        MeasuredServer server = MeasuredServer.startWithBareFile(database.settings())) {
      measure(server);
    }
    System.exit(status);
  }

  private static Duel measure(MeasuredServer server) throws Exception {
    String panelCookie = signInAtThePanel(server);
    String token = token(server, panelCookie);
    String soapCookie = signInBySoap(server);
    return new Duel(ROUNDS)
        .with(
            PEER,
            REQUESTS,
            server.work(clients(server), Requests.get(MeasuredServer.BARE_FILE), 200))
        .with(
            REST,
            REQUESTS,
            server.work(clients(server), Requests.rest(panelCookie, "X-CSRF-Token: " + token), 200))
        // Without the page's token a session is found, and the call refused before it is one.
        .with(RECOGNISED, REQUESTS, server.work(clients(server), Requests.rest(panelCookie), 403))
        .with(SOAP, REQUESTS, server.work(clients(server), Requests.soap(soapCookie), 200))
        .with(PANEL, REQUESTS, server.work(clients(server), Requests.get("/", panelCookie), 200))
        .run(WARM_UP_ROUNDS);
  }

  private static List<LocalClient> clients(MeasuredServer server) {
    return List.of(server.client(ADDRESS), server.client(ADDRESS));
  }

  private static String signInAtThePanel(MeasuredServer server) {
    Answer answer =
        WayIn.SIGN_IN_PAGE.attempt(
            Visitor.onThisMachine(server.server()),
            "demo@example.test",
            server.server().demoPassword());
    return cookie(
        answer.cookies().filter(c -> c.startsWith("esprit_id=")).findFirst().orElseThrow());
  }

  private static String signInBySoap(MeasuredServer server) throws Exception {
    try (LocalClient client = server.client(ADDRESS)) {
      LocalClient.Reply reply =
          client.send(
              Requests.soap(Requests.basic("demo@example.test", server.server().demoPassword())));
      return cookie(reply.header("Set-Cookie").orElseThrow());
    }
  }

  private static String cookie(String setCookie) {
    return "Cookie: " + setCookie.split(";")[0];
  }

  private static String token(MeasuredServer server, String cookie) throws Exception {
    try (LocalClient client = server.client(ADDRESS)) {
      LocalClient.Reply page = client.send(Requests.get("/", cookie));
      Matcher matcher = TOKEN.matcher(page.body());
      if (!matcher.find()) {
        throw new IllegalStateException("no token in:\n" + page.head() + page.body());
      }
      return matcher.group(1);
    }
  }
}
