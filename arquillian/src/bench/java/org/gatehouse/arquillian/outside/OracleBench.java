package org.gatehouse.arquillian.outside;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Whether the time that a denial takes tells its reason. Of each reason there are as many tries,
 * interleaved at random, each from an address that was never seen before and on a connection of its
 * own; for each pair of reasons the chance is estimated that a denial of the one takes longer than
 * one of the other (the area under the ROC curve, by the statistic of Mann and Whitney). Half is
 * none can tell. In one more row a millisecond is added, which must be found.
 */
final class OracleBench {

  private static final double LEAST = 0.45;
  private static final double MOST = 0.55;
  private static final int TRIES = 400;
  private static final int WARM_UP = 40;

  /** Each name fails less often than the anvil's limit, so that nothing is held for its sake. */
  private static final int NAMES = 25;

  private static final long PLANTED = 1_000_000;
  private static final String RIGHT = "the right pass-word";

  /** A kind of denial. */
  private static final class Reason {
    private final String name;
    private final String site;
    private final String password;
    private final long planted;
    private final long[] took = new long[TRIES];

    private Reason(String name, String site, String password, long planted) {
      this.name = name;
      this.site = site;
      this.password = password;
      this.planted = planted;
    }
  }

  private final MeasuredServer server;
  private int addresses;

  private OracleBench(MeasuredServer server) {
    this.server = server;
  }

  /** Exit status 1 when a reason shows, or the planted millisecond does not. */
  public static void main(String[] arguments) throws Exception {
    int status;
    try (MeasuredServer server = MeasuredServer.start("")) {
      status = new OracleBench(server).run();
    }
    System.exit(status);
  }

  private int run() throws Exception {
    addSite("wrong.example");
    addSite("planted.example");
    addSite("refused.example");
    addSite("suspended.example");
    for (int i = 0; i < NAMES; i++) {
      call(
          user(i) + "@refused.example:" + RIGHT,
          "auth/restrict_ip",
          "{\"ip\":\"192.0.2.1\",\"force\":true}");
    }
    call(server.server().admin(), "admin/deactivate_site", "{\"domain\":\"suspended.example\"}");
    List<Reason> reasons =
        List.of(
            new Reason("wrong password", "wrong.example", "a wrong pass-word", 0),
            new Reason("unknown account", "nobody.example", RIGHT, 0),
            new Reason("refused address", "refused.example", RIGHT, 0),
            new Reason("suspended site", "suspended.example", RIGHT, 0));
    Reason planted = new Reason("planted 1 ms", "planted.example", "a wrong pass-word", PLANTED);
    List<Reason> all = new ArrayList<>(reasons);
    all.add(planted);
    for (int i = 0; i < WARM_UP; i++) {
      attempt(new Reason("warm-up", "warm-up-" + i + ".example", RIGHT, 0), 0);
    }
    tryAll(all);
    return verdict(reasons, planted);
  }

  private static String user(int number) {
    return "user" + number;
  }

  private void addSite(String domain) {
    call(
        server.server().admin(),
        "admin/add_site",
        "{\"domain\":\"%s\",\"admin\":\"owner\",\"options\":{\"auth.tpasswd\":\"%s\"}}"
            .formatted(domain, RIGHT));
    for (int i = 0; i < NAMES; i++) {
      call(
          "owner@" + domain + ":" + RIGHT,
          "user/add",
          "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user(i), RIGHT));
    }
  }

  private void call(String credential, String command, String arguments) {
    Answer answer =
        Visitor.onThisMachine(server.server())
            .send(
                server.server().url("/api/" + command), "--user", credential, "--json", arguments);
    if (answer.status() != 200) {
      throw new IllegalStateException(command + ": " + answer);
    }
  }

  private void tryAll(List<Reason> reasons) throws Exception {
    // A fixed order that looks like chance, so that a run can be had again.
    Random random = new Random(TRIES);
    for (int i = 0; i < TRIES; i++) {
      List<Reason> order = new ArrayList<>(reasons);
      Collections.shuffle(order, random);
      for (Reason reason : order) {
        reason.took[i] = attempt(reason, i);
      }
      if ((i + 1) % 50 == 0) {
        System.err.println((i + 1) + " of " + TRIES);
      }
    }
  }

  private long attempt(Reason reason, int number) throws Exception {
    int next = addresses++;
    String address =
        "127." + (100 + next / 62_500) + "." + (next / 250) % 250 + "." + (1 + next % 250);
    byte[] request =
        Requests.rest(Requests.basic(user(number % NAMES) + "@" + reason.site, reason.password));
    try (LocalClient client = server.client(address)) {
      client.connect();
      long start = System.nanoTime();
      LocalClient.Reply reply = client.send(request);
      long end = System.nanoTime();
      MeasuredServer.expect(401, reply);
      return end - start + reason.planted;
    }
  }

  private static int verdict(List<Reason> reasons, Reason planted) {
    boolean kept = true;
    for (Reason reason : reasons) {
      long[] sorted = reason.took.clone();
      Arrays.sort(sorted);
      System.out.printf(
          Locale.ROOT,
          "%-16s median %8.3f ms, quartiles %8.3f and %8.3f ms%n",
          reason.name,
          sorted[TRIES / 2] / 1e6,
          sorted[TRIES / 4] / 1e6,
          sorted[3 * TRIES / 4] / 1e6);
    }
    for (int i = 0; i < reasons.size(); i++) {
      for (int j = i + 1; j < reasons.size(); j++) {
        kept &= within(reasons.get(i), reasons.get(j));
      }
    }
    boolean found = !within(planted, reasons.getFirst());
    System.out.println(
        kept && found
            ? "no reason shows, and the planted millisecond was found"
            : "NOT KEPT: " + (found ? "a reason shows" : "the planted millisecond was not found"));
    return kept && found ? 0 : 1;
  }

  private static boolean within(Reason one, Reason other) {
    double chance = chanceThatSlower(one.took, other.took);
    System.out.printf(
        Locale.ROOT,
        "chance that '%s' is slower than '%s': %.3f (%.2f to %.2f)%n",
        one.name,
        other.name,
        chance,
        LEAST,
        MOST);
    return chance >= LEAST && chance <= MOST;
  }

  private static double chanceThatSlower(long[] one, long[] other) {
    double slower = 0;
    for (long a : one) {
      for (long b : other) {
        slower += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    return slower / one.length / other.length;
  }
}
