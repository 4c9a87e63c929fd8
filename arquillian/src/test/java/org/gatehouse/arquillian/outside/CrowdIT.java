package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A crowd of strangers from many addresses tries the password of an account whose hash, brought
 * from elsewhere, takes long. This machine stands for a trusted forwarder, and so for all of them.
 */
@OwnServers
@Needs("curl")
class CrowdIT {

  private static final String NAME = "demo@example.test";
  private static final String SLOW = "owner@slow.test";

  /** bcrypt of cost 10: some 20 times as long as a hash of ours. */
  private static final String HASH = "$2y$10$abcdefghijklmnopqrstuuOPI7hXifAGkvnPgra7GjJNOmMkd2gwa";

  private static final int STRANGERS = 18;
  private static final int OF_EACH = 19;

  /** Of each 17 answers are held: in all more than the listener has threads. */
  private static final int HELD = 50;

  /** All leave together: a busy machine has long to hold them, and the last need not wait. */
  private static final Duration ALL_ARE_HELD = Duration.ofSeconds(60);

  /** More at once would have to wait for a place, and some would be refused. */
  private static final int WAVE = 10;

  /** So many threads a server has only when a crowd waits. */
  private static final int CROWD = 250;

  private static GatehouseServer behindProxy;

  private final Visitor proxy = Visitor.onThisMachine(behindProxy);

  @BeforeAll
  static void start() throws IOException {
    behindProxy = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(behindProxy.data().resolve("custom"));
    Files.writeString(
        custom.resolve("config.ini"),
        "[core]\nhttp_trusted_forward = 127.0.0.1\n[anvil]\nbase_delay = 1s\nmax_delay = 1s\n");
    behindProxy.start().orFail();
  }

  /** An answer that is held from now on leaves some time after {@code start}. */
  private void holdUntil(Duration after, long start) {
    Duration left = after.minusNanos(System.nanoTime() - start);
    assertThat(left).as("all are held at once").isPositive();
    hold(left);
  }

  /** From now on an answer that is held is so for so long. */
  private void hold(Duration time) {
    for (String name : List.of("max_delay", "base_delay")) {
      String to =
          "{\"scope\":\"cp.config\",\"first\":\"anvil\",\"second\":\"%s\",\"third\":\"%s\"}";
      assertThat(command("scope/set", to.formatted(name, time.toMillis() + "ms")))
          .contains("\"changed\":true");
    }
  }

  @AfterAll
  static void stop() {
    behindProxy.close();
  }

  private String command(String name, String arguments) {
    return proxy
        .send(behindProxy.url("/api/" + name), "--user", behindProxy.admin(), "--json", arguments)
        .text();
  }

  private static String[] from(String client, String... options) {
    return Stream.concat(Stream.of(options), Stream.of("--header", "X-Forwarded-For: " + client))
        .toArray(String[]::new);
  }

  private Answer signIn(String client) {
    return proxy.send(
        proxy.url(SignInForm.PAGE),
        from(client, WayIn.SIGN_IN_PAGE.attempt(NAME, behindProxy.demoPassword())));
  }

  private static long threads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + behindProxy.process() + "/task"))) {
      return tasks.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCrowdThatWaitsForSlowHashesStopsNeitherHealthNorSessionsNorWhoWasHereBefore()
      throws Exception {
    command("admin/add-site", "{\"domain\":\"slow.test\",\"admin\":\"owner\"}");
    assertThat(
            command(
                "auth/change-cpassword",
                "{\"cpassword\":\"" + HASH + "\",\"domain\":\"slow.test\"}"))
        .isEqualTo("true");
    String session = signIn("203.0.113.1").cookies().findFirst().orElseThrow().split(";")[0];
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> tries = new ArrayList<>();
      for (int i = 0; i < STRANGERS; i++) {
        String client = "198.51.100." + (1 + i);
        tries.add(crowd.submit(() -> attempts(client, SLOW)));
      }
      Until.holds("a crowd waits", () -> threads() > CROWD);

      Answer health = proxy.send(proxy.url("/health/ready"));
      Answer page = proxy.send(proxy.url("/"), from("203.0.113.1", "--cookie", session));
      Answer known = signIn("203.0.113.1");
      assertThat(tries).as("the crowd is there still").anyMatch(attempt -> !attempt.isDone());

      assertThat(health.status()).isEqualTo(200);
      assertThat(page.status()).isEqualTo(200);
      assertThat(known.status()).isEqualTo(302);
      for (Future<List<Integer>> attempt : tries) {
        statuses.addAll(attempt.get());
      }
    }
    assertThat(statuses).as("a full queue is 503").containsOnly(401, 503).contains(401, 503);
  }

  private List<Integer> attempts(String client, String name) {
    return proxy.sendAtOnce(
        OF_EACH,
        proxy.url(WayIn.REST.path()),
        from(client, WayIn.REST.attempt(name, "not the password")));
  }

  @Test
  void moreAnswersHeldThanThereAreThreadsKeepNobodyElseWaiting() throws Exception {
    String session = signIn("203.0.113.2").cookies().findFirst().orElseThrow().split(";")[0];
    long before = Figures.of(behindProxy).attempts("denied");
    long start = System.nanoTime();
    holdUntil(ALL_ARE_HELD, start);
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> tries = new ArrayList<>();
      for (int i = 0; i < HELD; i++) {
        String client = "198.51.101." + (1 + i);
        String name = "nobody" + i;
        tries.add(crowd.submit(() -> attempts(client, name)));
        if (tries.size() % WAVE == 0) {
          long all = before + (long) tries.size() * OF_EACH;
          Until.holds("all are verified", () -> Figures.of(behindProxy).attempts("denied") >= all);
          holdUntil(ALL_ARE_HELD, start);
        }
      }

      Answer health = proxy.send(proxy.url("/health/ready"));
      Answer page = proxy.send(proxy.url("/"), from("203.0.113.2", "--cookie", session));
      Answer other = signIn("203.0.113.3");
      assertThat(tries).as("held still").noneMatch(Future::isDone);

      assertThat(health.status()).isEqualTo(200);
      assertThat(page.status()).isEqualTo(200);
      assertThat(other.status()).isEqualTo(302);
      for (Future<List<Integer>> attempt : tries) {
        assertThat(attempt.get()).hasSize(OF_EACH).containsOnly(401);
      }
    }
    hold(Duration.ofSeconds(1));
  }
}
