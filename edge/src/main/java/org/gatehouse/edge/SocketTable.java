package org.gatehouse.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the kernel knows of this machine's TCP connections: {@code /proc/net/tcp} and {@code tcp6}
 * of Linux (proc_net_tcp.txt in the kernel's documentation). A connection that was reset is not in
 * it, whether this process knows of that or not.
 */
final class SocketTable {

  /** The state of a connection (RFC 9293, section 3.3.2), in the order of the kernel's numbers. */
  enum State {
    ESTABLISHED,
    SYN_SENT,
    SYN_RECEIVED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    TIME_WAIT,
    CLOSED,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING
  }

  /**
   * A connection as the kernel has it.
   *
   * @param state its state
   * @param unacknowledged how many bytes were given to it that the peer has not acknowledged; one
   *     of them may be the end
   */
  record Entry(State state, long unacknowledged) {}

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int QUEUES = 4;

  private final List<Path> files;

  /** Reads the tables of a directory, {@code /proc/self/net}. */
  SocketTable(Path directory) {
    files = List.of(directory.resolve("tcp6"), directory.resolve("tcp"));
  }

  /** Whether there is such a table here. */
  boolean readable() {
    return files.stream().anyMatch(Files::isReadable);
  }

  /**
   * The connection between two addresses.
   *
   * @return empty when there is none, or none any more
   * @throws IOException when the tables cannot be read
   */
  Optional<Entry> find(InetSocketAddress local, InetSocketAddress remote) throws IOException {
    String localPort = port(local);
    String remotePort = port(remote);
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        continue;
      }
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] fields = line.strip().split("\\s+", QUEUES + 2);
          if (fields.length > QUEUES
              && fields[LOCAL].endsWith(localPort)
              && fields[REMOTE].endsWith(remotePort)
              && address(fields[LOCAL]).equals(local.getAddress())
              && address(fields[REMOTE]).equals(remote.getAddress())) {
            return Optional.of(entry(fields));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String port(InetSocketAddress address) {
    return String.format(Locale.ROOT, ":%04X", address.getPort());
  }

  /** Four bytes or four times four, each four a number in the machine's order. */
  private static InetAddress address(String field) throws UnknownHostException {
    byte[] words = HexFormat.of().parseHex(field, 0, field.indexOf(':'));
    ByteBuffer wire = ByteBuffer.allocate(words.length);
    ByteBuffer machine = ByteBuffer.wrap(words).order(ByteOrder.nativeOrder());
    while (machine.hasRemaining()) {
      wire.putInt(machine.getInt());
    }
    // IPv4 in IPv6 becomes IPv4 here.
    return InetAddress.getByAddress(wire.array());
  }

  private static Entry entry(String[] fields) throws IOException {
    int state = Integer.parseInt(fields[STATE], 16);
    if (state < 1 || state > State.values().length) {
      return new Entry(State.CLOSED, 0);
    }
    String queues = fields[QUEUES];
    return new Entry(State.values()[state - 1], Long.parseLong(queues, 0, queues.indexOf(':'), 16));
  }
}
