package org.gatehouse.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port of a real transport that echoes, on this machine's addresses. */
class DoorTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");
  private static final int PATIENCE = 60_000;

  /**
   * What is answered by more than the kernels of both sides keep for a client that does not read.
   */
  private static final byte MUCH = 'm';

  private static final int MORE_THAN_IS_TAKEN = 32 << 20;

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance().build();
  private final List<Socket> sockets = new ArrayList<>();
  private int port;
  private Door door;

  private static final class Echo extends BaseFilter {
    @Override
    public NextAction handleRead(FilterChainContext context) {
      Buffer asked = context.getMessage();
      context.write(
          asked.get(0) == MUCH
              ? Buffers.wrap(context.getMemoryManager(), new byte[MORE_THAN_IS_TAKEN])
              : asked);
      return context.getStopAction();
    }
  }

  @BeforeEach
  void start() throws IOException {
    transport.setProcessor(
        FilterChainBuilder.stateless().add(new TransportFilter()).add(new Echo()).build());
    port =
        ((InetSocketAddress) transport.bind(new InetSocketAddress(LOOPBACK, 0)).getLocalAddress())
            .getPort();
    transport.start();
    door = new Door(transport, port, scheduler);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    transport.shutdownNow();
    scheduler.shutdownNow();
  }

  /** An address of this machine that is not loopback's. */
  private static InetAddress own() throws SocketException {
    List<InetAddress> found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    assumeThat(found).as("addresses of this machine").isNotEmpty();
    return found.getFirst();
  }

  private Socket connect(InetAddress address) throws IOException {
    Socket socket = new Socket(address, port);
    socket.setSoTimeout(PATIENCE);
    sockets.add(socket);
    return socket;
  }

  private static boolean echoes(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    return socket.getInputStream().read() == 'x';
  }

  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aClosedDoorListensOnBothLoopbackAddressesAndNoOther() throws IOException {
    InetAddress own = own();

    assertThat(echoes(connect(LOOPBACK))).isTrue();
    assertThat(echoes(connect(LOOPBACK_6))).isTrue();
    assertThatThrownBy(() -> connect(own)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> connect(InetAddress.ofLiteral("127.0.0.2")))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void anOpenOneListensEverywhereAndClosesAgain() throws IOException {
    InetAddress own = own();
    for (int time = 0; time < 3; time++) {
      door.open();
      assertThat(echoes(connect(own))).isTrue();
      assertThat(echoes(connect(LOOPBACK))).isTrue();
      assertThat(echoes(connect(LOOPBACK_6))).isTrue();

      door.shut();
      assertThatThrownBy(() -> connect(own)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void whatIsOpenFromElsewhereEndsWithIt() throws IOException {
    door.open();
    Socket idle = connect(own());
    Socket used = connect(own());
    assertThat(echoes(used)).isTrue();
    Socket loopback = connect(LOOPBACK);
    Socket loopback6 = connect(LOOPBACK_6);

    door.shut();

    assertThat(ends(idle)).isTrue();
    assertThat(ends(used)).isTrue();
    assertThat(echoes(loopback)).isTrue();
    assertThat(echoes(loopback6)).isTrue();
  }

  @Test
  void theAnswerToASlowReaderDoesNotOutliveTheDoor() throws IOException {
    door.open();
    Socket slow = connect(own());
    slow.getOutputStream().write(MUCH);
    assertThat(slow.getInputStream().read()).isZero();

    door.shut();
    await(() -> door.remoteConnections() == 0);

    // It is not sent to its end: what the client has already is all, then it is reset.
    assertThatThrownBy(() -> slow.getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void nothingIsKeptOfAConnectionThatIsOver() throws IOException {
    door.open();
    Socket over = connect(own());
    Socket last = connect(own());
    assertThat(echoes(over)).isTrue();
    assertThat(echoes(last)).isTrue();
    assertThat(door.remoteConnections()).isEqualTo(2);

    over.close();

    await(() -> door.remoteConnections() == 1);
    assertThat(echoes(last)).isTrue();
  }

  private static void await(BooleanSupplier reached) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void openingAndShuttingTwiceIsAsOnce() throws IOException {
    InetAddress own = own();

    door.open();
    door.open();
    assertThat(echoes(connect(own))).isTrue();
    door.shut();
    door.shut();
    assertThatThrownBy(() -> connect(own)).isInstanceOf(ConnectException.class);
  }

  @Test
  void loopbackIsNeverRefusedMeanwhile() throws Exception {
    Thread turning =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int turn = 0; turn < 50; turn++) {
                      door.open();
                      door.shut();
                    }
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    int connected = 0;
    while (turning.isAlive() || connected == 0) {
      try (Socket socket = new Socket(LOOPBACK, port)) {
        socket.setSoTimeout(PATIENCE);
        assertThat(echoes(socket)).isTrue();
        connected++;
      }
    }
    turning.join();
    assertThat(connected).isPositive();
  }

  @Test
  void theServerGetsItsPortBackAsItWas() throws IOException {
    door.open();
    InetAddress own = own();

    door.close();

    assertThat(echoes(connect(LOOPBACK))).isTrue();
    assertThatThrownBy(() -> connect(own)).isInstanceOf(ConnectException.class);
    assertThat(transport.isReusePort()).isFalse();
    assertThat(transport.getConnectionMonitoringConfig().hasProbes()).isFalse();
  }
}
