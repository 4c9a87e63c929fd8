package org.gatehouse.audit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.gatehouse.host.socket.LocalDatagram;

/** Where messages of syslog (RFC 5424) are sent, one at a time. */
public sealed interface Syslog {

  /**
   * Sends one message.
   *
   * @throws IOException when it certainly did not leave; of one that left nobody says whether it
   *     arrived
   */
  void send(byte[] message) throws IOException;

  /**
   * The place that a setting names: {@code udp://host:port}, {@code tcp://host:port} or {@code
   * unix:///path}; empty when it is empty.
   *
   * @throws IllegalArgumentException when it names none
   */
  static Optional<Syslog> of(String setting) {
    if (setting.isBlank()) {
      return Optional.empty();
    }
    URI uri;
    try {
      uri = new URI(setting.strip());
    } catch (URISyntaxException e) {
      throw unusable(e);
    }
    boolean place = uri.getHost() != null && uri.getPort() > 0 && uri.getPort() < 65_536;
    boolean nothingElse = "".equals(uri.getRawPath()) && uri.getRawUserInfo() == null;
    boolean file = uri.getRawAuthority() == null && uri.getPath() != null;
    if ("udp".equals(uri.getScheme()) && place && nothingElse) {
      return Optional.of(new Udp(host(uri), uri.getPort()));
    } else if ("tcp".equals(uri.getScheme()) && place && nothingElse) {
      return Optional.of(new Tcp(host(uri), uri.getPort()));
    } else if ("unix".equals(uri.getScheme()) && file) {
      return Optional.of(new Unix(Path.of(uri.getPath())));
    }
    throw unusable(null);
  }

  private static String host(URI uri) {
    return uri.getHost().replaceAll("[\\[\\]]", "");
  }

  private static IllegalArgumentException unusable(Exception cause) {
    return new IllegalArgumentException(
        "[audit] syslog must be udp://host:port, tcp://host:port or unix:///path", cause);
  }

  /** Octet counting (RFC 6587, section 3.4.1), so that no message can contain the next. */
  private static byte[] counted(byte[] message) {
    byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(length.length + message.length).put(length).put(message).array();
  }

  /** The address, looked up each time: it may have moved. */
  private static InetSocketAddress address(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException(host);
    }
    return address;
  }

  /** A datagram for each message (RFC 5426). */
  record Udp(String host, int port) implements Syslog {
    @Override
    public void send(byte[] message) throws IOException {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.send(new DatagramPacket(message, message.length, address(host, port)));
      }
    }
  }

  /**
   * A connection for each message: one a minute is none too many, and none is found broken only
   * after a message is lost in it.
   */
  record Tcp(String host, int port) implements Syslog {
    private static final int LONGEST_WAIT = 5_000;

    @Override
    public void send(byte[] message) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(address(host, port), LONGEST_WAIT);
        socket.setSoTimeout(LONGEST_WAIT);
        socket.getOutputStream().write(counted(message));
        socket.shutdownOutput();
        try {
          // Until it is read there: closed with an answer unread, the connection would be reset.
          socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
          // It keeps the connection open; what was sent has long been in its buffer.
        }
      }
    }
  }

  /** A datagram, or a stream where the socket is one. */
  record Unix(Path socket) implements Syslog {
    @Override
    public void send(byte[] message) throws IOException {
      try {
        LocalDatagram.send(socket, message);
      } catch (ProtocolException e) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
          ByteBuffer content = ByteBuffer.wrap(counted(message));
          while (content.hasRemaining()) {
            channel.write(content);
          }
        }
      }
    }
  }
}
