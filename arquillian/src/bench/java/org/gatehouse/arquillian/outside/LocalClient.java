package org.gatehouse.arquillian.outside;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A client on this machine with one connection that it keeps, and with an address of its choice:
 * every address of 127.0.0.0/8 is one of this machine, and another client to the server. It does as
 * little as it can, so that the machine is the server's.
 */
final class LocalClient implements AutoCloseable {

  private static final int CR = '\r';
  private static final int LF = '\n';
  private static final int TIMEOUT_MILLISECONDS = 30_000;
  private static final int HEXADECIMAL = 16;

  private final String address;
  private final int port;
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  /**
   * What the server answered.
   *
   * @param head status line and headers
   * @param body the body, as ISO 8859-1
   */
  record Reply(String head, String body) {

    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    /** The value of a header; where there are several, of the first. */
    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }

  /** A client that connects with its first request. */
  LocalClient(String address, int port) {
    this.address = address;
    this.port = port;
  }

  /** Connects, unless it is connected. */
  void connect() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.bind(new InetSocketAddress(address, 0));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLISECONDS);
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }
  }

  /** Sends a request as it is and reads the answer. */
  Reply send(byte[] request) throws IOException {
    connect();
    out.write(request);
    Reply reply = read();
    if (reply.header("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
      close();
    }
    return reply;
  }

  private Reply read() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
    }
    Reply bodiless = new Reply(head.toString(), "");
    if (bodiless.header("Transfer-Encoding").isPresent()) {
      return new Reply(bodiless.head(), chunks());
    }
    int length = bodiless.header("Content-Length").map(Integer::valueOf).orElse(0);
    return new Reply(bodiless.head(), text(in.readNBytes(length)));
  }

  private String chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(line(), HEXADECIMAL);
    while (size > 0) {
      body.write(in.readNBytes(size));
      line();
      size = Integer.parseInt(line(), HEXADECIMAL);
    }
    line();
    return text(body.toByteArray());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != LF; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server ended the connection");
      }
      if (next != CR) {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
