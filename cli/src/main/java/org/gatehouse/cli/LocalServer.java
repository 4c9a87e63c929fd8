package org.gatehouse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The Gatehouse of a data directory on this machine, through its Unix socket. The kernel tells it
 * who calls; no secret is sent.
 */
final class LocalServer implements Server {

  private final Path data;
  private final Optional<String> domain;
  private final Optional<String> user;

  /**
   * The server of a data directory.
   *
   * @param data the data directory
   * @param domain the site to act for; empty for the appliance
   * @param user the account to act as; empty for the admin of the site or the appliance
   */
  LocalServer(Path data, Optional<String> domain, Optional<String> user) {
    this.data = data.toAbsolutePath().normalize();
    this.domain = domain;
    this.user = user;
  }

  @Override
  public Reply call(Call call) throws NoConnectionException {
    Path socket = data.resolve("run").resolve("gatehouse.sock");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      send(channel, call);
      return ReplyReader.read(Channels.newInputStream(channel));
    } catch (ReplyFormatException e) {
      throw new NoConnectionException(
          "what answers at " + socket + " is no Gatehouse: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw new NoConnectionException(
          """
          cannot reach Gatehouse at %s: %s
          Is it started? ./gatehouse start --data %s starts it; --data or GATEHOUSE_DATA names \
          another data directory. Only root and Gatehouse's own user can reach the socket."""
              .formatted(socket, e.getMessage(), data));
    }
  }

  private void send(SocketChannel channel, Call call) throws IOException {
    byte[] body = call.body();
    String head =
        "POST "
            + call.path()
            + query()
            + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: cpcmd\r\nAccept: application/json\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    write(channel, head.getBytes(StandardCharsets.US_ASCII));
    write(channel, body);
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private String query() {
    StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    user.ifPresent(name -> query.add("user=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
    domain.ifPresent(
        name -> query.add("domain=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
    return query.toString();
  }
}
