package org.gatehouse.edge;

import java.io.IOException;
import java.util.Optional;
import org.gatehouse.command.Delivery;
import org.gatehouse.command.Delivery.Fate;
import org.gatehouse.edge.SocketTable.Entry;
import org.gatehouse.edge.SocketTable.State;

/**
 * Sees from its connection what became of an answer. A client's kernel resets a connection when the
 * client closes it before it has read everything, and when something arrives after the client
 * closed it (RFC 1122, section 4.2.2.13). So an answer that was acknowledged, on a connection that
 * was not reset, was read or still can be.
 */
final class SentAnswer implements Delivery.Trace {

  /** Looks what the kernel knows of the connection. */
  @FunctionalInterface
  interface Look {
    Optional<Entry> now() throws IOException;
  }

  private static final int CLOSE_LOOKS = 20;

  private final Look look;
  private final Runnable pause;
  private final boolean closedAfter;
  private final boolean secure;
  private final Delivery delivery;
  private boolean closed;
  private boolean outlived;
  private Optional<Fate> certain = Optional.empty();

  /**
   * An answer that is about to be written.
   *
   * @param look what the kernel knows of its connection
   * @param pause passes some milliseconds before it is looked again
   * @param closedAfter whether this end closes the connection after it
   * @param secure whether it is in TLS: then this end closes with a message that clients leave
   *     unread, so that a reset tells nothing after it
   * @param delivery is told what is certain
   */
  SentAnswer(Look look, Runnable pause, boolean closedAfter, boolean secure, Delivery delivery) {
    this.look = look;
    this.pause = pause;
    this.closedAfter = closedAfter;
    this.secure = secure;
    this.delivery = delivery;
  }

  @Override
  public synchronized Fate fate() {
    return certain.orElseGet(this::seen);
  }

  private Fate seen() {
    try {
      Optional<Entry> entry = settled();
      if (entry.isEmpty()) {
        // While this end is open, only a reset takes it away. Of one that this end closed, an
        // orderly end leaves a trace for a minute, but for the client that was as quick to close.
        return conclude(!closed || outlived ? Fate.LOST : Fate.DELIVERED);
      }
      return fate(entry.get());
    } catch (IOException e) {
      return conclude(Fate.DELIVERED);
    }
  }

  /**
   * Some clients first say that they send no more and close then, which resets the connection if
   * something is unread: so after the former it is looked whether the latter follows. And since the
   * kernel's table may change while it is read, a connection is gone when it is missing twice.
   */
  private Optional<Entry> settled() throws IOException {
    Optional<Entry> entry = look.now();
    for (int i = 0; i < CLOSE_LOOKS && !closed && halfClosed(entry); i++) {
      pause.run();
      entry = look.now();
    }
    return entry.isPresent() ? entry : look.now();
  }

  private static boolean halfClosed(Optional<Entry> entry) {
    return entry
        .filter(half -> half.state() == State.CLOSE_WAIT && half.unacknowledged() == 0)
        .isPresent();
  }

  private Fate fate(Entry entry) {
    boolean acknowledged = entry.unacknowledged() <= (closed ? 1 : 0);
    outlived = closed && (!secure || !acknowledged);
    return switch (entry.state()) {
      case TIME_WAIT -> conclude(Fate.DELIVERED);
      // The client closed it before it had everything, or after.
      case CLOSE_WAIT, CLOSING, LAST_ACK -> conclude(acknowledged ? Fate.DELIVERED : Fate.LOST);
      case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> acknowledged ? Fate.DELIVERED : Fate.ON_ITS_WAY;
      default -> conclude(Fate.LOST);
    };
  }

  private Fate conclude(Fate fate) {
    certain = Optional.of(fate);
    if (fate == Fate.DELIVERED) {
      delivery.delivered();
    } else {
      delivery.lost();
    }
    return fate;
  }

  /**
   * Looks a last time before this end is closed, when a reset can still be told from an orderly
   * end.
   *
   * @return whether that is not certain yet
   */
  synchronized boolean closing() {
    Fate fate = fate();
    if (certain.isEmpty() && fate == Fate.DELIVERED && !closedAfter) {
      // The client kept it open and quiet until now, or ended it as TLS does, which is in order.
      conclude(Fate.DELIVERED);
    }
    closed = true;
    return certain.isEmpty();
  }

  /** Whether this end closes the connection and what the client does is worth waiting for. */
  synchronized boolean mayTellMore() {
    return closedAfter && !closed && certain.isEmpty();
  }

  /**
   * Looks again.
   *
   * @return whether it is not certain yet
   */
  synchronized boolean looksAgain() {
    fate();
    return certain.isEmpty();
  }

  /** The client used the connection for something else: so it has what came before. */
  synchronized void overtaken() {
    conclude(Fate.DELIVERED);
  }

  /** There is nothing more to be seen: the client has what it acknowledged. */
  synchronized void over() {
    Fate fate = fate();
    if (certain.isEmpty()) {
      conclude(fate == Fate.DELIVERED ? Fate.DELIVERED : Fate.LOST);
    }
  }
}
