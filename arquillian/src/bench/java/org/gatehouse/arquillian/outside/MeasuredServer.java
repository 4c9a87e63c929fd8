package org.gatehouse.arquillian.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A Gatehouse whose CPU time is measured: that of the whole process, as the kernel counts it. */
final class MeasuredServer implements AutoCloseable {

  private static final long NANOSECONDS_OF_A_TICK = 10_000_000;

  /** A file that the server's own code for static files sends, with nothing of ours before it. */
  static final String BARE_FILE = "/bare/hello.txt";

  private static final String BARE_APPLICATION =
      """
      <application context-root="/bare" name="bare" object-type="user" directory-deployed="true"\
       location="${com.sun.aas.instanceRootURI}/applications/bare/">\
      <module name="bare"><engine sniffer="web"/></module></application>""";

  private final GatehouseServer server;

  private MeasuredServer(GatehouseServer server) {
    this.server = server;
  }

  /**
   * One on an empty data directory, with the demo site.
   *
   * @param settings what stands in its {@code custom/config.ini}
   */
  static MeasuredServer start(String settings) throws IOException {
    GatehouseServer server = GatehouseServer.withGivenSecrets();
    Path custom = Files.createDirectories(server.data().resolve("custom"));
    Files.writeString(custom.resolve("config.ini"), settings);
    server.start().orFail();
    return new MeasuredServer(server);
  }

  /** The same, with {@value #BARE_FILE} beside Gatehouse. */
  static MeasuredServer startWithBareFile(String settings) throws IOException {
    MeasuredServer measured = start(settings);
    measured.server.stop().orFail();
    Path domain = measured.server.data().resolve("server");
    Path bare = Files.createDirectories(domain.resolve("applications/bare/WEB-INF"));
    Files.writeString(
        bare.resolve("web.xml"),
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\""
            + " metadata-complete=\"true\"/>");
    Files.writeString(bare.resolveSibling("hello.txt"), "Hello.\n");
    Path configuration = domain.resolve("config/domain.xml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replaceFirst(
                "</applications>", BARE_APPLICATION.replace("$", "\\$") + "</applications>")
            .replaceFirst(
                "(<application-ref )",
                "<application-ref ref=\"bare\" virtual-servers=\"server\"/>$1"));
    measured.server.start().orFail();
    return measured;
  }

  /** Gives {@value #BARE_FILE} another content. */
  void writeBareFile(String content) throws IOException {
    Files.writeString(server.data().resolve("server/applications/bare/hello.txt"), content);
  }

  GatehouseServer server() {
    return server;
  }

  /** A client with an address of 127.0.0.0/8. */
  LocalClient client(String address) {
    return new LocalClient(address, server.port());
  }

  /** The CPU time of the server's process so far, in nanoseconds. */
  long cpuTime() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + server.process() + "/stat"));
    // The name may hold spaces and parentheses; user and system time are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOSECONDS_OF_A_TICK;
  }

  /** Sends one request of a row. */
  interface Sending {
    void send(LocalClient client, int number) throws Exception;
  }

  /**
   * Work that some clients do side by side.
   *
   * @param sending sends the n-th request, n from 0, and checks its answer
   */
  Duel.Work work(List<LocalClient> clients, Sending sending) {
    return times -> {
      long before = cpuTime();
      try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
          int first = i;
          done.add(
              threads.submit(
                  () -> {
                    for (int n = first; n < times; n += clients.size()) {
                      sending.send(clients.get(first), n);
                    }
                    return null;
                  }));
        }
        for (Future<?> one : done) {
          one.get();
        }
      }
      // The server ends a connection that waits for its turn for too long.
      for (LocalClient client : clients) {
        client.close();
      }
      return cpuTime() - before;
    };
  }

  /** Work that sends one request again and again, and expects one status. */
  Duel.Work work(List<LocalClient> clients, byte[] request, int status) {
    return work(clients, (client, n) -> expect(status, client.send(request)));
  }

  /** Fails when an answer has another status. */
  static void expect(int status, LocalClient.Reply reply) {
    if (reply.status() != status) {
      throw new IllegalStateException("not " + status + " but:\n" + reply.head() + reply.body());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
