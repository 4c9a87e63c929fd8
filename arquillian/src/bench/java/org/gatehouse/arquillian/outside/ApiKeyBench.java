package org.gatehouse.arquillian.outside;

import java.util.List;

/**
 * The server's CPU time of {@code common:whoami} with an API key, over SOAP against that of a bare
 * JAX-WS echo, and over REST against that of a bare JAX-RS echo, which stand beside Gatehouse in
 * the same server.
 */
final class ApiKeyBench {

  private static final double MOST = 1.4;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int REQUESTS = 4_000;
  private static final String ADDRESS = "127.78.0.1";

  private static final String SOAP = "common:whoami with a key over SOAP";
  private static final String REST = "common:whoami with a key over REST";

  private ApiKeyBench() {}

  /** Exit status 1 above {@value #MOST} times an echo's CPU time. */
  public static void main(String[] arguments) throws Exception {
    int status;
    try (MeasuredServer server = MeasuredServer.startWithEchoes("")) {
      String key = "Authorization: Bearer " + server.server().demoKey();
      Duel soap =
          new Duel(ROUNDS)
              .with("bare JAX-WS echo", REQUESTS, work(server, Requests.soapEcho()))
              .with(SOAP, REQUESTS, work(server, Requests.soap(key)))
              .run(WARM_UP_ROUNDS);
      Duel rest =
          new Duel(ROUNDS)
              .with("bare JAX-RS echo", REQUESTS, work(server, Requests.restEcho()))
              .with(REST, REQUESTS, work(server, Requests.rest(key)))
              .run(WARM_UP_ROUNDS);
      status = Math.max(soap.verdict(MOST, List.of(SOAP)), rest.verdict(MOST, List.of(REST)));
    }
    System.exit(status);
  }

  private static Duel.Work work(MeasuredServer server, byte[] request) {
    return server.work(List.of(server.client(ADDRESS), server.client(ADDRESS)), request, 200);
  }
}
