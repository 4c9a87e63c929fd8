package org.gatehouse.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real transport that answers each request with 204, and a clock that is set by hand. */
class SlowHeadsTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final String ANSWER = "HTTP/1.1 204 No Content";
  private static final int PATIENCE = 60_000;

  private final ScheduledExecutorService never = Executors.newScheduledThreadPool(1);
  private final TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance().build();

  @SuppressWarnings("deprecation") // each of its constructors is
  private final HttpServerFilter codec = new HttpServerFilter();

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - LONGEST.toNanos());
  private final AtomicInteger pieces = new AtomicInteger();
  private final List<Socket> sockets = new ArrayList<>();
  private int port;
  private SlowHeads slowHeads;

  private final class NoContent extends BaseFilter {
    @Override
    public NextAction handleRead(FilterChainContext context) {
      HttpContent content = context.getMessage();
      pieces.incrementAndGet();
      if (!content.isLast()) {
        return context.getStopAction();
      }
      HttpResponsePacket response = ((HttpRequestPacket) content.getHttpHeader()).getResponse();
      response.setStatus(204);
      context.write(HttpContent.builder(response).last(true).build());
      return context.getStopAction();
    }
  }

  @BeforeEach
  void start() throws IOException {
    transport.setProcessor(
        FilterChainBuilder.stateless()
            .add(new TransportFilter())
            .add(codec)
            .add(new NoContent())
            .build());
    port =
        ((InetSocketAddress) transport.bind(new InetSocketAddress(LOOPBACK, 0)).getLocalAddress())
            .getPort();
    transport.start();
    // What is due is looked at by the test itself.
    slowHeads = SlowHeads.watch(transport, List.of(codec), () -> LONGEST, never, now::get);
    never.shutdownNow();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    transport.shutdownNow();
  }

  private Socket connect() throws IOException {
    int before = slowHeads.connections();
    Socket socket = new Socket(LOOPBACK, port);
    socket.setSoTimeout(PATIENCE);
    sockets.add(socket);
    await(() -> slowHeads.connections() > before);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer, which has no body. */
  private static String answer(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return head + "<closed>";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static boolean cut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    slowHeads.look();
  }

  private static void await(BooleanSupplier reached) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aConnectionOnWhichNothingComesIsCut() throws IOException {
    Socket silent = connect();

    pass(LONGEST.plusNanos(1));

    assertThat(cut(silent)).isTrue();
    await(() -> slowHeads.connections() == 0);
  }

  @Test
  void aHeadThatComesByteByByteIsCutHoweverRegularly() throws IOException {
    Socket slow = connect();
    for (char letter : "GET / HTTP/1.1\r\nHo".toCharArray()) {
      send(slow, String.valueOf(letter));
      pass(LONGEST.dividedBy(18));
    }
    assertThat(slowHeads.connections()).isOne();

    pass(LONGEST.dividedBy(18));

    assertThat(cut(slow)).isTrue();
  }

  @Test
  void aHeadThatIsWholeInTimeIsAnsweredAndItsConnectionMayBeIdle() throws IOException {
    Socket socket = connect();
    send(socket, "GET / HTTP/1.1\r\n");
    pass(LONGEST);
    send(socket, "Host: a\r\n\r\n");
    assertThat(answer(socket)).startsWith(ANSWER);

    pass(LONGEST.multipliedBy(10));

    send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(answer(socket)).startsWith(ANSWER);
  }

  @Test
  void aFurtherHeadIsMeasuredFromItsFirstByteOn() throws IOException {
    Socket socket = connect();
    send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(answer(socket)).startsWith(ANSWER);
    pass(LONGEST.multipliedBy(10));

    send(socket, "GET / HTTP/1.1\r\n");
    await(() -> slowHeads.waiting() == 1);
    pass(LONGEST);
    assertThat(slowHeads.connections()).isOne();
    pass(Duration.ofNanos(1));

    assertThat(cut(socket)).isTrue();
  }

  @Test
  void aBodyMayTakeLonger() throws IOException {
    Socket socket = connect();
    send(socket, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
    await(() -> slowHeads.waiting() == 0);
    for (String piece : List.of("a", "b")) {
      int before = pieces.get();
      send(socket, piece);
      await(() -> pieces.get() > before);
      pass(LONGEST.multipliedBy(2));
    }

    send(socket, "c");

    assertThat(answer(socket)).startsWith(ANSWER);
  }

  @Test
  void theServerForgetsItWhenItIsClosed() {
    slowHeads.close();

    assertThat(transport.getConnectionMonitoringConfig().hasProbes()).isFalse();
    assertThat(codec.getMonitoringConfig().hasProbes()).isFalse();
  }
}
