package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server's CPU time of requests at the DAV gate, against that of Apache's mod_dav and of
 * Tomcat's WebdavServlet for the same, in the same run; and its heap while it moves what is large.
 */
final class DavBench {

  private static final int ROUNDS = 9;
  private static final int WARM_UP_ROUNDS = 25;
  private static final int LISTING_WARM_UP_ROUNDS = 80;
  private static final int LARGE_ROUNDS = 5;
  private static final int SMALL = 1_024;
  private static final int LARGE = 64 << 20;
  private static final int ENTRIES = 1_000;
  private static final int MANY = 100_000;
  private static final int MEBIBYTE = 1 << 20;

  private static final String FOUR =
      "<propfind xmlns=\"DAV:\"><prop><getcontentlength/><getlastmodified/><getetag/>"
          + "<resourcetype/></prop></propfind>";
  private static final String ALL = "<propfind xmlns=\"DAV:\"><allprop/></propfind>";

  private final MeasuredServer gatehouse;
  private final ApacheDav apache;
  private final TomcatDav tomcat;
  private final int tomcatPort;
  private int status;

  private DavBench(MeasuredServer gatehouse, ApacheDav apache, TomcatDav tomcat, int tomcatPort) {
    this.gatehouse = gatehouse;
    this.apache = apache;
    this.tomcat = tomcat;
    this.tomcatPort = tomcatPort;
  }

  /**
   * Measures what the arguments name: small, listings, large, many; all without any. Exit status 1
   * when one of the ratios is above what is wanted.
   */
  public static void main(String[] arguments) throws Exception {
    Path directory =
        Files.createTempDirectory(
            "dav-bench",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    int tomcatPort = freePort();
    Path served = Files.createDirectories(directory.resolve("tomcat-files"));
    int result;
    try (MeasuredServer gatehouse = MeasuredServer.start("");
        ApacheDav apache = ApacheDav.start(directory.resolve("apache"), freePort(), freePort());
        TomcatDav tomcat = TomcatDav.start(served, tomcatPort, directory.resolve("tomcat.out"))) {
      DavBench bench = new DavBench(gatehouse, apache, tomcat, tomcatPort);
      bench.prepare();
      List<String> wanted =
          arguments.length == 0
              ? List.of("small", "listings", "large", "many")
              : List.of(arguments);
      for (String one : wanted) {
        switch (one) {
          case "small" -> bench.small();
          case "listings" -> bench.listings();
          case "large" -> bench.large();
          case "many" -> bench.many();
          default -> throw new IllegalArgumentException(one);
        }
      }
      result = bench.status;
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
    System.exit(result);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String ours() {
    return Requests.basic("demo@example.test", gatehouse.server().demoPassword());
  }

  private static final String THEIRS = Requests.basic(ApacheDav.USER, ApacheDav.PASSWORD);

  private List<LocalClient> clients(int port) {
    return List.of(new LocalClient("127.0.0.1", port), new LocalClient("127.0.0.1", port));
  }

  private int ourPort() {
    return gatehouse.server().davPorts().getFirst();
  }

  private void prepare() throws Exception {
    byte[] content = new byte[SMALL];
    Arrays.fill(content, (byte) 'x');
    for (int port : List.of(ourPort(), apache.shaPort(), tomcatPort)) {
      String credential = port == ourPort() ? ours() : THEIRS;
      Until.holds("a server at port " + port, () -> answers(port, credential));
      try (LocalClient client = new LocalClient("127.0.0.1", port)) {
        send(client, 201, put("/file.txt", credential, content));
        if (port != tomcatPort) {
          send(client, 201, request("MKCOL", "/list", new byte[0], credential));
          for (int i = 0; i < ENTRIES; i++) {
            send(client, 201, put("/list/file-" + i + ".txt", credential, content));
          }
        }
      }
    }
  }

  private static boolean answers(int port, String credential) {
    try (LocalClient client = new LocalClient("127.0.0.1", port)) {
      return client.send(request("OPTIONS", "/", new byte[0], credential)).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] request(String method, String path, byte[] body, String... headers) {
    StringBuilder head =
        new StringBuilder(method)
            .append(' ')
            .append(path)
            .append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  private static byte[] put(String path, String credential, byte[] content) {
    return request("PUT", path, content, credential, "Content-Type: text/plain");
  }

  private static LocalClient.Reply send(LocalClient client, int status, byte[] request)
      throws IOException {
    LocalClient.Reply reply = client.send(request);
    if (reply.status() != status) {
      throw new IllegalStateException(
          "not " + status + " but:\n" + reply.head() + reply.body().lines().limit(9).toList());
    }
    return reply;
  }

  private Duel.Work work(ProcessTime.Meter meter, int port, int expected, IntFunction<byte[]> row) {
    return SideBySide.work(
        meter, clients(port), (client, n) -> send(client, expected, row.apply(n)));
  }

  private void small() throws Exception {
    byte[] content = new byte[SMALL];
    byte[] get = Requests.get("/file.txt", ours());
    byte[] theirGet = Requests.get("/file.txt", THEIRS);
    Duel gets =
        new Duel(ROUNDS)
            .with(
                "GET of 1 KiB, Apache, bcrypt",
                400,
                work(apache::cpuTime, apache.bcryptPort(), 200, n -> theirGet))
            .with("GET of 1 KiB", 6_000, work(gatehouse::cpuTime, ourPort(), 200, n -> get))
            .run(WARM_UP_ROUNDS);
    verdict(gets, 0.12, "GET of 1 KiB");
    Duel plain =
        new Duel(ROUNDS)
            .with(
                "GET of 1 KiB, Apache, {SHA}",
                6_000,
                work(apache::cpuTime, apache.shaPort(), 200, n -> theirGet))
            .with("GET of 1 KiB", 6_000, work(gatehouse::cpuTime, ourPort(), 200, n -> get))
            .run(1);
    verdict(plain, 1.5, "GET of 1 KiB");
    Duel puts =
        new Duel(ROUNDS)
            .with(
                "PUT of 1 KiB, Apache, bcrypt",
                400,
                work(
                    apache::cpuTime,
                    apache.bcryptPort(),
                    204,
                    n -> put("/list/file-" + n % ENTRIES + ".txt", THEIRS, content)))
            .with(
                "PUT of 1 KiB",
                3_000,
                work(
                    gatehouse::cpuTime,
                    ourPort(),
                    204,
                    n -> put("/list/file-" + n % ENTRIES + ".txt", ours(), content)))
            .run(WARM_UP_ROUNDS);
    verdict(puts, 0.25, "PUT of 1 KiB");
  }

  private void listings() throws Exception {
    listing("PROPFIND of 1,000, 4 properties", FOUR, 1.0);
    listing("PROPFIND of 1,000, allprop", ALL, 0.3);
  }

  private void listing(String name, String body, double most) throws Exception {
    byte[] xml = body.getBytes(StandardCharsets.UTF_8);
    String depth = "Depth: 1";
    String type = "Content-Type: application/xml";
    byte[] own = request("PROPFIND", "/list/", xml, ours(), depth, type);
    byte[] theirs = request("PROPFIND", "/list/", xml, THEIRS, depth, type);
    verdict(
        new Duel(ROUNDS)
            .with(name + ", Apache", 20, work(apache::cpuTime, apache.shaPort(), 207, n -> theirs))
            .with(name, 40, work(gatehouse::cpuTime, ourPort(), 207, n -> own))
            .run(LISTING_WARM_UP_ROUNDS),
        most,
        name);
  }

  private void large() throws Exception {
    byte[] content = new byte[LARGE];
    byte[] own = put("/large.bin", ours(), content);
    byte[] theirs = put("/large.bin", THEIRS, content);
    for (int port : List.of(ourPort(), tomcatPort)) {
      try (LocalClient client = new LocalClient("127.0.0.1", port)) {
        send(client, 201, port == tomcatPort ? theirs : own);
      }
    }
    long before = heap();
    verdict(
        new Duel(LARGE_ROUNDS)
            .with("PUT of 64 MiB, Tomcat", 4, work(tomcat::cpuTime, tomcatPort, 204, n -> theirs))
            .with("PUT of 64 MiB", 4, work(gatehouse::cpuTime, ourPort(), 204, n -> own))
            .run(2),
        1.3,
        "PUT of 64 MiB");
    byte[] ownGet = Requests.get("/large.bin", ours());
    byte[] theirGet = Requests.get("/large.bin", THEIRS);
    verdict(
        new Duel(LARGE_ROUNDS)
            .with("GET of 64 MiB, Tomcat", 8, work(tomcat::cpuTime, tomcatPort, 200, n -> theirGet))
            .with("GET of 64 MiB", 8, work(gatehouse::cpuTime, ourPort(), 200, n -> ownGet))
            .run(2),
        1.3,
        "GET of 64 MiB");
    tellHeap("64 MiB, both ways", before);
  }

  private void many() throws Exception {
    Path list =
        Files.createDirectories(gatehouse.server().data().resolve("virtual/site1/fst/many"));
    for (int i = 0; i < MANY; i++) {
      Files.createFile(list.resolve("file-" + i));
    }
    byte[] request =
        request("PROPFIND", "/many/", ALL.getBytes(StandardCharsets.UTF_8), ours(), "Depth: 1");
    long before = heap();
    List<Long> milliseconds = new ArrayList<>();
    for (int round = 0; round < LARGE_ROUNDS; round++) {
      long cpu = gatehouse.cpuTime();
      try (LocalClient client = new LocalClient("127.0.0.1", ourPort())) {
        int told = send(client, 207, request).body().split("<D:response>", -1).length - 1;
        if (told != MANY + 1) {
          throw new IllegalStateException("told of " + told);
        }
      }
      milliseconds.add((gatehouse.cpuTime() - cpu) / 1_000_000);
    }
    System.out.printf(
        Locale.ROOT,
        "PROPFIND of 100,000, allprop: %s ms of CPU%n",
        milliseconds.stream().sorted().toList().get(LARGE_ROUNDS / 2));
    tellHeap("PROPFIND of 100,000", before);
  }

  /** What lives after a collection, in bytes. */
  private long heap() {
    String process = Long.toString(gatehouse.server().process());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Program.run(jcmd, process, "GC.run").orFail();
    String told = Program.run(jcmd, process, "GC.heap_info").orFail();
    // Of the young generation and the old one; what follows is no heap.
    List<Long> used =
        Pattern.compile("(?:DefNew|Tenured).* used (\\d+)K")
            .matcher(told)
            .results()
            .map(one -> Long.parseLong(one.group(1)) * 1_024)
            .toList();
    if (used.size() != 2) {
      throw new IllegalStateException(told);
    }
    return used.getFirst() + used.getLast();
  }

  private void tellHeap(String after, long before) {
    long now = heap();
    System.out.printf(
        Locale.ROOT,
        "heap in use before and after %s: %.1f and %.1f MiB%n",
        after,
        (double) before / MEBIBYTE,
        (double) now / MEBIBYTE);
  }

  private void verdict(Duel duel, double most, String name) {
    status = Math.max(status, duel.verdict(most, List.of(name)));
  }
}
