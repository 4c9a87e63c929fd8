package org.gatehouse.arquillian.outside;

import java.util.List;

/**
 * The server's CPU time of serving each WSDL, against that of a bare static file of the same server
 * and the same size.
 */
final class WsdlBench {

  private static final double MOST = 1.2;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int REQUESTS = 4_000;
  private static final String ADDRESS = "127.88.0.1";
  private static final String LITERAL = "/gatehouse.wsdl";
  private static final String ENCODED = "/apnscp.wsdl";

  private WsdlBench() {}

  /** Exit status 1 above {@value #MOST} times a static file's CPU time. */
  public static void main(String[] arguments) throws Exception {
    int status;
    try (MeasuredServer server = MeasuredServer.startWithBareFile("")) {
      status = measure(server, LITERAL) | measure(server, ENCODED);
    }
    System.exit(status);
  }

  private static int measure(MeasuredServer server, String wsdl) throws Exception {
    LocalClient.Reply reply;
    try (LocalClient client = server.client(ADDRESS)) {
      reply = client.send(Requests.get(wsdl));
      MeasuredServer.expect(200, reply);
    }
    server.writeBareFile(reply.body());
    String tag = "If-None-Match: " + reply.header("ETag").orElseThrow();
    return new Duel(ROUNDS)
        .with(
            "static file of the size of " + wsdl,
            REQUESTS,
            server.work(clients(server), Requests.get(MeasuredServer.BARE_FILE), 200))
        .with(wsdl, REQUESTS, server.work(clients(server), Requests.get(wsdl), 200))
        .with(
            "the same to a client that has it",
            REQUESTS,
            server.work(clients(server), Requests.get(wsdl, tag), 304))
        .run(WARM_UP_ROUNDS)
        .verdict(MOST, List.of(wsdl));
  }

  private static List<LocalClient> clients(MeasuredServer server) {
    return List.of(server.client(ADDRESS), server.client(ADDRESS));
  }
}
