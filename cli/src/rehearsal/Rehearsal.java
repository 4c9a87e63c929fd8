import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a Gatehouse for one call of cpcmd, so that the JDK can learn which classes a call needs
 * (JEP 514). Its arguments are the command of the call, which gets a data directory of its own.
 */
final class Rehearsal {

  /** A value of every kind, so that what reads and shows it is learnt too. */
  private static final String ANSWER = "[\"a@b.test\",{\"a\":1,\"b\":[true,null]}]";

  private Rehearsal() {}

  public static void main(String[] command) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("cpcmd-rehearsal");
    Path run = Files.createDirectory(data.resolve("run"));
    Path socket = run.resolve("gatehouse.sock");
    int status;
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().start(() -> serve(listener));
      List<String> call = new ArrayList<>(List.of(command));
      call.addAll(List.of("--data", data.toString(), "common:whoami"));
      status = new ProcessBuilder(call).inheritIO().start().waitFor();
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(run);
      Files.deleteIfExists(data);
    }
    System.exit(status);
  }

  private static void serve(ServerSocketChannel listener) {
    while (listener.isOpen()) {
      try (SocketChannel peer = listener.accept()) {
        answer(peer);
      } catch (IOException over) {
        // The call says itself that it was not answered.
      }
    }
  }

  private static void answer(SocketChannel peer) throws IOException {
    BufferedReader request =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.US_ASCII));
    int length = 0;
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    request.skip(length);
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + ANSWER.length()
            + "\r\n\r\n"
            + ANSWER;
    peer.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
  }
}
