package org.gatehouse.edge;

import jakarta.servlet.ServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * The rest of an answer of the DAV gate, sent from a file to the client's socket by the kernel
 * itself (sendfile(2)), past the server's buffers, in which each byte would be copied three times.
 * There is none in TLS, where bytes must be encrypted first, nor while something of the answer
 * still waits in the server.
 */
public final class DirectAnswer {

  private final NIOConnection connection;
  private final SocketChannel socket;
  private final DavResponse response;

  private DirectAnswer(NIOConnection connection, SocketChannel socket, DavResponse response) {
    this.connection = connection;
    this.socket = socket;
    this.response = response;
  }

  /**
   * That of a request whose answer has begun: its head and all that was written of its content must
   * have been flushed.
   *
   * @return empty when the rest must be written as usual
   */
  public static Optional<DirectAnswer> of(ServletRequest request) {
    return ServerConnection.of(request)
        .filter(found -> !found.secure())
        .map(ServerConnection::connection)
        .flatMap(
            found ->
                found instanceof NIOConnection connection
                        && connection.getChannel() instanceof SocketChannel socket
                        && connection.getAsyncWriteQueue().isEmpty()
                        && DavResponse.of(request).filter(DavResponse::isCommitted).isPresent()
                    ? Optional.of(
                        new DirectAnswer(connection, socket, DavResponse.of(request).orElseThrow()))
                    : Optional.empty());
  }

  /**
   * Sends a part of a file. When that fails, nobody knows how much the client has, so that nothing
   * can follow on its connection.
   *
   * @param from the first byte, 0 or more
   * @param length how many bytes; when the file has become shorter meanwhile that is an error
   * @throws SocketTimeoutException when the client took nothing for as long as the server waits for
   *     one
   */
  public void send(FileChannel file, long from, long length) throws IOException {
    try (Room room = new Room()) {
      long end = from + length;
      for (long at = from; at < end; ) {
        long sent = file.transferTo(at, end - at, socket);
        if (sent == 0) {
          if (file.size() <= at) {
            throw new EOFException("the file became shorter while it was read");
          }
          room.await();
        }
        at += sent;
      }
    } catch (IOException | RuntimeException e) {
      response.fail();
      throw e;
    }
  }

  /** Waits until the kernel has room for more of the answer. */
  private final class Room implements AutoCloseable {

    private Selector selector;

    void await() throws IOException {
      if (selector == null) {
        selector = Selector.open();
        // The server's own selector waits for what the client sends, and is not disturbed.
        socket.register(selector, SelectionKey.OP_WRITE);
      }
      if (selector.select(_ -> {}, Math.max(0, connection.getWriteTimeout(TimeUnit.MILLISECONDS)))
          == 0) {
        throw new SocketTimeoutException("the client does not take its answer");
      }
    }

    @Override
    public void close() throws IOException {
      if (selector != null) {
        selector.close();
      }
    }
  }
}
