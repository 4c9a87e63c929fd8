package org.gatehouse.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server on a Unix socket that gives every request the same answer and remembers the requests.
 */
final class SocketFixture implements AutoCloseable {

  private final ServerSocketChannel listener;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  private final Thread serving;

  private SocketFixture(ServerSocketChannel listener, byte[] answer) {
    this.listener = listener;
    this.serving = Thread.ofPlatform().daemon().start(() -> serve(answer));
  }

  /** Listens where a Gatehouse on this data directory would. */
  static SocketFixture answering(Path data, String answer) throws IOException {
    Path run = Files.createDirectories(data.resolve("run"));
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(run.resolve("gatehouse.sock")));
    return new SocketFixture(listener, answer.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer with a body. */
  static String answer(int status, String type, String body) {
    return "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, type, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  /** The next request: its first line, a space and its body. */
  String request() throws InterruptedException {
    return requests.poll(5, TimeUnit.SECONDS);
  }

  private void serve(byte[] answer) {
    try {
      while (true) {
        try (SocketChannel peer = listener.accept()) {
          requests.add(read(peer));
          peer.write(ByteBuffer.wrap(answer));
        }
      }
    } catch (ClosedChannelException closed) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(SocketChannel peer) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.ISO_8859_1));
    String first = reader.readLine();
    int length = 0;
    for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    StringBuilder body = new StringBuilder();
    while (body.length() < length) {
      body.append((char) reader.read());
    }
    return first + " " + body;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      serving.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
