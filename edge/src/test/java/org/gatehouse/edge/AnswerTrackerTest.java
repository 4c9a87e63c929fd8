package org.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.gatehouse.command.Delivery;
import org.gatehouse.command.Delivery.Fate;
import org.glassfish.grizzly.CloseListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of connections, and how often the kernel's table is read for them. */
class AnswerTrackerTest {

  private static final int SERVER = 0x822;
  private static final int FIRST_CLIENT = 0xC000;

  /** The server's connection, as the edge asks for it by names. */
  public static final class Connection {

    private final List<CloseListener<?, ?>> listeners = new ArrayList<>();
    private boolean closed;

    /** Adds a listener; a connection that is closed tells it at once. */
    public void addCloseListener(CloseListener<?, ?> listener) {
      listeners.add(listener);
      if (closed) {
        tell(listener);
      }
    }

    void close() {
      closed = true;
      List.copyOf(listeners).forEach(Connection::tell);
    }

    private static void tell(CloseListener<?, ?> listener) {
      try {
        listener.onClosed(null, null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Keeps what is to be done later until it is asked to do it. */
  private static final class Later extends ScheduledThreadPoolExecutor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    Later() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      tasks.add(task);
      return new Scheduled();
    }

    int run() {
      int run = 0;
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
        run++;
      }
      return run;
    }
  }

  /** Nobody asks it anything. */
  private static final class Scheduled extends java.util.concurrent.FutureTask<Void>
      implements ScheduledFuture<Void> {

    Scheduled() {
      super(() -> null);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  private final Later later = new Later();
  @TempDir private Path kernel;
  private AnswerTracker tracker;

  @BeforeEach
  void makeTracker() {
    tracker = new AnswerTracker(new SocketTable(kernel), later);
    kernelSays("01", 0);
  }

  @AfterEach
  void stop() {
    later.shutdownNow();
  }

  /** Of all connections the same: a state, and how many bytes are unacknowledged. */
  private void kernelSays(String state, int unacknowledged) {
    StringBuilder table =
        new StringBuilder("  sl  local_address rem_address   st tx_queue rx_queue\n");
    for (int i = 0; i < 2 * AnswerTracker.MOST_LOOKED_FOR; i++) {
      table.append(
          "  %d: 0100007F:%04X 0100007F:%04X %s %08X:00000000\n"
              .formatted(i, SERVER, FIRST_CLIENT + i, state, unacknowledged));
    }
    try {
      Files.writeString(kernel.resolve("tcp"), table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerConnection server(Connection connection, int client) {
    InetAddress here = InetAddress.getLoopbackAddress();
    return new ServerConnection(
        connection,
        false,
        new InetSocketAddress(here, SERVER),
        new InetSocketAddress(here, FIRST_CLIENT + client));
  }

  private Delivery.Trace answer(Connection connection, int client) {
    return tracker.follow(server(connection, client), true, new Delivery(() -> false));
  }

  @Test
  void manyAnswersOnOneConnectionLeaveOneListener() {
    Connection connection = new Connection();
    for (int i = 0; i < 1000; i++) {
      answer(connection, 0);
    }

    assertThat(connection.listeners).hasSize(1);
  }

  @Test
  void itsEndTellsOfTheLastAnswer() {
    Connection connection = new Connection();
    answer(connection, 0);
    Delivery.Trace last = answer(connection, 0);
    kernelSays("08", 400);
    connection.close();

    assertThat(last.fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void oneThatClosedMeanwhileIsSeenToAtOnce() {
    Connection connection = new Connection();
    answer(connection, 0);
    connection.close();
    kernelSays("08", 400);

    assertThat(answer(connection, 0).fate()).isEqualTo(Fate.LOST);
  }

  @Test
  void onlySoManyConnectionsThatThisEndClosedAreLookedForAtOnce() {
    kernelSays("04", 400);
    List<Delivery.Trace> answers = new ArrayList<>();
    for (int i = 0; i < AnswerTracker.MOST_LOOKED_FOR + 8; i++) {
      Connection connection = new Connection();
      answers.add(answer(connection, i));
      connection.close();
    }

    assertThat(later.tasks).hasSize(AnswerTracker.MOST_LOOKED_FOR);
    kernelSays("06", 0);
    assertThat(later.run()).isEqualTo(AnswerTracker.MOST_LOOKED_FOR);
    assertThat(answers.subList(0, AnswerTracker.MOST_LOOKED_FOR))
        .extracting(Delivery.Trace::fate)
        .containsOnly(Fate.DELIVERED);
    assertThat(answers.subList(AnswerTracker.MOST_LOOKED_FOR, answers.size()))
        .as("judged by the first look")
        .extracting(Delivery.Trace::fate)
        .containsOnly(Fate.LOST);
  }

  @Test
  void eachOfThemOnlySoOftenAndThenItsPlaceIsFree() {
    kernelSays("04", 400);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < AnswerTracker.MOST_LOOKED_FOR; i++) {
        Connection connection = new Connection();
        answer(connection, i);
        connection.close();
      }
      assertThat(later.run())
          .isEqualTo(AnswerTracker.MOST_LOOKED_FOR * (AnswerTracker.MOST_LOOKS + 1));
    }
  }
}
