package org.gatehouse.arquillian.outside;

import java.util.List;
import java.util.stream.Stream;

/**
 * The server's CPU time of refusing a request of a blocked address at each gate, against that of a
 * bare static file of the same server.
 */
final class RefuseBench {

  private static final double MOST = 1.3;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int REQUESTS = 6_000;
  private static final int LIMIT = 20;
  private static final String BLOCKED = "127.66.0.1";
  private static final String WRONG = Requests.basic("demo@example.test", "wrong");

  private RefuseBench() {}

  /** Exit status 1 above {@value #MOST} times a static file's CPU time. */
  public static void main(String[] arguments) throws Exception {
    int status;
    try (MeasuredServer server = MeasuredServer.startWithBareFile("")) {
      block(server);
      List<String> gates = List.of("refusal at SOAP", "refusal at REST", "refusal at the panel");
      Duel duel =
          new Duel(ROUNDS)
              .with(
                  "static file of the bare server",
                  REQUESTS,
                  server.work(clients(server), Requests.get(MeasuredServer.BARE_FILE), 200))
              .with(gates.get(0), REQUESTS, server.work(clients(server), Requests.soap(WRONG), 429))
              .with(gates.get(1), REQUESTS, server.work(clients(server), Requests.rest(WRONG), 429))
              .with(gates.get(2), REQUESTS, server.work(clients(server), Requests.get("/"), 429))
              .run(WARM_UP_ROUNDS);
      status = duel.verdict(MOST, gates);
    }
    System.exit(status);
  }

  /** Fails at once as often as it takes, since the answers are held back. */
  private static void block(MeasuredServer server) throws Exception {
    List<LocalClient> clients = Stream.generate(() -> server.client(BLOCKED)).limit(LIMIT).toList();
    server.work(clients, Requests.rest(WRONG), 401).cpuTime(LIMIT);
    for (LocalClient client : clients) {
      client.close();
    }
  }

  private static List<LocalClient> clients(MeasuredServer server) {
    return List.of(server.client(BLOCKED), server.client(BLOCKED));
  }
}
