package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gatehouse.bench.CryptProgram;

/**
 * The server's CPU time of a SOAP sign-in with name and password, against C's {@code crypt_r} of
 * the same password and hash. The client is a process of its own and not counted. In the first
 * three rows the credential cache is off, so that every sign-in is verified by a hash.
 */
final class LoginBench {

  private static final double MOST = 1.18;
  private static final int ROUNDS = 15;
  private static final int WARM_UP_ROUNDS = 12;
  private static final int SIGN_INS = 400;
  private static final String ACCOUNT = "demo@example.test";

  /** Of this machine, but not of the whitelist. */
  private static final String ADDRESS = "127.88.0.1";

  private static final String PEER = "C crypt_r, $6$, 5,000 rounds";
  private static final String FRESH = "sign-in that starts a session";
  private static final String REUSED = "sign-in of a client that has a session";
  private static final String CACHED = "the same, credential cache on (the default)";

  private LoginBench() {}

  /** Argument: the C program, compiled. Exit status 1 above {@value #MOST} times C's CPU time. */
  public static void main(String[] arguments) throws Exception {
    int status;
    try (MeasuredServer hashing = MeasuredServer.start("[auth]\ncredential_cache = 0\n");
        MeasuredServer usual = MeasuredServer.start("");
        CryptProgram c =
            new CryptProgram(
                arguments[0], hashing.server().demoPassword(), hash(hashing.server()))) {
      String basic = Requests.basic(ACCOUNT, hashing.server().demoPassword());
      AtomicInteger clients = new AtomicInteger();
      Duel duel =
          new Duel(ROUNDS)
              .with(PEER, SIGN_INS, c::cpuTime)
              .with(
                  FRESH,
                  SIGN_INS,
                  hashing.work(
                      clients(hashing),
                      (client, n) -> {
                        // Who calls itself otherwise is another client, and gets a session of its
                        // own.
                        String agent = "bench/" + clients.incrementAndGet();
                        LocalClient.Reply reply =
                            client.send(Requests.soap(basic, Requests.userAgent(agent)));
                        MeasuredServer.expect(200, reply);
                        if (reply.header("Set-Cookie").isEmpty()) {
                          throw new IllegalStateException("no session was started");
                        }
                      }))
              .with(REUSED, SIGN_INS, hashing.work(clients(hashing), Requests.soap(basic), 200))
              .with(
                  CACHED,
                  SIGN_INS,
                  usual.work(
                      clients(usual),
                      Requests.soap(Requests.basic(ACCOUNT, usual.server().demoPassword())),
                      200))
              .run(WARM_UP_ROUNDS);
      status = duel.verdict(MOST, List.of(FRESH, REUSED, CACHED));
    }
    System.exit(status);
  }

  /** One: the client's work beside the server's would slow a hash down, and C hashes alone. */
  private static List<LocalClient> clients(MeasuredServer server) {
    return List.of(server.client(ADDRESS));
  }

  private static String hash(GatehouseServer server) throws IOException {
    try (Stream<Path> sites = Files.list(server.data().resolve("virtual"))) {
      Path site =
          sites
              .filter(path -> path.getFileName().toString().startsWith("site"))
              .findFirst()
              .orElseThrow();
      Path shadow = site.resolve("fst/etc/shadow");
      try (Stream<String> lines = Files.lines(shadow)) {
        return lines
            .filter(line -> line.startsWith("demo:"))
            .map(line -> line.split(":")[1])
            .findFirst()
            .orElseThrow();
      }
    }
  }
}
