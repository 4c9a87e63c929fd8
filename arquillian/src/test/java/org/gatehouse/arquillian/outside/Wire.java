package org.gatehouse.arquillian.outside;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A bare connection, for requests that no HTTP client would send. */
final class Wire {

  /** How long a server that keeps a connection open is listened to. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int PIECE = 8192;

  /**
   * What came back.
   *
   * @param text everything that was sent, in ISO 8859-1
   * @param closed whether the server closed the connection
   */
  record Heard(String text, boolean closed) {}

  private Wire() {}

  /** Sends a text as it is and listens until the server closes or says nothing any more. */
  static Heard send(int port, String request) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream answer = socket.getInputStream();
      boolean closed = listen(answer, heard);
      return new Heard(heard.toString(StandardCharsets.ISO_8859_1), closed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a head, and only after something of the answer came, a body, as a client does that does
   * not look for an answer while it writes.
   *
   * @param length how many bytes of body are sent
   * @throws UncheckedIOException when the server resets the connection meanwhile
   */
  static Heard sendThrough(int port, String head, int length) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      InputStream answer = socket.getInputStream();
      heard.write(answer.read());
      byte[] piece = new byte[PIECE];
      for (int sent = 0; sent < length; sent += piece.length) {
        socket.getOutputStream().write(piece);
      }
      socket.shutdownOutput();
      boolean closed = listen(answer, heard);
      return new Heard(heard.toString(StandardCharsets.ISO_8859_1), closed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean listen(InputStream answer, ByteArrayOutputStream heard)
      throws IOException {
    byte[] buffer = new byte[8192];
    while (true) {
      int read;
      try {
        read = answer.read(buffer);
      } catch (SocketTimeoutException e) {
        return false;
      }
      if (read < 0) {
        return true;
      }
      heard.write(buffer, 0, read);
    }
  }
}
