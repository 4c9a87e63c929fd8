package org.gatehouse.recovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the running server, at its local socket, for the snapshot of its database. */
final class LocalServer {

  private static final int LARGEST_ANSWER = 65_536;
  private static final Pattern ANSWER =
      Pattern.compile("HTTP/1\\.1 (\\d{3}).*?\r\n\r\n(.*)", Pattern.DOTALL);
  private static final Pattern DETAIL = Pattern.compile("\"detail\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern DIRECTORY =
      Pattern.compile(Pattern.quote(ServerSnapshot.PREFIX) + "[0-9A-Za-z]{1,40}");

  private LocalServer() {}

  /**
   * The directory of the snapshot, which is the caller's to remove.
   *
   * @throws RecoveryException when the server cannot make one; the message says why
   */
  static Path snapshot(Path data) throws RecoveryException {
    Path run = data.resolve("run");
    String answer;
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(run.resolve("gatehouse.sock")));
      ByteBuffer request =
          StandardCharsets.US_ASCII.encode(
              "POST /backup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                  + "Connection: close\r\n\r\n");
      while (request.hasRemaining()) {
        channel.write(request);
      }
      answer = read(channel);
    } catch (IOException e) {
      throw new RecoveryException(
          "the server on " + data + " does not answer at its local socket: " + Reason.of(e), e);
    }
    Matcher matcher = ANSWER.matcher(answer);
    if (!matcher.matches()) {
      throw new RecoveryException("the server ended before the backup was made");
    }
    String body = matcher.group(2).strip();
    if (!matcher.group(1).equals("200") || !DIRECTORY.matcher(body).matches()) {
      Matcher detail = DETAIL.matcher(body);
      throw new RecoveryException(
          detail.find() ? detail.group(1) : "the server refused to make a backup");
    }
    return run.resolve(body);
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer) >= 0 && bytes.size() < LARGEST_ANSWER) {
      bytes.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
