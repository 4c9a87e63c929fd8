package org.gatehouse.arquillian.outside;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes a browser's connections to a server as if they came from an address of their own: one of
 * this machine's loopback network that is not whitelisted. While it is told to, it answers itself,
 * or is not there.
 */
final class Relay implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final int LONGEST_HEAD = 64 * 1024;

  private final InetAddress from;
  private volatile GatehouseServer server;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket listener;
  private volatile Optional<String> answer = Optional.empty();

  Relay(GatehouseServer server) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.server = server;
    this.from =
        InetAddress.getByName(
            "127.%d.%d.%d"
                .formatted(random.nextInt(1, 255), random.nextInt(255), random.nextInt(1, 255)));
    this.listener = listenAt(0);
    this.port = listener.getLocalPort();
  }

  /** The address that the server sees. */
  String address() {
    return from.getHostAddress();
  }

  /** The URL of a path, as a browser asks for it. */
  String url(String path) {
    return "http://localhost:" + port + path;
  }

  /** A connection to the server from the same address. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  /** Answers every request from now on. */
  void answer(String status, String headers, String body) {
    answer =
        Optional.of(
            "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
                .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, headers, body));
    endConnections();
  }

  /** Passes everything on to another server from now on, as what spreads load does. */
  void passTo(GatehouseServer next) {
    server = next;
    endConnections();
  }

  /** Passes everything on again. */
  void passOn() throws IOException {
    answer = Optional.empty();
    endConnections();
    if (listener.isClosed()) {
      listener = listenAt(port);
    }
  }

  /** Is not there from now on. */
  void goAway() throws IOException {
    listener.close();
    endConnections();
  }

  private void endConnections() {
    open.forEach(Relay::end);
    open.clear();
  }

  private static void end(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerSocket listenAt(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    Thread.ofVirtual().start(() -> listen(socket));
    return socket;
  }

  private void listen(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket browser = socket.accept();
        open.add(browser);
        Thread.ofVirtual().start(() -> serve(browser));
      } catch (IOException e) {
        // It was told to go away.
        return;
      }
    }
  }

  private void serve(Socket browser) {
    try (browser) {
      if (answer.isPresent()) {
        readRequest(browser.getInputStream());
        browser.getOutputStream().write(answer.get().getBytes(StandardCharsets.UTF_8));
        return;
      }
      try (Socket ours = connect()) {
        open.add(ours);
        Thread back = Thread.ofVirtual().start(() -> pass(ours, browser));
        pass(browser, ours);
        back.join();
      }
    } catch (IOException e) {
      // One of the two went away.
      end(browser);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pass(Socket source, Socket target) {
    try {
      source.getInputStream().transferTo(target.getOutputStream());
      target.shutdownOutput();
    } catch (IOException e) {
      end(target);
    }
  }

  private static void readRequest(InputStream request) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < LONGEST_HEAD) {
      int next = request.read();
      if (next < 0) {
        return;
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      request.readNBytes(Integer.parseInt(length.group(1)));
    }
  }

  @Override
  public void close() throws IOException {
    goAway();
  }
}
