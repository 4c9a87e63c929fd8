package org.gatehouse.arquillian.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that take their time (issue 7): heads and bodies that come too slowly are cut, and
 * answers that nobody takes; meanwhile others are served, and an upload that keeps up is never cut.
 */
@RunningGatehouse
@Needs("curl")
class DavSlowClientsIT {

  private static final int SLOW = 200;
  private static final int ACCOUNTS = 4;

  private static final int OF_ONE_ACCOUNT = 64;

  private static final int PATIENCE = 180_000;

  /** More than the kernels of both ends keep of an answer. */
  private static final int LARGE = 32 << 20;

  private static final long DRIP_NANOSECONDS = 500_000_000;
  private static final String LENGTH = "Content-Length: 1000000\r\n\r\n";

  private final GatehouseServer gatehouse;
  private final List<Socket> sockets = new ArrayList<>();

  DavSlowClientsIT(GatehouseServer gatehouse) {
    this.gatehouse = gatehouse;
  }

  private Socket open(int port, String text) {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(PATIENCE);
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String put(DavAccount account, String path) {
    return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\n" + account.authorization();
  }

  /** All that comes until the connection ends, one way or another. */
  private static String toItsEnd(Socket socket) {
    StringBuilder heard = new StringBuilder();
    try {
      InputStream answer = socket.getInputStream();
      for (int next = answer.read(); next >= 0; next = answer.read()) {
        heard.append((char) next);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("never cut", e);
    } catch (IOException e) {
      return heard.toString();
    }
    return heard.toString();
  }

  /** Sends one byte more now and then, until the other end is gone. */
  private static void drip(List<Socket> slow, AtomicBoolean over) {
    while (!over.get()) {
      for (Socket socket : slow) {
        try {
          socket.getOutputStream().write('x');
        } catch (IOException e) {
          // It was cut.
          continue;
        }
      }
      LockSupport.parkNanos(DRIP_NANOSECONDS);
    }
  }

  @Test
  void slowHeadsAndBodiesAreCutAndOthersServedMeanwhile(@TempDir Path directory) throws Exception {
    List<DavAccount> accounts = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      accounts.add(DavAccount.on(gatehouse));
    }
    DavAccount other = DavAccount.on(gatehouse);
    DavAccount idle = DavAccount.on(gatehouse);
    assertThat(idle.send("PUT", "/large", "--upload-file", large(directory)).status())
        .isEqualTo(201);
    List<Socket> heads = new ArrayList<>();
    List<Socket> bodies = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int slow = 0; slow < SLOW; slow++) {
        int port = gatehouse.davPorts().getFirst();
        heads.add(
            open(
                slow % 2 == 0 ? port : gatehouse.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nX"));
        bodies.add(open(port, put(accounts.get(slow % ACCOUNTS), "/slow-" + slow) + LENGTH));
      }
      List<Socket> unread = new ArrayList<>();
      String get = "GET /large HTTP/1.1\r\nHost: localhost\r\n" + idle.authorization() + "\r\n";
      for (int slow = 0; slow < OF_ONE_ACCOUNT; slow++) {
        unread.add(open(idle.port(), get));
      }
      threads.submit(() -> drip(heads, over));
      threads.submit(() -> drip(bodies, over));
      Future<String> honest = threads.submit(() -> upload(other));
      Until.holds(
          "an account has as many requests as it may",
          () -> isBusyOr(idle, () -> unread.add(open(idle.port(), get))));
      assertThat(isBusy(other)).isFalse();
      for (DavAccount account : accounts) {
        assertThat(account.send("OPTIONS", "/").status()).isEqualTo(200);
      }
      assertThat(other.send("PUT", "/small", "--data", "x").status()).isEqualTo(201);

      for (Socket head : heads) {
        assertThat(toItsEnd(head)).isEmpty();
      }
      for (Socket body : bodies) {
        assertThat(toItsEnd(body))
            .startsWith("HTTP/1.1 408 ")
            .contains("\r\nConnection: close\r\n");
      }
      Until.holds("answers that nobody takes end", () -> !isBusy(idle));
      for (Socket one : unread) {
        // What this end has of it comes, and no more.
        assertThat(toItsEnd(one).length()).isLessThan(LARGE);
      }
      assertThat(honest.get()).startsWith("HTTP/1.1 201 ");
    } finally {
      over.set(true);
      threads.shutdownNow();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    for (DavAccount account : accounts) {
      assertThat(account.send("PROPFIND", "/", "--header", "Depth: 1").body())
          .doesNotContain("slow-");
    }
  }

  private static String large(Path directory) {
    try {
      return Files.write(directory.resolve("large"), new byte[LARGE]).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether an account has as many requests as it may. Who looks on takes a place for a moment too,
   * in which one that was to be held may have been refused: so when it has not, another is opened.
   */
  private static boolean isBusyOr(DavAccount account, Runnable another) {
    boolean busy = isBusy(account);
    if (!busy) {
      another.run();
    }
    return busy;
  }

  private static boolean isBusy(DavAccount account) {
    Answer answer = account.send("OPTIONS", "/");
    if (answer.status() == 503) {
      assertThat(answer.header("Retry-After")).isPresent();
      return true;
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return false;
  }

  /** One that is slow too, for longer than a half minute, but not slower than is asked. */
  private String upload(DavAccount account) throws IOException {
    byte[] piece = new byte[2048];
    int pieces = 90;
    try (Socket socket = new Socket("127.0.0.1", gatehouse.davPorts().getFirst())) {
      socket.setSoTimeout(PATIENCE);
      socket
          .getOutputStream()
          .write(
              (put(account, "/honest")
                      + "Connection: close\r\nContent-Length: "
                      + pieces * piece.length
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      for (int sent = 0; sent < pieces; sent++) {
        socket.getOutputStream().write(piece);
        LockSupport.parkNanos(DRIP_NANOSECONDS);
      }
      return toItsEnd(socket);
    }
  }

  @Test
  void anAccountHasSoManyRequestsAtOnceAndTheNextIsRefusedUnread() throws Exception {
    DavAccount account = DavAccount.on(gatehouse);
    try {
      String held = put(account, "/held") + LENGTH + "x";
      for (int i = 0; i < OF_ONE_ACCOUNT; i++) {
        open(account.port(), held);
      }
      Until.holds(
          "all of them are under way", () -> isBusyOr(account, () -> open(account.port(), held)));

      Wire.Heard heard =
          Wire.send(
              account.port(),
              put(account, "/late")
                  + "Expect: 100-continue\r\nConnection: close\r\n"
                  + "Content-Length: 5\r\n\r\n");

      assertThat(heard.text())
          .startsWith("HTTP/1.1 503 ")
          .contains("\r\nRetry-After: 1\r\n")
          .containsOnlyOnce("HTTP/1.1 ");
      assertThat(isBusy(DavAccount.on(gatehouse))).isFalse();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    Until.holds("they are forgotten", () -> !isBusy(account));
  }
}
